"""A round that was voted in, and its publishing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.counting.casting import close_voting, put
from webapp.areas.models import Area
from webapp.counting.models import Count
from webapp.rounds.models import Round


@pytest.fixture
def city(session: Session) -> dict[str, Area]:
    return factories.city(session)


@pytest.fixture
def round_(session: Session, city: dict[str, Area]) -> Round:
    """A round of one choice: 'first' in A1 won with 60 votes, 'second' in B1 with 40 did not fit; 7 and 12 votes are not told."""
    round_ = factories.round_(session, ballot_type="one_choice")
    pot = factories.pot(session, round_, 1_000_00)
    first = factories.project(
        session, round_, pot, 600_00, title=factories.texts("Ranta"), geom=factories.point(28.05, 61.05)
    )
    second = factories.project(
        session, round_, pot, 600_00, title=factories.texts("Metsä"), geom=factories.point(28.25, 61.05)
    )
    third = factories.project(session, round_, pot, 500_00, title=factories.texts("Polku"))
    fourth = factories.project(session, round_, pot, 500_00, title=factories.texts("Penkki"))
    for project, votes in ((first, 60), (second, 40), (third, 7), (fourth, 12)):
        put(session, round_, [project], votes)
    factories.proposal(session, round_, geom=factories.point(28.05, 61.05))
    factories.proposal(session, round_, geom=factories.point(28.06, 61.15), state="draft")
    close_voting(session, round_)
    return round_


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


def publish(planner: FlaskClient, round_: Round, session: Session) -> None:
    assert planner.post(f"/staff/rounds/{round_.slug}/count").status_code == 302
    count = session.scalars(select(Count.id).where(Count.round_id == round_.id)).one()
    answer = planner.post(f"/staff/rounds/{round_.slug}/outcome", data={"count": count})
    assert answer.headers["Location"] == f"/rounds/{round_.slug}/outcome"
