"""The printed report: what is on it, and that no text becomes markup or makes it reach out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from geo.printer import PrintError, pdf_of
from tests.exports.conftest import Fetch
from webapp.exports.dataset import Wanted
from webapp.exports.datasets.projects import PROJECTS
from webapp.exports.formats.paper import page
from webapp.exports.queries import district_shapes
from webapp.exports.rows import Rows
from webapp.exports.writing import Setting
from webapp.rounds.models import Round


def html(
    session: Session, round_: Round, *, is_cut: bool = False, narrowed: Sequence[tuple[str, str]] = ()
) -> str:
    wanted = Wanted(round_.id, "projects", "pdf", None, None, "en", 3882, 4326)
    setting = Setting(
        translate=str,
        euros=lambda cents: f"{cents // 100} €",
        language="en",
        zone=ZoneInfo("Europe/Helsinki"),
        metric_crs=3882,
        round_title="<script>alert(1)</script>",
        divisions=lambda: {"district": "Districts, version 1"},
        crs=4326,
        districts=lambda: district_shapes(session, "en"),
        map_parts=Path(),
        narrowed=lambda: narrowed,
    )
    return page(PROJECTS, list(Rows(session, PROJECTS, wanted)), setting, is_cut=is_cut)


def test_it_has_a_table_for_each_district_sums_and_a_map(session: Session, round_: Round) -> None:
    printed = html(session, round_)
    headings = re.findall(r"<h2>([^<]*)</h2>", printed)
    assert headings == ["By district", "A (en)", "B (en)", "No exact place"]
    assert printed.count("<circle") == 2 and printed.count("<path") == 2 and printed.count("<rect") == 3
    assert "600 €" in printed and "2,000" not in printed
    assert "2,000" in html(session, round_, is_cut=True)


def test_it_says_what_it_is_narrowed_to(session: Session, round_: Round) -> None:
    narrowed = html(session, round_, narrowed=[("District", "A & O"), ("State", "Won")])
    assert "<p>Narrowed to: District: A &amp; O; State: Won.</p>" in narrowed
    assert "Narrowed to" not in html(session, round_)


def test_it_says_what_the_colours_of_the_map_mean_and_numbers_projects_as_the_ballot_does(
    session: Session, round_: Round
) -> None:
    printed = html(session, round_)
    assert re.search(r"<span style=\"color: #[0-9a-f]{6}\">●</span> In the vote: \d", printed)
    heads = re.findall(r"<th scope=\"col\">([^<]*)</th>", printed)
    assert "Number on the ballot" in heads and "Number" not in heads


def test_text_stays_text(session: Session, round_: Round) -> None:
    printed = html(session, round_)
    assert "<script" not in printed and "&lt;script&gt;" in printed


def test_the_file_is_a_pdf(fetch: Fetch, round_: Round) -> None:
    data = fetch(round_, "projects", "pdf")
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


def test_printing_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret words")
    for address in (secret.as_uri(), "http://127.0.0.1:9/x.png"):
        data = pdf_of(
            f'<html lang="en"><title>x</title><p>x</p><img src="{address}" alt="x"><a href="{address}" rel="attachment">x</a>'
        )
        assert data.startswith(b"%PDF-") and b"EmbeddedFile" not in data


def test_what_takes_too_long_is_said() -> None:
    with pytest.raises(PrintError):
        pdf_of("<p>x", seconds=0.001)
