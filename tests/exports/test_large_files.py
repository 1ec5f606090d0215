"""Large files: asked for, made by the worker in pieces, seen and fetched by who asked for them alone (T13)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from uuid import UUID

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.audit.models import AuditEvent
from webapp.exports.formats import FORMATS
from webapp.exports.jobs import make_export, noting, purge_exports
from webapp.exports.models import ExportFile, ExportPiece
from webapp.rounds.models import Round

WANTED = {"dataset": "projects", "format": "xlsx", "crs": "4326"}


@pytest.fixture
def nothing_is_small() -> Iterator[None]:
    """Every file that has to be made whole is large."""
    whole = [type(form) for form in FORMATS if form.most_at_once is not None]
    before = {form: form.most_at_once for form in whole}
    for form in whole:
        form.most_at_once = 2
    yield
    for form, most in before.items():
        form.most_at_once = most


def ask(client: FlaskClient, round_: Round, **more: str) -> str:
    """Ask for a file; returns its address."""
    answer = client.post(f"/staff/rounds/{round_.slug}/exports/files", data={**WANTED, **more})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def work(app: Flask, session: Session) -> None:
    """Let the worker make what waits."""
    waiting = session.scalars(select(ExportFile.id).where(ExportFile.state == "waiting")).all()
    for number in waiting:
        with app.app_context():
            make_export(str(number))
    session.expire_all()


@pytest.mark.usefixtures("nothing_is_small")
def test_a_large_file_is_offered_in_the_background_and_a_streamed_one_comes_at_once(
    planner: FlaskClient, round_: Round
) -> None:
    address = f"/staff/rounds/{round_.slug}/exports/file"
    assert planner.get(address, query_string={**WANTED, "district": "A"}).data.startswith(b"PK")
    answer = planner.get(
        address, query_string={**WANTED, "state": "ballot", "_external": "1"}, follow_redirects=True
    )
    assert 'name="state" value="ballot"' in answer.text and "3" in answer.text
    for form in ("csv", "geojson"):
        assert planner.get(address, query_string={**WANTED, "format": form}).data


def test_the_worker_makes_the_file_with_its_filters_and_tells_how_far_it_is(
    app: Flask, planner: FlaskClient, round_: Round, session: Session
) -> None:
    place = ask(planner, round_, district="A")
    page = planner.get(place, headers={"Accept-Language": "en"}).text
    assert "Waiting for its turn" in page and "0 of 1 rows" in page
    assert planner.get(f"{place}/file").status_code == 404
    job = session.scalar(
        text("select task_name from procrastinate_jobs where args ->> 'file_id' = :id"),
        {"id": place.split("/")[-1]},
    )
    assert job == "exports:make_export"
    work(app, session)
    file = planner.get(f"{place}/file")
    assert int(file.headers["Content-Length"]) == len(file.data)
    assert openpyxl.load_workbook(io.BytesIO(file.data)).sheetnames[1:] == ["A"]
    assert f"{round_.slug}-projects-A.xlsx" in file.headers["Content-Disposition"]
    assert f'href="{place}"' in planner.get(f"/staff/rounds/{round_.slug}/exports").text


def test_a_file_that_can_be_in_any_system_says_in_its_name_which_it_is_in(
    planner: FlaskClient, round_: Round
) -> None:
    address = f"/staff/rounds/{round_.slug}/exports/file"
    for form, ending in (("gpkg", "-epsg3067.gpkg"), ("shp", "-epsg3067.zip"), ("csv", ".csv")):
        answer = planner.get(address, query_string={**WANTED, "format": form, "crs": "3067"})
        assert answer.data and f'"{round_.slug}-projects{ending}"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("form", [form.extension for form in FORMATS])
def test_every_format_is_the_same_from_the_worker(
    app: Flask, planner: FlaskClient, round_: Round, session: Session, form: str
) -> None:
    place = ask(planner, round_, format=form)
    work(app, session)
    made = planner.get(f"{place}/file")
    size = len(made.data)
    address = f"/staff/rounds/{round_.slug}/exports/file"
    at_once = planner.get(address, query_string={**WANTED, "format": form})
    assert abs(size - len(at_once.data)) < 200
    assert made.headers["Content-Disposition"] == at_once.headers["Content-Disposition"]


@pytest.mark.usefixtures("nothing_is_small")
def test_a_large_round_is_offered_in_the_background_with_all_its_rows(
    planner: FlaskClient, round_: Round
) -> None:
    wanted = {**WANTED, "format": "round-gpkg"}
    address = f"/staff/rounds/{round_.slug}/exports/file"
    answer = planner.get(
        address, query_string=wanted, follow_redirects=True, headers={"Accept-Language": "en"}
    )
    assert "9 rows" in answer.text and 'value="round-gpkg"' in answer.text


def test_t13_only_who_asked_may_see_it(
    app: Flask, planner: FlaskClient, round_: Round, session: Session, sign_in: SignIn
) -> None:
    place = ask(planner, round_)
    work(app, session)
    other = sign_in(factories.account(session, "planner"))
    resident = sign_in(factories.account(session))
    for address in (place, f"{place}/file"):
        assert planner.get(address).data
        assert other.get(address).status_code == 404
        assert resident.get(address).status_code == 403
        assert app.test_client().get(address).status_code == 302
    assert place not in other.get(f"/staff/rounds/{round_.slug}/exports").text


def test_after_its_day_a_file_is_gone(
    app: Flask, planner: FlaskClient, round_: Round, session: Session
) -> None:
    place = ask(planner, round_)
    work(app, session)
    session.execute(update(ExportFile).values(expires_at=func.clock_timestamp()))
    session.commit()
    assert planner.get(place).status_code == 404
    with app.app_context():
        purge_exports(0)
    assert session.scalar(select(func.count()).select_from(ExportPiece)) == 0


def test_a_file_that_cannot_be_made_says_so(
    app: Flask, planner: FlaskClient, round_: Round, session: Session
) -> None:
    place = ask(planner, round_)
    session.execute(text("""update export_file set wanted = wanted || '{"form": "exe"}'"""))
    session.commit()
    with pytest.raises(KeyError):
        work(app, session)
    page = planner.get(place, headers={"Accept-Language": "en"})
    assert page.status_code == 200 and "It could not be made" in page.text


def test_a_file_left_by_a_stopped_worker_is_made_from_the_beginning(
    app: Flask, planner: FlaskClient, round_: Round, session: Session
) -> None:
    place = ask(planner, round_)
    number = UUID(place.split("/")[-1])
    session.execute(update(ExportFile).values(state="running", rows_done=1))
    session.add(ExportPiece(file_id=number, number=0, content=b"half"))
    session.commit()
    with app.app_context():
        make_export(str(number))
        make_export(str(number))
    assert planner.get(f"{place}/file").data.startswith(b"PK")


def test_nobody_fills_the_queue(planner: FlaskClient, round_: Round, session: Session) -> None:
    for _ in range(5):
        ask(planner, round_)
    answer = planner.post(f"/staff/rounds/{round_.slug}/exports/files", data=WANTED)
    assert answer.status_code == 429


def test_asking_is_noted(planner: FlaskClient, round_: Round, session: Session) -> None:
    ask(planner, round_)
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "exported")).all()
    assert [event.details["name"] for event in events] == [f"{round_.slug}-projects.xlsx"]


def test_how_far_it_is_is_noted_on_the_way(
    app: Flask, planner: FlaskClient, round_: Round, session: Session
) -> None:
    place = ask(planner, round_)
    session.execute(update(ExportFile).values(state="running", rows_total=10_000))
    session.commit()
    with app.app_context():
        told = noting(UUID(place.split("/")[-1]))
        for rows in (4000, 5000, 9999):
            told(rows)
    page = planner.get(place, headers={"Accept-Language": "en"}).text
    assert "5,000 of 10,000 rows" in page and 'value="50"' in page
