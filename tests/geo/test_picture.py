"""Flat drawings of places: north is up, lengths are alike both ways, what is marked lies on top."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
import shapely
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.picture import HEIGHT, WIDTH, Ground, fitted, place_svg
from geo.sheet import Sheet

HERE = (28.0, 61.0, 28.1, 61.1)
SVG = "{http://www.w3.org/2000/svg}"


def test_north_is_up_and_a_degree_of_latitude_is_longer_than_one_of_longitude() -> None:
    sheet = Sheet(HERE, 100, 100, 2)
    x, y = sheet.at(28.0, 61.1)
    assert (x, y) == pytest.approx((2, 2))
    east, south = sheet.at(28.1, 61.0)
    assert south == pytest.approx(98)
    assert (south - y) / (east - x) == pytest.approx(2.07, abs=0.01)


@pytest.mark.parametrize(
    ("shape", "moves", "closed"),
    [
        (LineString([(28, 61), (28.1, 61.1)]), 1, 0),
        (box(*HERE), 1, 1),
        (box(*HERE).difference(Point(28.05, 61.05).buffer(0.01)), 2, 2),
        (shapely.MultiLineString([[(28, 61), (28.1, 61)], [(28, 61.1), (28.1, 61.1)]]), 2, 0),
        (shapely.GeometryCollection([box(*HERE), LineString([(28, 61), (28.1, 61)])]), 2, 1),
        (Point(28, 61), 0, 0),
        (Polygon(), 0, 0),
    ],
    ids=["line", "area", "hole", "lines", "collection", "point", "nothing"],
)
def test_lines_stay_open_and_rings_close(shape: BaseGeometry, moves: int, closed: int) -> None:
    path = Sheet(HERE, 100, 100).path(shape)
    assert (path.count("M"), path.count("Z")) == (moves, closed)


def test_a_box_is_widened_to_fill_the_picture_around_the_same_middle() -> None:
    west, south, east, north = whole = fitted(HERE)
    assert west < HERE[0] and north == pytest.approx(HERE[3])
    assert ((west + east) / 2, (south + north) / 2) == pytest.approx((28.05, 61.05))
    assert Sheet(whole, WIDTH, HEIGHT).at(east, south) == pytest.approx((WIDTH, HEIGHT))


def test_what_is_marked_lies_over_roads_and_roads_over_water() -> None:
    ground = [Ground("road", LineString([(28, 61), (28.1, 61.1)])), Ground("water", box(28, 61, 28.05, 61.1))]
    marked = [box(28.02, 61.02, 28.06, 61.06), Point(28.04, 61.04)]
    drawn = fromstring(place_svg(fitted(HERE), ground, marked, "#0b5c4a"))
    fills = [(one.tag.removeprefix(SVG), one.get("fill"), one.get("stroke")) for one in drawn]
    assert fills == [
        ("rect", "#e4e9e6", None),
        ("path", "#c9dde4", None),
        ("path", "none", "#d5cdbb"),
        ("path", "none", "#fffdf8"),
        ("path", "none", "#ffffff"),
        ("path", "#0b5c4a", "#0b5c4a"),
        ("circle", "#0b5c4a", "#ffffff"),
    ]
