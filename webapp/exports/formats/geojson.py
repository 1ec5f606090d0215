"""GeoJSON: a feature for each row, its line, area or point where there is one; keys are not translated.

In degrees it follows RFC 7946; in another system it names it by the older member `crs`, which GIS programs still read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84, transform, transform_one
from geo.geojson import geometry_json
from webapp.exports.dataset import Dataset, Kind, Row, Value
from webapp.exports.drawn import shape_of
from webapp.exports.layers import points
from webapp.exports.rows import ROWS_AT_ONCE, Rows
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_


class GeoJson:
    """Rows as a feature collection."""

    extension: ClassVar[str] = "geojson"
    ending: ClassVar[str] = "geojson"
    title: ClassVar[str] = N_("GeoJSON map layer")
    mimetype: ClassVar[str] = "application/geo+json"
    systems: ClassVar[Systems] = Systems.ANY
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = None

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """A feature at a time."""
        yield f'{{"type": "FeatureCollection", {_system(setting.crs)}"features": ['.encode()
        dataset, found = rows.dataset, iter(rows)
        separator, longitude = b"\n", dataset.place("longitude")
        while some := list(islice(found, ROWS_AT_ONCE)):
            xy = shapely.get_coordinates(_moved(dataset, some, setting.crs)).round(_decimals(setting.crs))
            places = iter(xy.tolist())
            for row in some:
                place = None if row[longitude] is None else next(places)
                feature = _feature(dataset, row, place, setting)
                yield separator + json.dumps(feature, ensure_ascii=False).encode()
                separator = b",\n"
        yield b"\n]}\n"


def _system(epsg: int) -> str:
    """Degrees need no word; another system is named as GDAL and QGIS read it."""
    if epsg == WGS84:
        return ""
    return f'"crs": {{"type": "name", "properties": {{"name": "urn:ogc:def:crs:EPSG::{epsg}"}}}}, '


def _decimals(epsg: int) -> int:
    return 6 if epsg == WGS84 else 3


def _moved(dataset: Dataset, rows: list[Row], epsg: int) -> NDArray[np.object_]:
    found = points(dataset, rows)
    return transform(found[found != np.array(None)], WGS84, epsg)


def _feature(dataset: Dataset, row: Row, place: list[float] | None, setting: Setting) -> dict[str, Any]:
    properties = {
        column.key: plain(column.kind, value, setting)
        for column, value in zip(dataset.columns, row, strict=True)
        if column.kind not in (Kind.DEGREES, Kind.SHAPE)
    }
    drawn = shape_of(dataset, row)
    geometry = None if place is None else {"type": "Point", "coordinates": place}
    if drawn is not None:
        geometry = geometry_json(transform_one(drawn, WGS84, setting.crs), _decimals(setting.crs))
    return {"type": "Feature", "id": row[0], "geometry": geometry, "properties": properties}


def plain(kind: Kind, value: Value, setting: Setting) -> Value:
    """A value as JSON has it: euros as a number, moments as ISO 8601."""
    if value is None:
        return None
    match kind:
        case Kind.MONEY:
            return value / 100
        case Kind.MOMENT:
            return value.astimezone(setting.zone).isoformat(timespec="seconds")
        case Kind.METRES:
            return round(value, 1)
        case _:
            return value
