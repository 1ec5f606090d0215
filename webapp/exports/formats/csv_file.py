"""CSV: UTF-8 with a byte order mark, commas, one header line of column keys; euros with a point and two decimals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import ClassVar

from webapp.exports.dataset import Column, Dataset, Kind, Row, Setting, Systems, Value
from webapp.texts import N_

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CsvFile:
    """Rows as comma-separated values."""

    extension: ClassVar[str] = "csv"
    ending: ClassVar[str] = "csv"
    title: ClassVar[str] = N_("CSV table")
    mimetype: ClassVar[str] = "text/csv; charset=utf-8"
    systems: ClassVar[Systems] = Systems.NONE
    most_at_once: ClassVar[int | None] = None

    def write(self, dataset: Dataset, rows: Iterator[Row], setting: Setting) -> Iterator[bytes]:
        """A line at a time."""
        line = io.StringIO()
        sheet = csv.writer(line)
        sheet.writerow([column.key for column in dataset.columns])
        yield "\ufeff".encode()
        for row in rows:
            yield _taken(line)
            sheet.writerow(
                [cell(column, value, setting) for column, value in zip(dataset.columns, row, strict=True)]
            )
        yield _taken(line)


def _taken(line: io.StringIO) -> bytes:
    written = line.getvalue().encode()
    line.seek(0)
    line.truncate()
    return written


def cell(column: Column, value: Value, setting: Setting) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    match column.kind:
        case Kind.MONEY:
            return f"{value // 100}.{value % 100:02}"
        case Kind.MOMENT:
            return str(value.astimezone(setting.zone).isoformat(timespec="seconds"))
        case Kind.DEGREES:
            return f"{value:.6f}"
        case Kind.METRES:
            return f"{value:.1f}"
        case Kind.YES_NO:
            return "yes" if value else "no"
        case Kind.NUMBER:
            return str(value)
        case Kind.TEXT:
            return f"'{value}" if str(value).startswith(FORMULA_STARTS) else str(value)
