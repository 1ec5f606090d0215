"""CSV: UTF-8 with a byte order mark, commas, one header line of column keys; euros with a point and two decimals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Numeric, case, cast, func

from webapp.exports.dataset import Column, Kind
from webapp.exports.rows import Rows
from webapp.exports.writing import Holds, Setting, Systems
from webapp.spreadsheets import FORMULA_STARTS
from webapp.texts import N_

MOMENT = 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM'
"""ISO 8601 in the city's zone, to the second."""


class CsvFile:
    """Rows as comma-separated values."""

    extension: ClassVar[str] = "csv"
    ending: ClassVar[str] = "csv"
    title: ClassVar[str] = N_("CSV table")
    mimetype: ClassVar[str] = "text/csv; charset=utf-8"
    systems: ClassVar[Systems] = Systems.NONE
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = None

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """Many lines at a time."""
        yield ("\ufeff" + ",".join(column.key for column in rows.dataset.columns) + "\r\n").encode()
        yield from rows.lines(cell, setting.zone.key)


def cell(column: Column, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value as text that no spreadsheet takes for a formula, said so that the database writes it."""
    match column.kind:
        case Kind.MONEY:
            return cast(cast(value, Numeric) / 100, Numeric(20, 2))
        case Kind.MOMENT:
            return func.to_char(value, MOMENT)
        case Kind.DEGREES:
            return func.to_char(value, "FM990.000000")
        case Kind.METRES:
            return func.to_char(value, "FM999999999990.0")
        case Kind.YES_NO:
            return case((value, "yes"), (~value, "no"))
        case Kind.NUMBER | Kind.SHAPE:
            return value
        case Kind.TEXT:
            is_formula = func.ascii(func.ltrim(value)).in_(map(ord, FORMULA_STARTS))
            return case((is_formula, func.concat("'", value)), else_=func.nullif(value, ""))
