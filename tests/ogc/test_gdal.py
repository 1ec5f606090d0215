"""GDAL's own client, which QGIS and ogr2ogr use, reads every collection over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.ogc.conftest import City
from webapp.ogc.collections import COLLECTIONS

SYSTEMS = {
    "EPSG:3067": (563_000, 6_774_000),
    "EPSG:3882": (28_509_000, 6_776_000),
    "EPSG:4326": (28.2, 61.1),
    "EPSG:3857": (3_139_000, 8_645_000),
}
"""Where the city lies in each, x before y as GDAL gives it."""


def client(live: str, wanted: list[dict[str, Any]]) -> dict[str, Any]:
    """What the client found."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ogc.gdal_client", live],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_finds_every_collection_and_reads_every_feature_a_page_at_a_time(live: str, city: City) -> None:
    found = client(live, [{"layer": one.key, "PAGE_SIZE": "1"} for one in COLLECTIONS])
    kinds = {"Geometry": "Unknown"}  # GDAL's word for geometries of several kinds
    assert found["layers"] == {one.key: kinds.get(one.geometry, one.geometry) for one in COLLECTIONS}
    for collection, reading in zip(COLLECTIONS, found["readings"], strict=True):
        assert reading["number"] == reading["told"] > 0
        assert set(collection.keys) <= set(reading["fields"])


@pytest.mark.parametrize("crs", SYSTEMS)
def test_it_has_the_axes_right_in_every_system(live: str, city: City, crs: str) -> None:
    for reading in client(live, [{"layer": one.key, "CRS": crs} for one in COLLECTIONS])["readings"]:
        assert reading["crs"] == crs or ("CRS84" in reading["crs"] and crs == "EPSG:4326")
        west, south, east, north = reading["bounds"]
        near = 0.3 if crs == "EPSG:4326" else 30_000
        x, y = SYSTEMS[crs]
        assert x - near < west <= east < x + near and y - near < south <= north < y + near


def test_its_box_is_asked_of_the_server(live: str, city: City) -> None:
    boxes: list[dict[str, Any]] = [
        {"layer": "proposals", "bbox": [28.2, 61.1, 28.3, 61.2]},
        {"layer": "proposals", "CRS": "EPSG:3882", "bbox": [28_500_000, 6_770_000, 28_505_000, 6_773_000]},
    ]
    assert [reading["number"] for reading in client(live, boxes)["readings"]] == [2, 2]
