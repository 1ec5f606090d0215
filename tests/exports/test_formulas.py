"""T21: no text that anyone wrote is a formula in a table that somebody opens, in any dataset."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from sqlalchemy.orm import Session

from tests.exports.conftest import Fetch
from tests.security.rows import fill_all_texts
from webapp.exports.datasets import DATASETS
from webapp.rounds.models import Round

STARTS = ('=HYPERLINK("http://x")|', "@SUM(1)|", "  +cmd|", "\t=1|")
A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
keys = [dataset.key for dataset in DATASETS]


@pytest.mark.parametrize("start", STARTS)
def test_t21_no_text_becomes_a_formula(fetch: Fetch, round_: Round, session: Session, start: str) -> None:
    assert len(set(fill_all_texts(session.connection(), start))) > 10
    session.commit()
    cells = []
    for key in keys:
        lines = io.StringIO(fetch(round_, key, "csv").decode("utf-8-sig"), newline="")
        cells += [cell for line in csv.reader(lines) for cell in line if "|" in cell]
        book = openpyxl.load_workbook(io.BytesIO(fetch(round_, key, "xlsx")))
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
    assert len(cells) > 5
    assert [cell for cell in cells if cell.lstrip(" ").startswith(A_FORMULA)] == []
