"""A QR code as the path of an SVG picture, drawn by our own template: no markup comes from the library."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4
"""Modules of white around the code, as the standard asks."""


@dataclass(frozen=True, slots=True)
class QrPicture:
    """`size`: the side of the square in modules, the quiet zone included; `path`: the dark modules."""

    size: int
    path: str


def picture_of(words: str, error: str = "q") -> QrPicture:
    """The QR code of an address or a code, with a quarter of it repairable (`error="m"`: a seventh, and larger marks)."""
    rows = list(segno.make_qr(words, error=error).matrix)
    runs = [run for y, row in enumerate(rows) for run in _runs(y, bytes(row))]
    return QrPicture(len(rows) + 2 * QUIET, "".join(runs))


def _runs(y: int, row: bytes) -> list[str]:
    """The dark stretches of a row, each drawn as one flat box."""
    found, x = [], 0
    while x < len(row):
        width = 1
        while row[x : x + 1] == row[x + width : x + width + 1] and x + width < len(row):
            width += 1
        if row[x]:
            found.append(f"M{x + QUIET} {y + QUIET}h{width}v1h-{width}z")
        x += width
    return found
