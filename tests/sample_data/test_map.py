"""The drawn city: complete, clean, plausible, and the same every time."""

import csv
import json
from pathlib import Path

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sample_data.make.__main__ import write
from sample_data.make.towns import DISTRICTS, NEIGHBOURHOODS

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
MADE = [
    "municipality.geojson",
    "neighbourhoods.geojson",
    "districts.geojson",
    "water.geojson",
    "roads.geojson",
    "places.csv",
]


def features(name: str) -> list[tuple[dict[str, object], BaseGeometry]]:
    collection = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [(f["properties"], shape(f["geometry"])) for f in collection["features"]]


def places() -> list[dict[str, str]]:
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def square_kilometres(geometry: BaseGeometry) -> float:
    return abs(Geod(ellps="GRS80").geometry_area_perimeter(geometry)[0]) / 1e6


def test_the_stored_files_are_what_the_script_writes(tmp_path: Path) -> None:
    write(tmp_path)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_municipality_is_about_as_large_as_the_real_one() -> None:
    [(_, city)] = features("municipality.geojson")
    assert square_kilometres(city) == pytest.approx(1724, rel=0.01)


@pytest.mark.parametrize(("name", "count"), [("neighbourhoods.geojson", 26), ("districts.geojson", 8)])
def test_the_areas_divide_the_whole_municipality_cleanly(name: str, count: int) -> None:
    shapes = [geometry for _, geometry in features(name)]
    [(_, city)] = features("municipality.geojson")
    assert len(shapes) == count
    assert all(isinstance(s, shapely.Polygon) and s.is_valid for s in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_union_all(shapes).equals(city)


def test_each_centre_point_is_in_its_own_neighbourhood_and_on_land() -> None:
    areas = {p["code"]: geometry for p, geometry in features("neighbourhoods.geojson")}
    water = shapely.union_all([geometry for _, geometry in features("water.geojson")])
    for n in NEIGHBOURHOODS:
        centre = shapely.Point(n.lon, n.lat)
        assert [code for code, area in areas.items() if area.covers(centre)] == [n.code]
        assert not water.intersects(centre), n.name_fi


def test_only_pallo_lies_in_two_districts() -> None:
    districts = features("districts.geojson")
    split = {
        str(p["name_fi"]): {
            str(d["name_fi"]) for d, area in districts if square_kilometres(area.intersection(n)) > 0.01
        }
        for p, n in features("neighbourhoods.geojson")
    }
    assert split.pop("Pallo") == {"Keskusta", "Pohjoinen"}
    assert all(len(found) == 1 for found in split.values())


def test_neighbourhoods_have_as_many_people_as_their_district() -> None:
    # Pallo's 1,600 are divided: 1,000 in Keskusta, 600 in Pohjoinen.
    people = {d.code: sum(n.population for n in NEIGHBOURHOODS if n.district == d.code) for d in DISTRICTS}
    people["01"] -= 600
    people["03"] += 600
    assert people == {d.code: d.population for d in DISTRICTS}


def test_water_and_roads_are_valid_and_near() -> None:
    [(_, city)] = features("municipality.geojson")
    for _, geometry in features("water.geojson") + features("roads.geojson"):
        assert geometry.is_valid
        assert geometry.intersects(city.buffer(0.06))


def test_every_place_of_the_search_is_in_exactly_one_neighbourhood() -> None:
    areas = [geometry for _, geometry in features("neighbourhoods.geojson")]
    found = places()
    assert len(found) > 300
    for place in found:
        point = shapely.Point(float(place["lon"]), float(place["lat"]))
        assert sum(area.covers(point) for area in areas) == 1, place


def test_no_place_of_the_search_has_the_name_of_another() -> None:
    names = [(place["kind"], place["name_fi"]) for place in places()]
    assert len(names) == len(set(names))


def test_every_file_says_that_it_is_synthetic() -> None:
    for name in MADE[:-1]:
        collection = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        assert collection["label"].startswith("Synthetic")
        assert all(f["properties"]["synthetic"] for f in collection["features"])
