"""What the tests of exports share: a round with an outcome, a planner, fetching a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.outcome.actions import publish_outcome
from webapp.rounds.models import Round

FORMULA = '=HYPERLINK("http://x","y")'
PLACES = {"A": (28.05, 61.05), "B": (28.25, 61.05), "": None}
Fetch: TypeAlias = Callable[..., bytes]


@pytest.fixture
def round_(session: Session) -> Round:
    """A round with an outcome: a project in each district and one without a place, and proposals likewise."""
    factories.city(session)
    round_ = factories.round_(session, ballot_type="one_choice")
    pot = factories.pot(session, round_, 1_000_00)
    for votes, (code, place) in zip((60, 40, 4), PLACES.items(), strict=True):
        geom = None if place is None else factories.point(*place)
        title = factories.texts(FORMULA if code == "A" else f"Hanke {code}")
        put(session, round_, [factories.project(session, round_, pot, 600_00, geom=geom, title=title)], votes)
        factories.proposal(session, round_, geom=geom, title=f"-2+3 {code}")
    factories.proposal(
        session, round_, geom=factories.point(28.05, 61.05), title="Keskeneräinen", state="draft"
    )
    other = factories.round_(session)
    factories.proposal(session, other, title="Toinen kierros")
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    publish_outcome(session, round_.id, run_count(session, voting, None).id, None)
    session.commit()
    return round_


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


@pytest.fixture
def fetch(planner: FlaskClient) -> Fetch:
    """The file that the planner asks for."""

    def get(round_: Round, dataset: str, form: str, **more: str) -> bytes:
        answer = planner.get(
            f"/staff/rounds/{round_.slug}/exports/file",
            query_string={"dataset": dataset, "format": form, **more},
            headers={"Accept-Language": "en"},
        )
        assert answer.status_code == 200, answer.text
        data: bytes = answer.data
        return data

    return get
