"""Rows of a dataset as a layer for GIS programs: geometries, fields, portions; a finished file as pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Double, cast, func

from geo.writer import PORTION, Field, FieldKind, Layer, Portion
from webapp.exports.dataset import Column, Dataset, Kind, Row, Value
from webapp.exports.rows import Rows
from webapp.exports.writing import Setting
from webapp.texts import N_

PIECE = 256 * 1024
FIELD_KINDS = {
    Kind.TEXT: FieldKind.TEXT,
    Kind.NUMBER: FieldKind.INTEGER,
    Kind.MONEY: FieldKind.REAL,
    Kind.MOMENT: FieldKind.MOMENT,
    Kind.DEGREES: FieldKind.REAL,
    Kind.METRES: FieldKind.REAL,
    Kind.YES_NO: FieldKind.YES_NO,
}
DISTRICTS = Layer(
    "districts",
    "MultiPolygon",
    (
        Field("code", FieldKind.TEXT),
        Field("name", FieldKind.TEXT),
        Field("population", FieldKind.INTEGER),
    ),
)
"""The field `code` is what rows have as `district_code`."""


def layer_of(dataset: Dataset, epsg: int) -> Layer:
    """The layer of a dataset's rows: points with every column; shapes are geometries, never fields."""
    fields = tuple(
        Field(column.key, FIELD_KINDS[column.kind])
        for column in dataset.columns
        if column.kind is not Kind.SHAPE
    )
    return Layer(dataset.key, "Point", fields, epsg)


def plain_value(column: Column, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value as GDAL takes it: euros as a number, a moment in milliseconds since 1970."""
    match column.kind:
        case Kind.MONEY:
            return cast(value, Double) / 100
        case Kind.MOMENT:
            return cast(func.floor(func.extract("epoch", value) * 1000), BigInteger)
        case _:
            return value


def portions(rows: Rows, setting: Setting, as_drawn: bool = False) -> Iterator[Portion]:
    """The rows in portions: their points in degrees, and the values of each field. `as_drawn`: what was drawn as a line or
    an area comes as that, in the place of its point.
    """
    drawn = [place for place, column in enumerate(rows.dataset.columns) if column.kind is Kind.SHAPE]
    longitude, latitude = rows.dataset.place("longitude"), rows.dataset.place("latitude")
    for some in rows.portions(PORTION, plain_value, setting.zone.key):
        columns = list(zip(*some, strict=True))
        places = points_at(columns[longitude], columns[latitude])
        for place in reversed(drawn):
            shapes = columns.pop(place)
            if as_drawn:
                places = np.where([one is not None for one in shapes], shapely.from_wkt(shapes), places)
        yield places, columns


def points_at(longitudes: Sequence[Value], latitudes: Sequence[Value]) -> NDArray[np.object_]:
    """Points in degrees, None where there is none."""
    x, y = np.array(longitudes, dtype=float), np.array(latitudes, dtype=float)
    found = np.full(len(x), None, dtype=object)
    placed = ~np.isnan(x)
    found[placed] = shapely.points(x[placed], y[placed])
    return found


def points(dataset: Dataset, rows: Sequence[Row]) -> NDArray[np.object_]:
    """The rows' points in degrees, None where there is none."""
    longitude, latitude = dataset.place("longitude"), dataset.place("latitude")
    return points_at([row[longitude] for row in rows], [row[latitude] for row in rows])


def districts(setting: Setting) -> Portion:
    """The rows of `DISTRICTS`, their shapes in degrees."""
    areas = setting.districts()
    shapes = np.asarray(shapely.from_wkb([one.shape for one in areas]), dtype=object)
    return shapes, [
        [one.code for one in areas],
        [one.name for one in areas],
        [one.population for one in areas],
    ]


def explained_fields(dataset: Dataset, setting: Setting) -> list[tuple[str, str, str]]:
    """As `explained`, of those columns that a layer has as fields."""
    fields = tuple(column for column in dataset.columns if column.kind is not Kind.SHAPE)
    return explained(replace(dataset, columns=fields), setting)


def explained(dataset: Dataset, setting: Setting) -> list[tuple[str, str, str]]:
    """Key, title and meaning of every column, for whoever opens the file later; below them, without a key, what the file
    is narrowed to.
    """
    translate, divisions = setting.translate, setting.divisions()
    lines = []
    for column in dataset.columns:
        meaning = translate(column.meaning)
        if column.kind is Kind.METRES:
            meaning += f" (EPSG:{setting.metric_crs})"
        if column.level is not None and column.level in divisions:
            meaning += f" ({divisions[column.level]})"
        lines.append((column.key, translate(column.title), meaning))
    narrowed = [
        ("", translate(N_("Narrowed to:")), f"{title}: {value}") for title, value in setting.narrowed()
    ]
    return lines + narrowed


def pieces(path: Path) -> Iterator[bytes]:
    """A finished file, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
