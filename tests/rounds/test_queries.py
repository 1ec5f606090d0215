"""What is open in a round is decided by its phases and the database's clock."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import factories
from webapp.errors import Refusal
from webapp.rounds import queries as reading
from webapp.rounds.phases import Activity


def test_a_phase_opens_its_activities_and_no_others(session: Session) -> None:
    round_ = factories.round_(session, "proposing")
    assert reading.is_open(session, round_.id, Activity.PROPOSE)
    assert not reading.is_open(session, round_.id, Activity.VOTE)


def test_a_coming_phase_says_when_it_opens(session: Session) -> None:
    round_ = factories.round_(session)
    coming = factories.phase(session, round_, "proposing", starts_days=2, ends_days=4)
    window = reading.window(session, round_.id, Activity.PROPOSE)
    assert (window.is_open, window.opens_at, window.closes_at) == (False, coming.starts_at, None)


def test_a_past_phase_opens_nothing(session: Session) -> None:
    round_ = factories.round_(session)
    factories.phase(session, round_, "proposing", starts_days=-4, ends_days=-2)
    window = reading.window(session, round_.id, Activity.PROPOSE)
    assert (window.is_open, window.opens_at) == (False, None)


def test_nothing_is_open_in_a_round_that_is_not_published(session: Session) -> None:
    round_ = factories.round_(session, "proposing", is_published=False)
    assert not reading.is_open(session, round_.id, Activity.PROPOSE)
    with pytest.raises(Refusal):
        reading.published_round(session, round_.slug)


def test_a_round_is_read_with_all_it_has_in_one_query(session: Session, queries: list[str]) -> None:
    factories.city(session)
    round_ = factories.round_(session, "proposing")
    factories.phase(session, round_, "voting", starts_days=3, ends_days=4)
    factories.pot(session, round_, 10_000_00)
    factories.pot(session, round_, 5_000_00, area_code="A")
    factories.pot(session, factories.round_(session))
    queries.clear()
    view = reading.round_view(session, round_.slug)
    assert len(queries) == 1
    assert [p.kind.key for p in view.current] == ["proposing"]
    assert view.next is not None
    assert view.next.kind.key == "voting"
    assert [(p.area_code, p.amount_cents, p.population) for p in view.pots] == [
        (None, 10_000_00, 2000),
        ("A", 5_000_00, 1000),
    ]
    assert view.pots[1].cents_per_resident == 500
    assert len(view.themes) == 1
    assert view.is_open(Activity.PROPOSE)
    assert not view.is_open("vote")
    assert not view.has_voting_opened


def test_an_unpublished_round_is_shown_only_to_those_who_run_it(session: Session) -> None:
    round_ = factories.round_(session, "proposing", is_published=False)
    with pytest.raises(Refusal):
        reading.round_view(session, round_.slug)
    assert not reading.round_view(session, round_.slug, also_unpublished=True).is_open("propose")
    assert reading.public_rounds(session) == []
    assert [view.id for view in reading.all_rounds(session)] == [round_.id]


def test_rounds_with_something_going_on_come_first(session: Session) -> None:
    past, coming, current = (factories.round_(session) for _ in range(3))
    factories.phase(session, past, "voting", -4, -2)
    factories.phase(session, coming, "proposing", 2, 4)
    factories.phase(session, current, "proposing")
    assert [view.id for view in reading.public_rounds(session)] == [current.id, coming.id, past.id]
