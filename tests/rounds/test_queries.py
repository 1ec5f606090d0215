"""What is open in a round is decided by its phases and the database's clock."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import factories
from webapp.errors import Refusal
from webapp.rounds import queries
from webapp.rounds.phases import Activity


def test_a_phase_opens_its_activities_and_no_others(session: Session) -> None:
    round_ = factories.round_(session, "proposing")
    assert queries.is_open(session, round_.id, Activity.PROPOSE)
    assert not queries.is_open(session, round_.id, Activity.VOTE)


def test_a_coming_phase_says_when_it_opens(session: Session) -> None:
    round_ = factories.round_(session)
    coming = factories.phase(session, round_, "proposing", starts_days=2, ends_days=4)
    window = queries.window(session, round_.id, Activity.PROPOSE)
    assert (window.is_open, window.opens_at, window.closes_at) == (False, coming.starts_at, None)


def test_a_past_phase_opens_nothing(session: Session) -> None:
    round_ = factories.round_(session)
    factories.phase(session, round_, "proposing", starts_days=-4, ends_days=-2)
    window = queries.window(session, round_.id, Activity.PROPOSE)
    assert (window.is_open, window.opens_at) == (False, None)


def test_nothing_is_open_in_a_round_that_is_not_published(session: Session) -> None:
    round_ = factories.round_(session, "proposing", is_published=False)
    assert not queries.is_open(session, round_.id, Activity.PROPOSE)
    with pytest.raises(Refusal):
        queries.published_round(session, round_.slug)
