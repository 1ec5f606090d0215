"""What decides an outcome is frozen once voting has opened; the database has the last word."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories


def refused(session: Session, statement: str, **values: object) -> str:
    """The name of the constraint that the statement breaks."""
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        factories.run(session, statement, **values)
    return str(getattr(getattr(caught.value.orig, "diag", None), "constraint_name", None))


def test_an_open_vote_may_end_later_and_never_earlier(session: Session) -> None:
    round_ = factories.round_(session)
    voting = factories.open_voting(session, round_)
    factories.run(
        session, "update phase set ends_at = ends_at + '1 day'::interval where id = :id", id=voting.id
    )
    earlier = "update phase set ends_at = ends_at - '1 hour'::interval where id = :id"
    assert refused(session, earlier, id=voting.id) == "phase_frozen"


@pytest.mark.parametrize("change", ["+ '30 days'::interval", "- '1 hour'::interval"])
def test_a_closed_vote_is_never_opened_again(session: Session, change: str) -> None:
    round_ = factories.round_(session)
    voting = factories.phase(session, round_, "voting", -5, -1)
    moved = f"update phase set ends_at = ends_at {change} where id = :id"
    assert refused(session, moved, id=voting.id) in ("closed_phase_frozen", "phase_frozen")
    noted = """update phase set note = '{"fi": "Kiitos"}' where id = :id"""
    factories.run(session, noted, id=voting.id)


@pytest.mark.parametrize(
    "change", ["""rules_text = '{"fi": "x"}'""", "highest_cost_cents = 1", "slug = 'x'", "tie_seed = 'x'"]
)
def test_the_written_rules_and_the_highest_price_are_frozen_too(session: Session, change: str) -> None:
    round_ = factories.round_(session)
    factories.open_voting(session, round_)
    assert refused(session, f"update round set {change} where id = :id", id=round_.id) == "round_frozen"


def test_the_title_and_summary_may_still_be_corrected(session: Session) -> None:
    round_ = factories.round_(session)
    factories.open_voting(session, round_)
    changed = """update round set title = '{"fi": "x"}', summary = '{"fi": "x"}' where id = :id"""
    factories.run(session, changed, id=round_.id)


def test_a_round_in_which_something_has_come_in_stays_published(session: Session) -> None:
    used, unused = factories.round_(session, "proposing"), factories.round_(session, "proposing")
    factories.proposal(session, used)
    hide = "update round set is_published = false where id = :id"
    assert refused(session, hide, id=used.id) == "round_in_use"
    factories.run(session, hide, id=unused.id)
