"""Turnout while voting is open: in steps, by area, and never a single ballot."""

from __future__ import annotations

import secrets
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from webapp.ballots.actions import cast
from webapp.ballots.models import VotingRight
from webapp.ballots.queries import turnout
from webapp.ballots.turnout import turnout_of
from webapp.projects.models import Project
from webapp.rounds.models import Round
from webapp.rounds.queries import round_view

ENGLISH = {"Accept-Language": "en"}


def vote(session: Session, round_: Round, projects: list[Project], times: int) -> None:
    for _ in range(times):
        key = secrets.token_bytes(32)
        session.add(VotingRight(round_id=round_.id, ballot_key=key))
        session.flush()
        cast(session, round_.id, key, [project.id for project in projects], uuid4())


def test_turnout_is_told_by_area_in_steps_of_25(session: Session, client: FlaskClient) -> None:
    factories.city(session)
    round_ = factories.round_(session)
    pots = [factories.pot(session, round_, 10_000_00, code) for code in (None, "A", "B")]
    city, a, b = (factories.project(session, round_, pot, 1_00) for pot in pots)
    factories.open_voting(session, round_)
    vote(session, round_, [city, a], 26)
    vote(session, round_, [city, b], 24)
    session.commit()
    told = turnout_of(session, round_view(session, round_.slug))
    assert told.ballots == 50
    assert [(area.pot.area_code, area.ballots) for area in told.areas] == [(None, 50), ("A", 25), ("B", 0)]
    assert [area.permille for area in told.areas] == [25, 25, None]
    page = client.get(f"/rounds/{round_.slug}", headers=ENGLISH).text
    assert "At least 50 votes" in page and "fewer than 25" in page and "2.5%" in page
    assert ">26<" not in page and ">24<" not in page


def test_one_more_ballot_changes_nothing_that_is_told(session: Session, client: FlaskClient) -> None:
    round_ = factories.round_(session)
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    vote(session, round_, [project], 30)
    session.commit()
    before = turnout_of(session, round_view(session, round_.slug))
    vote(session, round_, [project], 1)
    session.commit()
    assert turnout_of(session, round_view(session, round_.slug)).ballots == before.ballots
    assert turnout(session, round_.id) == 25


def test_a_round_whose_voting_is_not_open_tells_no_turnout(session: Session, client: FlaskClient) -> None:
    round_ = factories.round_(session, "proposing")
    session.commit()
    assert 'id="turnout"' not in client.get(f"/rounds/{round_.slug}").text
