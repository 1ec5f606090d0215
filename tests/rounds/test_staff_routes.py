"""A planner creates a round, writes its parts, sees what is missing, and publishes it."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import address
from webapp.audit.models import AuditEvent
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.forms import CreateForm
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme
from webapp.rounds.staff_routes import name_taken

ZONE = ZoneInfo("Europe/Helsinki")
PARTS = ("texts", "phases", "pots", "themes", "reasons")


@pytest.mark.parametrize("role", [(), ("official",), ("gis",)])
def test_only_those_who_run_rounds_see_or_change_them(
    session: Session, sign_in: SignIn, client: FlaskClient, round_: Round, role: tuple[str, ...]
) -> None:
    someone = sign_in(factories.account(session, *role))
    for path in ("new", *(f"{round_.slug}/{part}" for part in (*PARTS, "settings", "publish"))):
        assert someone.get(f"/staff/rounds/{path}").status_code == 403
        assert client.get(f"/staff/rounds/{path}").status_code == 302
    for path in ("new", *(f"{round_.slug}/{part}" for part in (*PARTS, "publish", "unpublish", "remove"))):
        assert someone.post(f"/staff/rounds/{path}").status_code == 403


def test_a_round_that_is_not_there_is_not_found(planner: FlaskClient) -> None:
    for part in (*PARTS, "settings", "publish"):
        assert planner.get(f"/staff/rounds/nothing/{part}").status_code == 404


def test_an_empty_round_is_created_and_says_all_that_is_missing(
    planner: FlaskClient, session: Session, client: FlaskClient
) -> None:
    answer = planner.post("/staff/rounds/new", data={"title-fi": "Kesä 2027"})
    assert answer.headers["Location"] == "/staff/rounds/kesa-2027/settings"
    page = planner.get(answer.headers["Location"]).text
    assert "7 asiaa puuttuu" in page
    assert client.get("/rounds/kesa-2027").status_code == 404
    assert planner.get("/staff/rounds/kesa-2027/publish").status_code == 409
    assert planner.post("/staff/rounds/kesa-2027/publish").status_code == 409
    assert session.scalars(select(AuditEvent.action)).all() == ["round_created"]
    assert (
        planner.post("/staff/rounds/new", data={"title-fi": "Kesä 2027"})
        .headers["Location"]
        .endswith("/kesa-2027-2/settings")
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Kirjoita kierroksen nimi."),
        ({"title-fi": "a\0b"}, "merkkejä, joita ei voi tallentaa"),
        ({"title-fi": "x" * 121}, "Teksti on liian pitkä"),
        ({"title-fi": "x", "source": "nothing"}, "Valitse kierros luettelosta."),
        ({"title-fi": "x", "first_day": "1.1.2027"}, "Kirjoita päivä vuosilta"),
    ],
)
def test_what_is_wrong_with_a_new_round_is_said(
    planner: FlaskClient, data: dict[str, str], words: str
) -> None:
    answer = planner.post("/staff/rounds/new", data=data)
    assert answer.status_code == 400
    assert words in answer.text


def test_a_copy_has_the_earlier_rounds_parts_moved_to_the_new_day(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    data = {"title-fi": "Uusi", "source": round_.slug}
    assert planner.post("/staff/rounds/new", data=data).status_code == 400
    assert planner.post("/staff/rounds/new", data=data | {"first_day": "2030-02-01"}).status_code == 302
    copy = session.scalars(select(Round).where(Round.slug == "uusi")).one()
    assert (copy.is_published, copy.tie_seed, copy.rules_text) == (False, None, round_.rules_text)
    phases = session.scalars(select(Phase).where(Phase.round_id == copy.id).order_by(Phase.starts_at)).all()
    assert [phase.kind for phase in phases] == ["proposing", "voting"]
    assert phases[0].starts_at.astimezone(ZONE).date() == date(2030, 2, 1)
    assert round((phases[1].starts_at - phases[0].starts_at) / timedelta(days=1), 3) == 19
    for model in (Pot, Theme, RefusalReason):
        ours, theirs = (
            len(session.scalars(select(model.id).where(model.round_id == one.id)).all())
            for one in (copy, round_)
        )
        assert ours == theirs > 0


def test_a_complete_round_is_published_after_a_question_and_hidden_while_nothing_has_come_in(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    queries.clear()
    assert "Julkaistaanko kierros?" in planner.get(address(round_, "publish")).text
    assert len(queries) <= 4
    assert client.get(f"/rounds/{round_.slug}").status_code == 404
    assert planner.post(address(round_, "publish")).status_code == 302
    assert client.get(f"/rounds/{round_.slug}").status_code == 200
    assert planner.get(address(round_, "publish")).status_code == 302
    assert "Piilota kierros" in planner.get(address(round_, "settings")).text
    assert planner.post(address(round_, "unpublish")).status_code == 302
    assert client.get(f"/rounds/{round_.slug}").status_code == 404
    planner.post(address(round_, "publish"))
    factories.proposal(session, round_)
    session.commit()
    assert "Piilota kierros" not in planner.get(address(round_, "settings")).text
    answer = planner.post(address(round_, "unpublish"))
    assert answer.status_code == 409
    assert "joten se pysyy julkaistuna" in answer.text
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["round_published", "round_unpublished", "round_published"]


def test_a_round_that_nobody_has_seen_can_be_removed(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    slug = round_.slug
    assert "Poista kierros" in planner.get(address(round_, "settings")).text
    assert planner.post(address(round_, "remove")).headers["Location"] == "/staff/rounds"
    assert planner.get(f"/staff/rounds/{slug}/settings").status_code == 404
    assert session.scalars(select(AuditEvent.action)).all() == ["round_removed"]


def test_a_round_that_is_out_or_holds_something_is_not_removed(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    published, voted = factories.round_(session), factories.round_(session, is_published=False)
    factories.run(session, "insert into vote (round_id) values (:id)", id=voted.id)
    factories.proposal(session, round_)
    session.commit()
    for one in (published, voted, round_):
        assert planner.post(address(one, "remove")).status_code == 409
        assert planner.get(address(one, "settings")).status_code == 200


def test_a_name_taken_at_the_same_moment_is_said_at_the_name(app: Flask, session: Session) -> None:
    with app.test_request_context("/staff/rounds/new", method="POST", data={"title-fi": "Kesä 2027"}):
        form = CreateForm().with_rounds([])
        page = name_taken(form, Refusal(RefusalCode.ADDRESS_TAKEN))
        assert 'id="title-fi-error"' in page and 'value="Kesä 2027"' in page
        assert page.count("Työkaverisi loi juuri samannimisen kierroksen.") == 2
        with pytest.raises(Refusal):
            name_taken(form, Refusal(RefusalCode.NOT_FOUND))
