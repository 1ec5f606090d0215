"""Once voting has opened a planner sees why what decides cannot be changed, and whoever posts it is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.rounds.conftest import fields_of
from webapp.rounds.models import Phase, Round


@pytest.fixture
def round_(session: Session) -> Round:
    round_ = factories.round_(session)
    factories.city(session)
    factories.pot(session, round_)
    session.commit()
    return round_


def edit(round_: Round, part: str) -> str:
    return f"/staff/rounds/{round_.slug}/{part}"


def open_now(session: Session, round_: Round) -> Phase:
    voting = factories.open_voting(session, round_)
    session.commit()
    return voting


def test_the_money_is_shown_with_the_reason_and_no_form(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    before = fields_of(planner.get(edit(round_, "pots")).text)
    open_now(session, round_)
    page = planner.get(edit(round_, "pots")).text
    assert "kaikki äänestävät samoilla säännöillä" in page
    assert "pots-0-amount" not in page
    answer = planner.post(edit(round_, "pots"), data=before | {"pots-0-amount": "1"})
    assert answer.status_code == 409
    assert "Äänestys on auki" in answer.text or "ei voi enää muuttaa" in answer.text


def test_the_end_may_move_later_and_nothing_else_of_the_voting_may(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    voting = open_now(session, round_)
    starts, ends = voting.starts_at, voting.ends_at
    fields = fields_of(planner.get(edit(round_, "phases")).text)
    assert "phases-0-kind" not in fields
    assert "phases-0-starts_at" not in fields
    later = (ends + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    forged = {"phases-0-kind": "delivery", "phases-0-starts_at": "2020-01-01T00:00"}
    assert (
        planner.post(edit(round_, "phases"), data=fields | forged | {"phases-0-ends_at": later}).status_code
        == 302
    )
    session.refresh(voting)
    assert (voting.kind, voting.starts_at) == ("voting", starts)
    assert voting.ends_at > ends


@pytest.mark.parametrize("removed", [True, False])
def test_the_voting_is_neither_removed_nor_shortened(
    planner: FlaskClient, session: Session, round_: Round, removed: bool
) -> None:
    voting = open_now(session, round_)
    fields = fields_of(planner.get(edit(round_, "phases")).text)
    sooner = (voting.ends_at - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    data = {"seen": fields["seen"]} if removed else fields | {"phases-0-ends_at": sooner}
    answer = planner.post(edit(round_, "phases"), data=data)
    assert answer.status_code == 409
    assert "ei voi enää muuttaa" in answer.text


def test_a_closed_vote_is_not_opened_again(planner: FlaskClient, session: Session, round_: Round) -> None:
    voting = factories.phase(session, round_, "voting", -9, -2)
    session.commit()
    ends = voting.ends_at
    page = planner.get(edit(round_, "phases")).text
    assert "Sitä ei voi avata uudelleen." in page
    fields = fields_of(page) | {"phases-0-ends_at": "2031-01-01T00:00", "phases-0-note-fi": "Kiitos!"}
    assert planner.post(edit(round_, "phases"), data=fields).status_code == 302
    session.refresh(voting)
    assert (voting.ends_at, voting.note) == (ends, {"fi": "Kiitos!"})


def test_rules_and_address_are_shown_and_titles_may_be_corrected(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    open_now(session, round_)
    fields = fields_of(planner.get(edit(round_, "texts")).text)
    assert not any(name.startswith(("rules_text", "slug")) for name in fields)
    forged = {"title-fi": "Parempi", "slug": "toinen", "rules_text-fi": "Uudet säännöt"}
    assert planner.post(edit(round_, "texts"), data=fields | forged).status_code == 302
    session.refresh(round_)
    assert round_.title["fi"] == "Parempi"
    assert round_.rules_text["fi"] == "Säännöt"
    assert round_.slug != "toinen"


def test_a_published_round_stays_so(planner: FlaskClient, session: Session, round_: Round) -> None:
    open_now(session, round_)
    assert planner.post(edit(round_, "unpublish")).status_code == 409


def test_voting_that_opens_while_the_form_is_open_is_said(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = fields_of(planner.get(edit(round_, "texts")).text)
    open_now(session, round_)
    answer = planner.post(edit(round_, "texts"), data=fields | {"title-fi": "Parempi"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("starts", "words"), [(2, "Kahden ihmisen pitää avata"), (-1, "kukaan ei voi vielä äänestää")]
)
def test_a_vote_that_waits_for_two_people_is_said_to_those_who_run_it(
    planner: FlaskClient, session: Session, starts: int, words: str
) -> None:
    round_ = factories.round_(session, two_people=True)
    factories.phase(session, round_, "voting", starts, 9)
    session.commit()
    for page in (edit(round_, "settings"), f"/staff/rounds/{round_.slug}"):
        assert words in planner.get(page).text
    factories.run(session, "insert into vote (round_id, opened_at) values (:id, now())", id=round_.id)
    session.commit()
    assert words not in planner.get(edit(round_, "settings")).text


def test_what_two_people_opened_early_is_frozen_and_its_end_may_still_move(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    voting = factories.phase(session, round_, "voting", 2, 9)
    factories.run(session, "insert into vote (round_id, opened_at) values (:id, now())", id=round_.id)
    session.commit()
    starts, ends = voting.starts_at, voting.ends_at
    page = planner.get(edit(round_, "phases")).text
    assert "Äänestys on avattu. Se alkaa" in page
    later = (ends + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert (
        planner.post(edit(round_, "phases"), data=fields_of(page) | {"phases-0-ends_at": later}).status_code
        == 302
    )
    session.refresh(voting)
    assert voting.starts_at == starts
    assert voting.ends_at > ends
