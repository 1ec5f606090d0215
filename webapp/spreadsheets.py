"""What a spreadsheet would take for a formula in a table of plain text."""

from __future__ import annotations

FORMULA_STARTS = "=+-@\t\r"


def plain_cell(text: str) -> str:
    """The text as a cell that no spreadsheet reckons: an apostrophe goes before what begins as a formula does."""
    return f"'{text}" if text.lstrip(" ").startswith(tuple(FORMULA_STARTS)) else text
