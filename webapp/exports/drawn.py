"""Lines and areas that rows have as their place besides the point: as WKT in a column, as layers of their own for GIS programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Label, Select, func
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.writer import Layer, Portion
from webapp.exports.dataset import Column, Dataset, Kind, Row, Wanted
from webapp.exports.layers import layer_of, portions
from webapp.exports.rows import Rows, nobody
from webapp.exports.writing import Setting
from webapp.texts import N_

DECIMALS = 7
SHAPE_COLUMN = Column(
    "shape",
    N_("Line or area"),
    N_("What was drawn, as WKT in degrees (WGS 84); empty where the place is a point"),
    Kind.SHAPE,
)
LAYERS = (("lines", "LineString"), ("areas", "Polygon"))
"""The layers of what was drawn: the end of their names, and their kind of geometry."""


def shape_value(shape: InstrumentedAttribute[Any]) -> Label[Any]:
    """The value of `SHAPE_COLUMN` for a table with drawn shapes."""
    return func.ST_AsText(shape, DECIMALS).label("shape")


def drawn_layers(rows: Rows, setting: Setting) -> Iterator[tuple[Layer, Iterator[Portion]]]:
    """The layers of those rows that were drawn, as many as there are: each with every column, as the points have them."""
    drawn = rows.dataset.drawn
    for ending, geometry in LAYERS if drawn is not None else ():
        found = portions(_only(rows, func.GeometryType(drawn) == geometry.upper()), setting, as_drawn=True)
        first = next(found, None)
        if first is not None:
            layer = layer_of(rows.dataset, setting.crs)
            yield replace(layer, name=f"{layer.name}_{ending}", geometry=geometry), chain([first], found)


def shape_of(dataset: Dataset, row: Row) -> BaseGeometry | None:
    """The line or area of a row, in degrees."""
    wkt = row[dataset.place(SHAPE_COLUMN.key)] if dataset.drawn is not None else None
    return None if wkt is None else shapely.from_wkt(wkt)


def _only(rows: Rows, condition: ColumnElement[bool]) -> Rows:
    whole = rows.dataset.chosen

    def chosen(session: Session, wanted: Wanted) -> Select[Any]:
        return whole(session, wanted).where(condition)

    return replace(rows, dataset=replace(rows.dataset, chosen=chosen), told=nobody)
