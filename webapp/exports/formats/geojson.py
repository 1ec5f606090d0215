"""GeoJSON (RFC 7946): a feature for each row, a point where there is one; keys are not translated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from webapp.exports.dataset import Dataset, Kind, Row, Setting, Value
from webapp.texts import N_


class GeoJson:
    """Rows as a feature collection."""

    extension: ClassVar[str] = "geojson"
    title: ClassVar[str] = N_("GeoJSON map layer")
    mimetype: ClassVar[str] = "application/geo+json"

    def write(self, dataset: Dataset, rows: Iterator[Row], setting: Setting) -> Iterator[bytes]:
        """A feature at a time."""
        longitude, latitude = dataset.place("longitude"), dataset.place("latitude")
        yield b'{"type": "FeatureCollection", "features": ['
        separator = b"\n"
        for row in rows:
            properties = {
                column.key: plain(column.kind, value, setting)
                for column, value in zip(dataset.columns, row, strict=True)
                if column.kind is not Kind.DEGREES
            }
            feature = {
                "type": "Feature",
                "id": row[0],
                "geometry": point(row[longitude], row[latitude]),
                "properties": properties,
            }
            yield separator + json.dumps(feature, ensure_ascii=False).encode()
            separator = b",\n"
        yield b"\n]}\n"


def point(longitude: float | None, latitude: float | None) -> dict[str, Any] | None:
    """The geometry of a row; null where the place is not known."""
    if longitude is None or latitude is None:
        return None
    return {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}


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
