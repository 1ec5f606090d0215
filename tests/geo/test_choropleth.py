from __future__ import annotations

import shapely

from geo.choropleth import picture_of


def test_areas_become_paths_with_y_downwards_and_labels_inside() -> None:
    shapes = {"w": shapely.box(0, 0, 10, 10).wkb, "e": shapely.box(10, 0, 20, 10).wkb}
    picture = picture_of(shapes, width=200)
    assert (picture.width, picture.height) == (200, 100)
    west, east = picture.shapes["w"], picture.shapes["e"]
    assert west.path.startswith("M") and west.path.endswith("Z")
    assert west.label is not None and east.label is not None and west.label[0] < 100 < east.label[0]


def test_small_areas_get_no_label_and_nothing_is_a_picture_too() -> None:
    shapes = {"big": shapely.box(0, 0, 100, 100).wkb, "small": shapely.box(100, 0, 101, 1).wkb}
    assert picture_of(shapes).shapes["small"].label is None
    assert picture_of({}).shapes == {}


def test_neighbours_keep_their_common_border_when_simplified() -> None:
    wavy = [(10 + 0.01 * (-1) ** y, y) for y in range(11)]
    west = shapely.Polygon([(0, 0), *wavy, (0, 10)])
    east = shapely.Polygon([(20, 0), (20, 10), *reversed(wavy)])
    picture = picture_of({"w": west.wkb, "e": east.wkb}, width=200)
    assert all(shape.path.count("L") < 8 for shape in picture.shapes.values())
