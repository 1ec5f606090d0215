"""A ballot is checked once at commit, and still whoever writes, in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.test_limits import _right
from tests.counting.casting import put
from webapp.ballots.actions import cast
from webapp.ballots.models import Ballot

NOW = "set constraints all immediate"
LATER = "set constraints all deferred"


@dataclass(frozen=True)
class Hand:
    """Somebody who writes to a ballot of a pot of 100 by hand; three projects cost 40 each, so two fit."""

    session: Session
    ballot: UUID
    round_id: int
    pot_id: int
    projects: tuple[int, int, int]

    def run(self, statement: str) -> None:
        self.session.execute(text(statement))

    def add(self, *numbers: int) -> None:
        rows = ", ".join(
            f"('{self.ballot}', {self.round_id}, {self.projects[number]}, {self.pot_id})"
            for number in numbers
        )
        self.run(f"insert into box.choice (ballot_id, round_id, project_id, pot_id) values {rows}")

    def drop(self, number: int) -> None:
        self.run(f"delete from box.choice where project_id = {self.projects[number]}")


@pytest.fixture
def hand(session: Session) -> Hand:
    """With one lawful choice in the ballot, which has been checked."""
    round_ = factories.round_(session, ballot_type="knapsack")
    pot = factories.pot(session, round_, 100)
    first, second, third = (factories.project(session, round_, pot, 40) for _ in range(3))
    put(session, round_, [first])
    ballot = session.scalars(select(Ballot.id)).one()
    session.execute(text(NOW))
    session.execute(text(LATER))
    return Hand(session, ballot, round_.id, pot.id, (first.id, second.id, third.id))


def one_by_one(hand: Hand) -> None:
    hand.add(1)
    hand.add(2)


def after_a_check(hand: Hand) -> None:
    hand.add(1)
    hand.run(NOW)
    hand.run(LATER)
    hand.add(2)


def checked_by_hand_before(hand: Hand) -> None:
    hand.add(1)
    hand.run(f"select box.check_ballot('{hand.ballot}')")
    hand.add(2)


def rewritten_after(hand: Hand) -> None:
    after_a_check(hand)
    hand.run("update box.choice set value = value")


def half_taken_back(hand: Hand) -> None:
    hand.run("savepoint before")
    hand.add(1)
    hand.run(f"select box.check_ballot('{hand.ballot}')")
    hand.run("rollback to savepoint before")
    hand.add(1, 2)


def check_taken_back(hand: Hand) -> None:
    hand.add(1, 2)
    hand.run("savepoint before")
    hand.drop(2)
    hand.run(f"select box.check_ballot('{hand.ballot}')")
    hand.run("rollback to savepoint before")


def another_ballot_checked_between(hand: Hand) -> None:
    hand.add(1, 2)
    hand.run(
        f"insert into box.ballot (id, round_id, channel, commitment)"
        f" values ('{uuid4()}', {hand.round_id}, 'paper', sha256('other'))"
    )
    hand.run(
        f"insert into box.choice (ballot_id, round_id, project_id, pot_id)"
        f" select id, round_id, {hand.projects[0]}, {hand.pot_id} from box.ballot where id <> '{hand.ballot}'"
    )
    hand.run(f"select box.check_ballot(id) from box.ballot where id <> '{hand.ballot}'")


def checked_half_way_through_a_statement(hand: Hand) -> None:
    hand.run(
        "create function pg_temp.check_now(number int) returns int language plpgsql as $$ begin"
        f" if number = 2 then perform box.check_ballot('{hand.ballot}'); end if; return number; end $$"
    )
    hand.run(
        "insert into box.choice (ballot_id, round_id, project_id, pot_id)"
        f" select '{hand.ballot}', {hand.round_id}, p.id, {hand.pot_id} from"
        f" (values (1, {hand.projects[1]}), (2, {hand.projects[2]})) p (number, id)"
        " where pg_temp.check_now(p.number) > 0"
    )


WAYS = [
    one_by_one,
    after_a_check,
    checked_by_hand_before,
    rewritten_after,
    half_taken_back,
    check_taken_back,
    another_ballot_checked_between,
    checked_half_way_through_a_statement,
]


@pytest.mark.parametrize("write", WAYS, ids=lambda way: way.__name__)
def test_a_pot_cannot_be_overspent_in_any_order_of_writing(hand: Hand, write: Callable[[Hand], None]) -> None:
    write(hand)
    with pytest.raises(IntegrityError, match="ballot_within_pot"):
        hand.run(NOW)


def test_what_is_overspent_for_a_while_may_be_put_right_before_the_end(hand: Hand) -> None:
    hand.add(1, 2)
    hand.drop(0)
    hand.run(NOW)


def test_a_ballot_emptied_after_its_check_is_refused(hand: Hand) -> None:
    hand.run(f"select box.check_ballot('{hand.ballot}')")
    hand.drop(0)
    with pytest.raises(IntegrityError, match="ballot_not_empty"):
        hand.run(NOW)


def test_a_ballot_whose_state_is_changed_after_its_check_is_refused(hand: Hand) -> None:
    hand.run(f"select box.check_ballot('{hand.ballot}')")
    hand.run("update box.ballot set state = 'annulled'")
    with pytest.raises(IntegrityError, match="ballot_replaced_is_empty"):
        hand.run(NOW)


def test_casting_checks_a_ballot_of_five_projects_once(session: Session) -> None:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 1_000)
    projects = [factories.project(session, round_, pot, 100).id for _ in range(5)]
    key = _right(session, round_)
    factories.open_voting(session, round_)
    session.execute(text("set local track_functions = 'pl'"))
    before = checks(session)
    cast(session, round_.id, key, projects, uuid4())
    session.execute(text(NOW))
    assert checks(session) - before == 1


def checks(session: Session) -> int:
    """How often this transaction has checked a ballot."""
    number = session.scalar(
        text(
            "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions where funcname = 'check_ballot'"
        )
    )
    return int(number or 0)
