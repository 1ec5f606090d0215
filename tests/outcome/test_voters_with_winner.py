"""The share of all voters who have a winner, over the pots of a round."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.outcome.actions import publish_outcome
from webapp.outcome.rules import part_told
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    """60 chose a winner in both pots, 40 in one, 95 in none: of 195 voters about half, and no pot alone can tell."""
    round_ = factories.round_(session)
    city, area = (factories.pot(session, round_, 1_000_00, area_code=code) for code in (None, "A"))
    won, lost = (factories.project(session, round_, city, 800_00) for _ in range(2))
    won_too = factories.project(session, round_, area, 800_00)
    put(session, round_, [won, won_too], 60)
    put(session, round_, [won], 40)
    put(session, round_, [lost], 95)
    close_voting(session, round_)
    return round_


def test_a_voter_with_winners_in_two_pots_is_one_voter(session: Session, round_: Round) -> None:
    voting = voting_of(session, round_.slug)
    assert voting is not None
    assert run_count(session, voting, None).result["voters_with_winner"] == 100


def test_it_is_told_in_steps(session: Session, round_: Round, client: FlaskClient) -> None:
    voting = voting_of(session, round_.slug)
    assert voting is not None
    publish_outcome(session, round_.id, run_count(session, voting, None).id, None)
    session.commit()
    page = client.get(f"/rounds/{round_.slug}/outcome", headers={"Accept-Language": "en"}).text
    assert "About 50% of all voters chose at least one project that won." in page


def test_while_voting_is_open_nobody_is_told(session: Session) -> None:
    round_ = factories.round_(session)
    factories.open_voting(session, round_)
    with pytest.raises(IntegrityError, match="voting_still_open"):
        session.execute(text(f"select box.voters_with({round_.id}, '{{1}}')"))


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (530, 1000, 53),
        (533, 1000, 53),
        (103, 199, 50),
        (103, 200, 50),
        (53, 100, 50),
        (53, 99, None),
        (5, 1000, None),
        (995, 1000, None),
        (1000, 1000, None),
        (0, 1000, None),
    ],
)
def test_a_part_is_told_only_of_a_crowd_in_steps_of_a_crowd(part: int, whole: int, told: int | None) -> None:
    assert part_told(part, whole) == told
