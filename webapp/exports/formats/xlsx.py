"""Excel: a sheet for each district and one that explains the columns. Text stays text: nothing becomes a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, ClassVar

import xlsxwriter

from webapp.exports.dataset import Column, Dataset, Kind, Row, Value
from webapp.exports.layers import explained
from webapp.exports.rows import Rows
from webapp.exports.words import MOST_MADE_AT_ONCE
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_

MOST_ROWS = 1_000_000
LONGEST_TEXT = 32_000
PIECE = 64 * 1024
NUMBERS = {Kind.NUMBER: "0", Kind.MONEY: '#,##0.00 "€"', Kind.DEGREES: "0.000000", Kind.METRES: "0.0"}
WIDTHS = {Kind.TEXT: 24, Kind.MOMENT: 17}


class Xlsx:
    """Rows as a workbook, written through a file so that memory does not grow."""

    extension: ClassVar[str] = "xlsx"
    ending: ClassVar[str] = "xlsx"
    title: ClassVar[str] = N_("Excel workbook, a sheet for each district")
    mimetype: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    systems: ClassVar[Systems] = Systems.NONE
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = MOST_MADE_AT_ONCE

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The finished workbook in pieces."""
        with tempfile.TemporaryFile() as file:
            _Workbook(file, rows.dataset, setting).fill(iter(rows))
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece


class _Workbook:
    def __init__(self, file: IO[bytes], dataset: Dataset, setting: Setting) -> None:
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True, **safe})
        self.dataset, self.setting = dataset, setting
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.shapes = {kind: self.book.add_format({"num_format": shape}) for kind, shape in NUMBERS.items()}
        self.shapes[Kind.MOMENT] = self.book.add_format({"num_format": "d.m.yyyy h:mm"})
        self.names: set[str] = set()

    def fill(self, rows: Iterator[Row]) -> None:
        """Write the explanation, then the rows, which come ordered by district."""
        self._explain()
        district = self.dataset.place("district")
        sheet, current, number = None, None, 0
        for row in rows:
            if sheet is None or row[district] != current or number == MOST_ROWS:
                current, number = row[district], 0
                sheet = self._sheet(current or self.setting.translate(N_("No exact place")))
            number += 1
            for place, (column, value) in enumerate(zip(self.dataset.columns, row, strict=True)):
                self._cell(sheet, number, place, column, value)
        self.book.close()

    def _explain(self) -> None:
        translate = self.setting.translate
        sheet = self.book.add_worksheet(self._name(translate(N_("Columns"))))
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 2, 70)
        lines = [(N_("Column"), N_("Title"), N_("Meaning"))]
        for place, text in enumerate(lines[0]):
            sheet.write_string(0, place, translate(text), self.bold)
        for number, line in enumerate(explained(self.dataset, self.setting), 1):
            for place, text in enumerate(line):
                sheet.write_string(number, place, text)

    def _sheet(self, title: str) -> xlsxwriter.worksheet.Worksheet:
        sheet = self.book.add_worksheet(self._name(title))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.dataset.columns):
            sheet.set_column(place, place, WIDTHS.get(column.kind, 12))
            sheet.write_string(0, place, self.setting.translate(column.title), self.bold)
        return sheet

    def _name(self, title: str) -> str:
        """A name that Excel takes: without []:*?/\\ and quotes, at most 31 characters, not used before."""
        clean = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip() or "-"
        name, number = clean[:31], 1
        while name.casefold() in self.names:
            number += 1
            name = f"{clean[: 30 - len(str(number))]} {number}"
        self.names.add(name.casefold())
        return name

    def _cell(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, column: Column, value: Value
    ) -> None:
        if value is None:
            return
        match column.kind:
            case Kind.TEXT:
                sheet.write_string(row, place, str(value)[:LONGEST_TEXT])
            case Kind.SHAPE if len(value) <= LONGEST_TEXT:
                sheet.write_string(row, place, value)
            case Kind.SHAPE:
                sheet.write_string(
                    row, place, self.setting.translate(N_("Too long for a cell: see the map layers"))
                )
            case Kind.MOMENT:
                sheet.write_datetime(
                    row, place, value.astimezone(self.setting.zone), self.shapes[column.kind]
                )
            case Kind.YES_NO:
                sheet.write_string(row, place, self.setting.translate(N_("yes") if value else N_("no")))
            case Kind.MONEY:
                sheet.write_number(row, place, value / 100, self.shapes[column.kind])
            case _:
                sheet.write_number(row, place, value, self.shapes[column.kind])
