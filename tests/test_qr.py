"""QR codes of receipts, drawn as one path."""

from __future__ import annotations

import re

import segno

from webapp.qr import QUIET, picture_of

WORDS = "https://osallistu.example/receipts?code=7K2M-9QXT-0F4B-ZR8C"


def test_the_path_darkens_just_the_modules_of_the_code() -> None:
    picture = picture_of(WORDS)
    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", picture.path)
        for step in range(int(width))
    }
    rows = [bytes(row) for row in segno.make_qr(WORDS, error="q").matrix]
    expected = {(x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, bit in enumerate(row) if bit}
    assert (dark, picture.size) == (expected, len(rows) + 2 * QUIET)
