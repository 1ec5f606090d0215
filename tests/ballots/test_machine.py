"""A vote as a machine of states: whatever people do in whatever order, the box holds what a simple model holds."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from scripts.verify import faults
from tests import factories
from webapp.ballots import seals, steps
from webapp.ballots.actions import cast
from webapp.ballots.desk import key_paper, mark_paper, unmark_paper
from webapp.ballots.models import Ballot, Choice, VotingRight
from webapp.ballots.queries import receipt_of, standing
from webapp.errors import Refusal, RefusalCode
from webapp.outcome.box_file import published

VOTERS = st.integers(0, 5)
CHOICES = st.sets(st.integers(0, 2), min_size=1, max_size=3)
PRINT = b"f" * 32


class Voting(RuleBasedStateMachine):
    """Six voters, three projects of which two fit in the money, two officials. The model is three dictionaries."""

    connection: Connection

    @initialize()
    def a_round(self) -> None:
        self.outer = self.connection.begin_nested()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.round = factories.round_(self.session)
        pot = factories.pot(self.session, self.round, 200)
        self.projects = [factories.project(self.session, self.round, pot, 100) for _ in range(3)]
        self.officials = [factories.account(self.session, "planner").id for _ in range(2)]
        self.phase = factories.open_voting(self.session, self.round)
        self.keys = [sha256(b"%d" % voter).digest() for voter in range(6)]
        for key in self.keys:
            self.session.add(VotingRight(round_id=self.round.id, ballot_key=key))
        self.session.flush()
        self.on_web: dict[int, tuple[set[int], UUID, bytes]] = {}
        self.on_paper: set[int] = set()
        self.replaced: set[bytes] = set()
        self.papers: list[set[int]] = []
        self.is_over = self.is_closed = False

    def ids(self, places: set[int]) -> list[int]:
        return [self.projects[place].id for place in sorted(places)]

    def attempt(self, voter: int, chosen: set[int], nonce: UUID) -> bytes | RefusalCode:
        try:
            with self.session.begin_nested():
                done = cast(self.session, self.round.id, self.keys[voter], self.ids(chosen), nonce)
                factories.run(self.session, "set constraints all immediate")
                factories.run(self.session, "set constraints all deferred")
                return done
        except Refusal as refusal:
            return refusal.code

    @rule(voter=VOTERS, chosen=CHOICES)
    def vote(self, voter: int, chosen: set[int]) -> None:
        nonce, done = uuid4(), None
        done = self.attempt(voter, chosen, nonce)
        if self.is_over:
            assert done is RefusalCode.VOTING_CLOSED
        elif voter in self.on_paper:
            assert done is RefusalCode.VOTED_ON_PAPER
        elif len(chosen) > 2:
            assert done is RefusalCode.OVER_BUDGET
        else:
            assert isinstance(done, bytes)
            if voter in self.on_web:
                self.replaced.add(self.on_web[voter][2])
            self.on_web[voter] = (chosen, nonce, done)

    @rule(voter=VOTERS)
    def send_again(self, voter: int) -> None:
        if voter in self.on_web:
            chosen, nonce, commitment = self.on_web[voter]
            assert self.attempt(voter, chosen, nonce) == commitment

    @rule(voter=VOTERS)
    def take_a_paper(self, voter: int) -> None:
        try:
            with self.session.begin_nested():
                mark_paper(self.session, self.round.id, self.keys[voter], PRINT, self.officials[0])
        except Refusal as refusal:
            assert self.is_over or voter in self.on_web or voter in self.on_paper, refusal.code
        else:
            assert not (self.is_over or voter in self.on_web or voter in self.on_paper)
            self.on_paper.add(voter)

    @rule(voter=VOTERS)
    def give_the_paper_back(self, voter: int) -> None:
        try:
            with self.session.begin_nested():
                unmark_paper(self.session, self.round.id, self.keys[voter], self.officials[0])
        except Refusal as refusal:
            assert refusal.code is RefusalCode.MORE_PAPERS_THAN_RIGHTS
            assert len(self.papers) == len(self.on_paper)
        else:
            self.on_paper.discard(voter)

    @rule(chosen=st.sets(st.integers(0, 2), min_size=1, max_size=2))
    def key_a_paper(self, chosen: set[int]) -> None:
        serial, done = len(self.papers) + 1, ""
        try:
            with self.session.begin_nested():
                for who in self.officials:
                    done = key_paper(self.session, self.round.id, "Kirjasto", serial, who, self.ids(chosen))
        except Refusal as refusal:
            if self.is_closed:
                assert refusal.code is RefusalCode.VOTING_CLOSED
            else:
                assert refusal.code is RefusalCode.MORE_PAPERS_THAN_RIGHTS
                assert len(self.papers) == len(self.on_paper)
        else:
            assert done == "agreed" and not self.is_closed
            self.papers.append(chosen)

    @rule(least=st.integers(1, 5))
    def seal(self, least: int) -> None:
        seals.seal(self.session, self.round.id, least)

    @precondition(lambda self: not self.is_over)
    @rule(really=st.integers(0, 4))
    def let_time_run_out(self, really: int) -> None:
        if really:
            return
        factories.run(self.session, "set local session_replication_role = replica")
        factories.run(
            self.session, "update phase set ends_at = clock_timestamp() where id = :id", id=self.phase.id
        )
        factories.run(self.session, "set local session_replication_role = origin")
        self.is_over = True

    @rule()
    def close(self) -> None:
        try:
            with self.session.begin_nested():
                asked = steps.ask(self.session, self.round.id, steps.CLOSE, self.officials[0], "")
                steps.confirm(self.session, Path("/nowhere"), self.round.id, asked, self.officials[1])
        except Refusal as refusal:
            expected = RefusalCode.STATE_CHANGED if self.is_closed else RefusalCode.VOTING_STILL_OPEN
            assert refusal.code is expected
        else:
            assert self.is_over and not self.is_closed
            self.is_closed = True
            box = published(self.session, self.round, for_auditor=True)
            assert faults(box) == []
            assert box["ballots"] == len(self.on_web) + len(self.papers)

    @invariant()
    def the_box_holds_what_the_model_holds(self) -> None:
        rows = self.session.scalars(select(Ballot).execution_options(populate_existing=True)).all()
        there = {row.commitment: row for row in rows if row.round_id == self.round.id}
        counted = {one for one, row in there.items() if row.state == "counted" and row.channel == "web"}
        assert counted == {commitment for _, _, commitment in self.on_web.values()}
        assert {one for one, row in there.items() if row.state == "replaced"} == self.replaced
        assert sum(row.channel == "paper" for row in there.values()) == len(self.papers)
        for voter, key in enumerate(self.keys):
            found = standing(self.session, self.round.id, key)
            assert found is not None and found.is_on_paper == (voter in self.on_paper)
        for chosen, _, commitment in self.on_web.values():
            projects = select(Choice.project_id).where(Choice.ballot_id == there[commitment].id)
            assert set(self.session.scalars(projects)) == set(self.ids(chosen))
            assert receipt_of(self.session, commitment[:10]).is_in_box

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.outer.rollback()


@pytest.fixture
def machine(connection: Connection) -> Iterator[type[Voting]]:
    yield type("Here", (Voting,), {"connection": connection})


def test_whatever_people_do_the_box_holds_what_a_simple_model_holds(machine: type[Voting]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
