"""The ballot box itself: many at once, and rows written by hand."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import database, factories
from tests.counting.casting import put
from webapp.ballots.actions import cast
from webapp.ballots.models import Ballot, VotingRight

VOTERS, THREADS = 100, 16


@pytest.fixture
def busy() -> Iterator[Engine]:
    engine = create_engine(database.fresh("nasta_test_casting"), pool_size=THREADS)
    yield engine
    engine.dispose()
    database.drop("nasta_test_casting")


def test_t1_a_hundred_voters_casting_at_once_have_one_ballot_each(busy: Engine) -> None:
    with Session(busy) as session:
        round_ = factories.round_(session)
        project = factories.project(session, round_, factories.pot(session, round_))
        keys = [secrets.token_bytes(32) for _ in range(VOTERS)]
        session.add_all(VotingRight(round_id=round_.id, ballot_key=key) for key in keys)
        factories.open_voting(session, round_)
        session.commit()
        where, what = round_.id, project.id

    def vote(form: tuple[bytes, UUID]) -> bytes:
        with Session(busy) as session:
            commitment = cast(session, where, form[0], [what], form[1])
            session.commit()
            return commitment

    forms = [(key, uuid4()) for key in keys]
    with ThreadPoolExecutor(THREADS) as pool:
        repeated = list(pool.map(vote, [form for form in forms for _ in range(4)]))
        list(pool.map(vote, [(key, uuid4()) for key in keys for _ in range(4)]))
    assert len(set(repeated)) == VOTERS, "the same form sent again is the same ballot"
    with Session(busy) as session:
        counted = select(func.count(), func.count(Ballot.ballot_key.distinct())).where(
            Ballot.state == "counted"
        )
        assert tuple(session.execute(counted).one()) == (VOTERS, VOTERS)


def test_a_ballot_over_budget_written_by_hand_is_refused(session: Session) -> None:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 100)
    put(session, round_, [factories.project(session, round_, pot, 60) for _ in range(2)])
    with pytest.raises(IntegrityError, match="ballot_within_pot"):
        session.execute(text("set constraints all immediate"))


def test_two_who_add_to_one_ballot_at_once_cannot_together_exceed_the_pot(busy: Engine) -> None:
    with Session(busy) as session:
        round_ = factories.round_(session)
        pot = factories.pot(session, round_, 100)
        first, second, third = (factories.project(session, round_, pot, cents) for cents in (60, 30, 30))
        put(session, round_, [first])
        session.commit()
        add = text(
            "insert into box.choice (ballot_id, round_id, project_id, pot_id)"
            " select id, round_id, :project, :pot from box.ballot"
        )
        values = [{"project": project.id, "pot": pot.id} for project in (second, third)]
    with busy.connect() as one, busy.connect() as other, ThreadPoolExecutor(1) as pool:
        one.execute(add, values[0])
        other.execute(add, values[1])
        one.execute(text("set constraints all immediate"))
        late = pool.submit(other.execute, text("set constraints all immediate"))
        with pytest.raises(TimeoutError):
            late.result(timeout=1)  # the second check waits for the first to commit
        one.commit()
        with pytest.raises(IntegrityError, match="ballot_within_pot"):
            late.result(timeout=120)


@pytest.mark.parametrize(
    "change",
    [
        "update pot set amount_cents = 1",
        "update project set cost_cents = 1",
        "update project set state = 'left_out'",
        'update project set title = \'{"fi": "Toinen"}\'',
        'update project set summary = \'{"fi": "Jotain muuta"}\'',
        "update project set exclusive_group = 1",
        "insert into project (round_id, pot_id, state, title, summary, cost_cents)"
        " select round_id, pot_id, state, title, summary, cost_cents from project",
        'update pot set name = \'{"fi": "Toinen"}\'',
        "insert into pot (round_id, area_code, name, amount_cents) select round_id, 'X', name, 1 from pot",
        "update round set counting_rule = 'phragmen'",
        "update round set counting_options = '{\"threshold\": 5}'",
        "update round set tie_seed = 'x'",
        "update round set voting_areas = 'any_one'",
        "update round set minimum_age = 99",
        "update round set ballots_published = 'ballots'",
        "update round set ballot_type = 'one_choice'",
        "update round set ballot_limits = '{\"max_choices\": 5}'",
        "update phase set ends_at = ends_at - interval '1 hour'",
        "delete from phase",
    ],
)
def test_t18_what_decides_the_outcome_is_frozen_once_voting_has_opened(session: Session, change: str) -> None:
    round_ = factories.round_(session)
    factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    with pytest.raises(IntegrityError, match="is frozen"):
        session.execute(text(change))
