"""The machine of a vote: what people do on the web and what time does, and what must hold after each step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.model import Terms, Vote
from webapp.ballots import keys, seals, steps
from webapp.ballots.actions import cast, enter_roll, take_right
from webapp.ballots.queries import ReceiptState, receipt_of, standing
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode

T = TypeVar("T")
PEOPLE, OFFICIALS, ANY = st.integers(0, 4), st.integers(0, 2), st.integers(0, 99)
MOSTLY = st.sampled_from([True, True, True, False])
CHOICES = st.frozensets(st.integers(0, 4), max_size=3)
LAWFUL_OFTEN = st.sampled_from([*map(frozenset, ([0], [1], [2], [3], [0, 1]))]) | CHOICES
"""Places in the list of projects: two of area A, both affordable, two of B, one affordable, and one that is not listed."""
THERE = text(
    """
    select jsonb_build_object(
        'web', (select coalesce(jsonb_object_agg(encode(b.commitment, 'hex'), jsonb_build_array(
                    b.state, encode(b.ballot_key, 'hex'), encode(b.replaces, 'hex'), b.batch_no, b.nonce is not null,
                    array(select c.project_id from box.choice c where c.ballot_id = b.id order by 1))), '{}')
                  from box.ballot b where b.round_id = :round and b.channel = 'web'),
        'paper', array(select jsonb_build_array(b.state, b.batch_no,
                           array(select c.project_id from box.choice c where c.ballot_id = b.id order by 1))
                         from box.ballot b where b.round_id = :round and b.channel = 'paper'),
        'rights', (select coalesce(jsonb_object_agg(encode(v.ballot_key, 'hex'),
                                                    jsonb_build_array(v.area_code, v.used_by)), '{}')
                     from box.voting_right v where v.round_id = :round),
        'papers', (select coalesce(jsonb_object_agg(serial, status), '{}') from box.paper where round_id = :round),
        'voters', (select count(*) from roll.voter where round_id = :round),
        'batches', (select count(*) from box.batch where round_id = :round),
        'steps', (select coalesce(jsonb_build_array(opened_at is not null, closed_at is not null,
                                                    annulled_at is not null, key_destroyed_at is not null),
                                  '[false, false, false, false]')
                    from (select :round as id) r left join vote v on v.round_id = r.id))
    """
)


class Machine(RuleBasedStateMachine):
    """Five people of two areas, four projects and one that is not on the ballot, three officials."""

    connection: Connection
    folder: Path

    @initialize(
        settings=st.tuples(st.booleans(), st.booleans(), st.booleans()),
        opens=MOSTLY,
        people=st.integers(3, 5),
        is_annulled=st.sampled_from([False, False, False, True]),
    )
    def a_round(self, settings: tuple[bool, bool, bool], opens: bool, people: int, is_annulled: bool) -> None:
        """Mostly it is open and people have their right: chance alone would seldom bring them this far."""
        self.may_be_annulled = is_annulled
        self.prepare(*settings)
        if opens:
            asked = steps.ask(self.session, self.round.id, steps.OPEN, self.officials[0], "")
            steps.confirm(self.session, self.folder, self.round.id, asked, self.officials[1])
            self.model.take_step(steps.OPEN, 0, 1)
        for number in range(people if self.model.is_open else 0):
            self.take_the_right(number)

    def prepare(self, two_people: bool, may_change: bool, own_area: bool) -> None:
        self.outer = self.connection.begin_nested()
        self.session = session = Session(self.connection, join_transaction_mode="create_savepoint")
        areas = "own" if own_area else "every"
        self.round = factories.round_(
            session, two_people=two_people, can_change_ballot=may_change, voting_areas=areas
        )
        pots = [factories.pot(session, self.round, cents, code) for code, cents in (("A", 200), ("B", 100))]
        states = ("ballot", "ballot", "ballot", "ballot", "draft")
        self.projects = [
            factories.project(session, self.round, pots[place // 2 % 2], 100, state=state).id
            for place, state in enumerate(states)
        ]
        self.officials = [factories.account(session, "planner").id for _ in range(3)]
        self.voters = [factories.account(session).id for _ in range(5)]
        self.phase = factories.open_voting(session, self.round)
        of_area = dict(zip(self.projects, "AABB", strict=False))
        terms = Terms(two_people, may_change, own_area, of_area, 100, {"A": 200, "B": 100})
        self.model, self.turn = Vote(terms), 0
        self.keys, self.entered = dict[str, bytes](), set[int]()
        self.forms: list[tuple[str, frozenset[int], UUID, bool]] = []

    def ids(self, places: Collection[int]) -> frozenset[int]:
        return frozenset(self.projects[place] for place in places)

    def area(self, person: str) -> str:
        return "AB"[int(person[-1], 36) % 2]

    def key(self, person: str) -> bytes:
        """What stands for them in the box; once made it is kept, as if someone had noted it before the key went."""
        if person not in self.keys:
            made = (
                keys.ballot_key(self.folder, self.round.id, person) if not self.model.forgotten else bytes(32)
            )
            self.keys[person] = made
        return self.keys[person]

    def fingerprint(self) -> bytes:
        return bytes(32) if self.model.forgotten else keys.fingerprint(self.folder, self.round.id)

    def attempt(self, do: Callable[[], T]) -> T | RefusalCode:
        """Do it as a request would: in a transaction that is checked at its end, and undone where it is refused."""
        try:
            with self.session.begin_nested():
                done = do()
                with database_refusals():
                    self.session.flush()
                    self.session.execute(text("set constraints all immediate"))
                self.session.execute(text("set constraints all deferred"))
                return done
        except Refusal as refusal:
            return refusal.code

    @rule(number=PEOPLE)
    def take_the_right(self, number: int) -> None:
        self.ask_for_right(f"person:{number}", self.voters[number])

    def ask_for_right(self, person: str, account: int | None = None) -> None:
        """As the page does: what the roll is told and what the box is told are two transactions."""
        if self.model.is_open and account is not None:
            self.attempt(lambda: enter_roll(self.session, self.round.id, account))
            self.entered.add(account)
        area = self.area(person)
        done = self.attempt(
            lambda: take_right(self.session, self.round.id, self.key(person), self.fingerprint(), area)
        )
        assert done == self.model.take_right(person, area)

    @rule(ballots=st.lists(st.tuples(PEOPLE, LAWFUL_OFTEN), min_size=1, max_size=3))
    def vote(self, ballots: list[tuple[int, frozenset[int]]]) -> None:
        for number, places in ballots:
            self.send(f"person:{number}", self.ids(places), uuid4())

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=3), place=st.integers(0, 1))
    def vote_for_their_own_area(self, people: list[int], place: int) -> None:
        for number in people:
            of_area = place if self.area(f"person:{number}") == "A" else place + 2
            self.send(f"person:{number}", self.ids([of_area]), uuid4())

    @precondition(lambda self: self.forms)
    @rule(which=ANY, number=PEOPLE, of_another=st.sampled_from([False, False, True]))
    def send_a_form_again(self, which: int, number: int, of_another: bool) -> None:
        person, chosen, nonce, may_replace = self.forms[which % len(self.forms)]
        self.send(f"person:{number}" if of_another else person, chosen, nonce, may_replace)

    def send(self, person: str, chosen: frozenset[int], nonce: UUID, may_replace: bool = True) -> None:
        """Send a form, and hold the answer to the model's. The commitment is reckoned here by what docs say."""
        written = ",".join(str(project) for project in sorted(chosen))
        commitment = sha256(f"nasta-ballot-1|{self.round.id}|{written}|{nonce}".encode()).digest()
        done = self.attempt(
            lambda: cast(
                self.session, self.round.id, self.key(person), list(chosen), nonce, may_replace=may_replace
            )
        )
        refusal = self.model.cast(person, chosen, commitment, may_replace)
        assert done == (refusal or commitment)
        self.forms.append((person, chosen, nonce, may_replace))

    @rule(least=st.integers(1, 5))
    def seal(self, least: int) -> None:
        assert seals.seal(self.session, self.round.id, least) == self.model.seal(least)
        seals.settle_rights(self.session, self.round.id, least)
        seals.settle_voters(self.session, self.round.id, least)

    @precondition(lambda self: not self.model.over and self.turn > 15)
    @rule()
    def let_time_run_out(self) -> None:
        for statement in (
            "set local session_replication_role = replica",
            f"update phase set ends_at = clock_timestamp() where id = {self.phase.id}",
            "set local session_replication_role = origin",
        ):
            factories.run(self.session, statement)
        self.session.expire(self.phase)
        self.model.over = True

    @invariant()
    def the_box_holds_what_the_model_holds(self) -> None:
        there = self.session.scalar(THERE, {"round": self.round.id})
        there["paper"].sort(key=str)
        assert there == self.told_by_model()
        counted = [one for one in there["web"].values() if one[0] == "counted"]
        holders = [one[1] for one in counted]
        on_paper = [key for key, (_, used) in there["rights"].items() if used == "paper"]
        if not self.model.forgotten:
            assert None not in holders and len(holders) == len(set(holders)), "one counted ballot a right"
            assert not set(holders) & set(on_paper), "on the web or on paper"
            assert len(there["paper"]) <= len(on_paper), "no more papers than people who took one"

    def told_by_model(self) -> dict[str, Any]:
        model, kept = self.model, not self.model.forgotten
        web = {
            commitment.hex(): [
                one.state,
                self.key(one.person or "").hex() if kept and one.state == "counted" else None,
                one.replaces.hex() if one.replaces else None,
                one.batch,
                one.state == "counted",
                sorted(one.chosen),
            ]
            for commitment, one in model.ballots.items()
        }
        rights = {self.key(who).hex(): [area, model.used.get(who)] for who, area in model.rights.items()}
        return {
            "web": web,
            "paper": sorted(([one.state, one.batch, sorted(one.chosen)] for one in model.on_paper), key=str),
            "rights": rights,
            "papers": {str(serial): paper.status for serial, paper in model.papers.items()},
            "voters": len(self.entered) if kept else 0,
            "batches": model.batches,
            "steps": [model.opened, model.closed, model.annulled, model.forgotten],
        }

    @invariant()
    def receipts_and_standing_are_told_as_the_model_has_them(self) -> None:
        """Of one ballot and one person at each step, in turn."""
        self.turn += 1
        if self.model.ballots:
            commitment = list(self.model.ballots)[self.turn % len(self.model.ballots)]
            told = receipt_of(self.session, commitment[:10])
            assert (told.state, told.batch_no) == (
                self.receipt_by_model(commitment),
                self.model.ballots[commitment].batch,
            )
        person = f"person:{self.turn % 5}"
        found = standing(self.session, self.round.id, self.key(person))
        assert (found is not None) == (person in self.model.rights)
        if found is not None:
            assert found.is_on_paper == (self.model.used.get(person) == "paper")
            assert found.commitment == (self.model.current.get(person) if self.model.is_open else None)

    def receipt_by_model(self, commitment: bytes) -> ReceiptState:
        one = self.model.ballots[commitment]
        if one.state == "replaced":
            return ReceiptState.REPLACED
        if self.model.annulled:
            return ReceiptState.ANNULLED
        if self.model.closed:
            return ReceiptState.COUNTED
        return ReceiptState.WAITING if one.batch is None else ReceiptState.SEALED

    def go_to_the_end(self) -> None:
        """What is done with every vote once nobody does anything else."""

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                if sys.exc_info()[0] is None:  # nothing has failed yet
                    self.go_to_the_end()
            finally:
                self.session.close()
                self.outer.rollback()
