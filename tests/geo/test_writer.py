"""Layers written in several portions: nothing is lost on the way, and the index is there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import shapely
from pyogrio import raw

from geo.writer import Field, FieldKind, Layer, Portion, write_geopackage, write_kml, write_shapefile

FIELDS = (
    Field("title", FieldKind.TEXT),
    Field("votes", FieldKind.INTEGER),
    Field("share", FieldKind.REAL),
    Field("sent", FieldKind.MOMENT),
    Field("won", FieldKind.YES_NO),
)
LAYER = Layer("pins", "Point", FIELDS, 3067)
NOON = 1_700_000_000_500
"""14 November 2023 22:13:20.5 UTC in milliseconds."""


def portions() -> list[Portion]:
    """Three of one row each: all known, nothing known, and odd letters."""
    lines: list[tuple[object, ...]] = [
        ("Penkki", 2**40, 0.5, NOON, True),
        (None, None, None, None, None),
        ("a\r\n'\"ä😀", -1, -0.25, -1000, False),
    ]
    points = [shapely.Point(28.2, 61.1), None, shapely.Point(28.3, 61.2)]
    return [
        (np.array([point], dtype=object), [(value,) for value in line])
        for point, line in zip(points, lines, strict=True)
    ]


def test_a_geopackage_in_portions_holds_every_value_and_an_index(tmp_path: Path) -> None:
    path = tmp_path / "pins.gpkg"
    write_geopackage(path, LAYER, portions())
    write_geopackage(path, Layer("more", "Point", FIELDS), portions())
    meta, _, shapes, values = raw.read(path, layer="pins")
    assert meta["crs"] == "EPSG:3067" and [one is None for one in shapes] == [False, True, False]
    titles, votes, shares, moments, _ = values
    assert list(titles) == ["Penkki", None, "a\r\n'\"ä😀"]
    assert list(votes[[0, 2]]) == [2**40, -1] and np.isnan(votes[1])
    assert list(shares[[0, 2]]) == [0.5, -0.25] and np.isnan(shares[1])
    assert list(moments.astype("datetime64[ms]").astype(np.int64)[[0, 2]]) == [NOON, -1000] and np.isnat(
        moments[1]
    )
    with sqlite3.connect(path) as database:
        for layer in ("pins", "more"):
            assert database.execute(f"select count(*) from rtree_{layer}_geom").fetchone() == (2,)
            rows = database.execute(f"select sent, won from {layer} order by fid").fetchall()
            assert rows == [("2023-11-14T22:13:20.500Z", 1), (None, None), ("1969-12-31T23:59:59Z", 0)]
    database.close()
    assert [one.name for one in tmp_path.iterdir()] == ["pins.gpkg"]


def test_a_shapefile_and_a_kml_in_portions_hold_every_row(tmp_path: Path) -> None:
    write_shapefile(tmp_path / "pins.shp", LAYER, portions())
    _, _, shapes, values = raw.read(tmp_path / "pins.shp")
    assert len(shapes) == 3
    assert list(values[3]) == ["2023-11-14T22:13:20Z", None, "1969-12-31T23:59:59Z"]
    write_kml(tmp_path / "pins.kml", LAYER, portions(), "title")
    assert (tmp_path / "pins.kml").read_text().count("<Placemark") == 3
