"""Every dataset in every format, what the files hold, and who may have them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.exports.conftest import FORMULA, Fetch
from webapp.audit.models import AuditEvent
from webapp.exports.dataset import Dataset
from webapp.exports.datasets import DATASETS
from webapp.exports.formats import FORMATS
from webapp.exports.writing import Format
from webapp.rounds.models import Round

DIVISION = "district (en), version 1"
every_dataset = pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.key)
every_format = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)


def table(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@every_dataset
@every_format
def test_every_dataset_comes_in_every_format(
    fetch: Fetch, round_: Round, dataset: Dataset, form: Format
) -> None:
    data = fetch(round_, dataset.key, form.extension)
    assert len(data) > 100
    assert b"Toinen kierros" not in data


@every_dataset
@every_format
def test_also_when_there_is_nothing(fetch: Fetch, session: Session, dataset: Dataset, form: Format) -> None:
    assert fetch(factories.round_(session), dataset.key, form.extension)


@every_dataset
def test_every_column_has_a_title_and_a_meaning(dataset: Dataset) -> None:
    assert all(column.title and column.meaning for column in dataset.columns)
    assert len({column.key for column in dataset.columns}) == len(dataset.columns)


def test_csv_has_both_coordinate_pairs_money_and_no_formulas(fetch: Fetch, round_: Round) -> None:
    first, *_ = table(fetch(round_, "projects", "csv"))
    assert (first["longitude"], first["latitude"]) == ("28.050000", "61.050000")
    assert (
        28_000_000 < float(first["easting"]) < 29_000_000 and 6_700_000 < float(first["northing"]) < 6_900_000
    )
    assert (first["cost"], first["district"], first["neighbourhood"]) == ("600.00", "A (en)", "A1 (en)")
    assert (first["district_code"], first["neighbourhood_code"]) == ("A", "A1")
    assert first["title"] == f"'{FORMULA} (en)"
    assert table(fetch(round_, "proposals", "csv"))[0]["title"].startswith("'-2+3")


def test_drafts_stay_out_and_rows_come_by_district(fetch: Fetch, round_: Round) -> None:
    rows = table(fetch(round_, "proposals", "csv"))
    assert [row["district_code"] for row in rows] == ["A", "B", ""]


def test_district_and_state_narrow_the_file(fetch: Fetch, round_: Round) -> None:
    assert len(table(fetch(round_, "proposals", "csv", district="B"))) == 1
    assert [row["won"] for row in table(fetch(round_, "outcome", "csv", state="won"))] == ["yes"]


def test_votes_too_few_to_tell_are_left_out_of_the_outcome(fetch: Fetch, round_: Round) -> None:
    assert [row["votes"] for row in table(fetch(round_, "outcome", "csv"))] == ["60", "", ""]


def test_geojson_has_points_in_degrees_and_null_without_a_place(fetch: Fetch, round_: Round) -> None:
    layer = json.loads(fetch(round_, "projects", "geojson"))
    geometries = [feature["geometry"] for feature in layer["features"]]
    assert geometries[0] == {"type": "Point", "coordinates": [28.05, 61.05]}
    assert geometries[2] is None
    assert layer["features"][0]["properties"]["cost"] == 600


def test_xlsx_has_a_sheet_for_each_district_a_dictionary_and_no_formulas(fetch: Fetch, round_: Round) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fetch(round_, "projects", "xlsx")))
    assert book.sheetnames == ["Columns", "A (en)", "B (en)", "No exact place"]
    explained = [row[0].value for row in book["Columns"].iter_rows(min_row=2)]
    assert explained == [column.key for column in DATASETS[1].columns]
    meanings = {row[0].value: str(row[2].value) for row in book["Columns"].iter_rows(min_row=2)}
    assert meanings["district_code"].endswith(f"({DIVISION})")
    cells: list[Any] = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == f"{FORMULA} (en)" for cell in cells)


def test_each_export_is_noted(fetch: Fetch, round_: Round, session: Session) -> None:
    fetch(round_, "projects", "xlsx", district="A")
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "exported")).all()
    assert [event.details["name"] for event in events] == [f"{round_.slug}-projects-A.xlsx"]


def test_a_file_takes_few_queries_however_many_rows(
    fetch: Fetch, round_: Round, session: Session, queries: list[str]
) -> None:
    for _ in range(30):
        factories.proposal(session, round_, geom=factories.point(28.05, 61.05))
    session.commit()
    queries.clear()
    assert len(table(fetch(round_, "proposals", "csv"))) == 33
    assert len(queries) <= 7


def test_the_page_offers_every_dataset_and_format(planner: FlaskClient, round_: Round) -> None:
    page = planner.get(f"/staff/rounds/{round_.slug}/exports").text
    assert all(f'value="{dataset.key}"' in page for dataset in DATASETS)
    assert all(f'value="{form.extension}"' in page for form in FORMATS)


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"dataset": "ballots", "format": "csv"}, 404),
        ({"dataset": "projects", "format": "exe"}, 404),
        ({"dataset": "projects", "format": "csv", "district": "Z"}, 400),
        ({"dataset": "projects", "format": "csv", "state": "gone"}, 404),
    ],
)
def test_what_is_not_offered_is_refused(
    planner: FlaskClient, round_: Round, wanted: dict[str, str], status: int
) -> None:
    assert planner.get(f"/staff/rounds/{round_.slug}/exports/file", query_string=wanted).status_code == status


def test_residents_get_nothing(sign_in: SignIn, session: Session, round_: Round) -> None:
    address = f"/staff/rounds/{round_.slug}/exports/file?dataset=proposals&format=csv"
    assert sign_in(factories.account(session)).get(address).status_code == 403


def test_a_report_says_by_which_version_of_the_districts_it_is(fetch: Fetch, round_: Round) -> None:
    report = fetch(round_, "outcome", "html").decode()
    assert f"Areas: {DIVISION}." in report
    assert "By district: Projects</h2>" in report, "what is counted is not an outcome"
