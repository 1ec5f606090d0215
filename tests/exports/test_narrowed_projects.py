"""The file of projects is narrowed by every filter of their public list, and says so."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.exports.conftest import Fetch
from webapp.exports.dataset import Wanted
from webapp.exports.formats import FORMATS
from webapp.exports.models import ExportFile
from webapp.exports.writing import Holds
from webapp.rounds.models import Pot, Round
from webapp.texts import Texts

OF_DATASET = [form.extension for form in FORMATS if form.holds is Holds.DATASET]


@pytest.fixture
def round_(session: Session) -> Round:
    """A round with a project that every filter leaves, and one for each filter that it does not."""
    factories.city(session)
    round_ = factories.round_(session)
    green, other = (factories.theme(session, round_, slug) for slug in ("green", "other"))
    own, common = factories.pot(session, round_, area_code="A"), factories.pot(session, round_)
    plain: dict[str, Any] = {
        "title": Texts(fi="Laituri 50 %", en="Pier 50 %"),
        "theme_id": green.id,
        "geom": factories.point(28.05, 61.05),
    }
    changes: dict[str, dict[str, Any]] = {
        "all": {},
        "theme": {"theme_id": other.id},
        "neighbourhood": {"geom": factories.point(28.05, 61.15)},
        "text": {"title": Texts(fi="Laituri 50 %", en="Pier 500")},
        "district": {"geom": factories.point(28.25, 61.05)},
        "state": {"state": "left_out", "left_out_reason": factories.texts("Liian kallis.")},
    }
    for name, change in changes.items():
        summary = Texts(fi=name, en=name)
        factories.project(session, round_, own, 2_000_00, **{**plain, "summary": summary, **change})
    for name, pot, cents in (("low", own, 1_999_99), ("high", own, 2_000_01), ("pot", common, 2_000_00)):
        factories.project(session, round_, pot, cents, **plain, summary=Texts(fi=name, en=name))
    session.commit()
    return round_


@pytest.fixture
def narrowed(session: Session, round_: Round) -> dict[str, str]:
    """Every filter of the list, as its address has it."""
    own = session.scalars(select(Pot.id).where(Pot.round_id == round_.id, Pot.area_code == "A")).one()
    return {
        "theme": "green",
        "neighbourhood": "A1",
        "pot": str(own),
        "low": "2000",
        "high": "2000",
        "text": "50 %",
        "district": "A",
        "state": "ballot",
    }


def summaries(data: bytes) -> list[str]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    return sorted(row["summary"] for row in rows)


@pytest.mark.parametrize(
    "name", ["theme", "neighbourhood", "pot", "low", "high", "text", "district", "state"]
)
def test_each_filter_of_the_list_narrows_the_file(
    round_: Round, narrowed: dict[str, str], fetch: Fetch, name: str
) -> None:
    """All filters but one leave what only that one leaves out; a neighbourhood lies in its district."""
    others = {key: value for key, value in narrowed.items() if key != name}
    if name == "district":
        others.pop("neighbourhood")
    found = summaries(fetch(round_, "projects", "csv", **others))
    assert found == sorted(["all", name, *(["neighbourhood"] if name == "district" else [])])


@pytest.mark.parametrize("form", OF_DATASET)
def test_every_format_is_narrowed(
    round_: Round, narrowed: dict[str, str], planner: FlaskClient, form: str
) -> None:
    address = f"/staff/rounds/{round_.slug}/exports"
    asked = {"dataset": "projects", "format": form, **narrowed}
    answer = planner.get(f"{address}/file", query_string=asked)
    assert answer.status_code == 200 and "-narrowed" in answer.headers["Content-Disposition"]
    assert planner.post(f"{address}/files", data=asked).status_code == 302


def test_the_worker_narrows_as_well(
    round_: Round, narrowed: dict[str, str], planner: FlaskClient, session: Session
) -> None:
    fields = {"dataset": "projects", "format": "pdf", **narrowed}
    english = {"Accept-Language": "en"}
    address = f"/staff/rounds/{round_.slug}/exports/files"
    assert planner.post(address, data=fields, headers=english).status_code == 302
    file = session.scalars(select(ExportFile)).one()
    assert file.rows_total == 1
    assert Wanted(**file.wanted).filters == {
        name: value for name, value in narrowed.items() if name not in ("district", "state")
    }


def test_map_formats_hold_what_the_list_shows(round_: Round, narrowed: dict[str, str], fetch: Fetch) -> None:
    found = json.loads(fetch(round_, "projects", "geojson", **narrowed))["features"]
    assert [one["properties"]["summary"] for one in found] == ["all"]


def test_words_are_searched_in_the_readers_language(round_: Round, fetch: Fetch) -> None:
    assert "text" not in summaries(fetch(round_, "projects", "csv", text="50 %"))
    assert summaries(fetch(round_, "projects", "csv", text="Laituri")) == []


def test_a_report_says_what_it_is_narrowed_to(round_: Round, narrowed: dict[str, str], fetch: Fetch) -> None:
    page = fetch(round_, "projects", "html", **narrowed).decode()
    said = " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
    assert (
        "Narrowed to: District: A (en); State: In the vote; Theme: green (en); Neighbourhood: A1 (en); "
        in said
    )
    assert "; Price at least: €2,000; Price at most: €2,000; Search words: 50 %." in said


def test_the_explanation_of_columns_says_it_too(
    round_: Round, narrowed: dict[str, str], fetch: Fetch, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fetch(round_, "projects", "xlsx", **narrowed)))
    rows = list(book["Columns"].iter_rows(values_only=True))
    assert ("Narrowed to:", "Price at least: €2,000") in [row[1:3] for row in rows if not row[0]]
    with zipfile.ZipFile(io.BytesIO(fetch(round_, "projects", "shp", **narrowed))) as archive:
        table = list(csv.reader(io.StringIO(archive.read("columns.csv").decode("utf-8-sig"))))
    assert ["", "", "Narrowed to:", "Search words: 50 %"] in table
    path = tmp_path / "narrowed.gpkg"
    path.write_bytes(fetch(round_, "projects", "gpkg", **narrowed))
    with sqlite3.connect(path) as database:
        told = database.execute("select meaning from columns where title = 'Narrowed to:'").fetchall()
    assert ("District: A (en)",) in told


def test_the_list_leads_to_the_export_of_what_it_shows(
    round_: Round, narrowed: dict[str, str], planner: FlaskClient
) -> None:
    asked = {name: value for name, value in narrowed.items() if name != "state"} | {"low": "2 000"}
    listed = planner.get(f"/rounds/{round_.slug}/projects", query_string={**asked, "order": "cheapest"})
    address = re.search(r'href="(/staff/rounds/[^"]*/exports[^"]*)"', listed.text)
    assert address is not None
    page = planner.get(unescape(address[1]), headers={"Accept-Language": "fi"}).text
    form = page[page.index('value="projects"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert hidden == {name: value for name, value in narrowed.items() if name not in ("district", "state")}
    assert re.findall(r'value="(\w+)" selected', form) == ["A", "ballot"]
    said = " ".join(unescape(form).split())
    assert "Hinta vähintään: 2 000 €; Hinta enintään: 2 000 €; Hakusanat: 50 %." in said, said
    assert page.count("Rajattu kuten luettelo") == 1, "another list's words narrow no other file"


@pytest.mark.parametrize("asked", ["low=much", "high=-1", "pot=x", "pot=0", "low=1.5"])
def test_what_is_no_number_is_refused_and_not_left_out(
    round_: Round, planner: FlaskClient, asked: str
) -> None:
    address = f"/staff/rounds/{round_.slug}/exports/file?dataset=projects&format=csv"
    assert planner.get(f"{address}&{asked}").status_code == 404


def test_another_rounds_money_leaves_nothing(round_: Round, fetch: Fetch, session: Session) -> None:
    foreign = factories.pot(session, factories.round_(session))
    session.commit()
    for number in (str(foreign.id), "999999999999"):
        assert summaries(fetch(round_, "projects", "csv", pot=number)) == []
        assert f"Money: {number}" in fetch(round_, "projects", "html", pot=number).decode()
