"""Rows of a dataset as a layer for GIS programs: geometries, fields, portions; a finished file as pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.writer import PORTION, Field, FieldKind, Layer, Portion
from webapp.exports.dataset import Dataset, Kind, Row, Setting, Value

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
DISTRICTS = Layer("districts", "MultiPolygon", (Field("name", FieldKind.TEXT),))


def layer_of(dataset: Dataset, epsg: int) -> Layer:
    """The layer of a dataset's rows: points with every column."""
    fields = tuple(Field(column.key, FIELD_KINDS[column.kind]) for column in dataset.columns)
    return Layer(dataset.key, "Point", fields, epsg)


def portions(dataset: Dataset, rows: Iterator[Row]) -> Iterator[Portion]:
    """The rows in portions, each with its points in degrees; euros are numbers."""
    money = [column.kind is Kind.MONEY for column in dataset.columns]
    while some := list(islice(rows, PORTION)):
        values = [tuple(map(_euros, row, money)) for row in some]
        yield points(dataset, some), values


def points(dataset: Dataset, rows: Sequence[Row]) -> NDArray[np.object_]:
    """The rows' points in degrees, None where there is none."""
    longitude, latitude = dataset.place("longitude"), dataset.place("latitude")
    found = np.full(len(rows), None, dtype=object)
    placed = [number for number, row in enumerate(rows) if row[longitude] is not None]
    if placed:
        found[placed] = shapely.points(
            [(rows[number][longitude], rows[number][latitude]) for number in placed]
        )
    return found


def districts(setting: Setting) -> Portion:
    """The city's districts, their shapes in degrees."""
    areas = setting.areas()
    shapes = np.asarray(shapely.from_wkb(list(areas.values())), dtype=object)
    return shapes, [(name,) for name in areas]


def explained(dataset: Dataset, setting: Setting) -> list[tuple[str, str, str]]:
    """Key, title and meaning of every column, for whoever opens the file later."""
    translate = setting.translate
    lines = []
    for column in dataset.columns:
        meaning = translate(column.meaning)
        if column.kind is Kind.METRES:
            meaning += f" (EPSG:{setting.metric_crs})"
        lines.append((column.key, translate(column.title), meaning))
    return lines


def pieces(path: Path) -> Iterator[bytes]:
    """A finished file, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _euros(value: Value, is_money: bool) -> Any:
    return value / 100 if is_money and value is not None else value
