"""Papers and the steps of a vote in its machine: what officials do, up to the outcome and the end of the key."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from scripts.verify import faults
from tests.ballots.machine import ANY, LAWFUL_OFTEN, OFFICIALS, PEOPLE, Machine
from webapp.ballots import keys, seals, steps
from webapp.ballots.desk import key_paper, mark_paper, unmark_paper
from webapp.ballots.queries import turnout
from webapp.counting.actions import run_count
from webapp.counting.models import Count
from webapp.counting.queries import voting_of
from webapp.errors import RefusalCode
from webapp.outcome.actions import publish_outcome
from webapp.outcome.box_file import published
from webapp.outcome.models import OutcomeProject
from webapp.outcome.rules import whole_told
from webapp.rounds import actions as rounds
from webapp.rounds.editing import WrittenPhase, fingerprint
from webapp.rounds.models import Phase

C = RefusalCode
STEPS = st.sampled_from([*steps.STEPS])


class Desk(Machine):
    """Papers: given, taken back, and keyed by two officials or three."""

    @rule(number=PEOPLE, area=st.sampled_from("AB"))
    def give_a_paper(self, number: int, area: str) -> None:
        """The official says where the person lives, which may not be what they have said themselves."""
        person = f"person:{number}"
        done = self.attempt(
            lambda: mark_paper(
                self.session, self.round.id, self.key(person), self.fingerprint(), self.officials[0], area
            )
        )
        assert done == self.model.give_paper(person, area)

    @rule(number=PEOPLE)
    def take_a_paper_back(self, number: int) -> None:
        person = f"person:{number}"
        done = self.attempt(
            lambda: unmark_paper(self.session, self.round.id, self.key(person), self.officials[0])
        )
        assert done == self.model.take_paper_back(person)

    @rule(serial=st.integers(1, 4), official=OFFICIALS, places=LAWFUL_OFTEN)
    def key_a_paper(self, serial: int, official: int, places: frozenset[int]) -> None:
        self.key_in(serial, official, self.ids(places))

    @rule(serial=st.integers(1, 4), place=st.integers(0, 3))
    def two_key_a_paper_alike(self, serial: int, place: int) -> None:
        for official in (0, 1):
            self.key_in(serial, official, self.ids([place]))

    @precondition(lambda self: self.model.papers)
    @rule(which=ANY, official=OFFICIALS)
    def key_a_paper_as_the_first_did(self, which: int, official: int) -> None:
        serial = [*self.model.papers][which % len(self.model.papers)]
        self.key_in(serial, official, frozenset(next(iter(self.model.papers[serial].readings.values()))))

    def key_in(self, serial: int, official: int, chosen: frozenset[int]) -> None:
        who = self.officials[official]
        done = self.attempt(
            lambda: key_paper(self.session, self.round.id, "Kirjasto", serial, who, list(chosen))
        )
        assert done == self.model.key_paper(serial, official, chosen)


class Steps(Desk):
    """The steps that two people take, the closing time, the count and its outcome."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, tuple[int, int]] = {}

    @rule(step=STEPS, asker=OFFICIALS, confirmer=OFFICIALS | st.none())
    def take_a_step(self, step: str, asker: int, confirmer: int | None) -> None:
        """Without a second person what was asked waits."""
        self.ask_for(step, asker)
        if confirmer is not None:
            self.confirm(step, *self.asked.get(step, (0, asker)), confirmer)

    def ask_for(self, step: str, asker: int) -> None:
        """In few votes is annulling asked for at all: nothing comes after it."""
        if step == steps.ANNUL and not self.may_be_annulled:
            return
        done = self.attempt(lambda: steps.ask(self.session, self.round.id, step, self.officials[asker], ""))
        if self.model.is_done(step) or step in self.asked:
            assert done is C.STATE_CHANGED
        else:
            assert isinstance(done, int)
            self.asked[step] = done, asker

    @precondition(lambda self: self.asked)
    @rule(which=ANY, confirmer=OFFICIALS, withdraws=st.booleans())
    def answer_what_was_asked(self, which: int, confirmer: int, withdraws: bool) -> None:
        """What is withdrawn can no longer be confirmed."""
        step = [*self.asked][which % len(self.asked)]
        number, asker = self.asked[step]
        if withdraws:
            steps.withdraw(self.session, self.round.id, number, self.officials[0])
            del self.asked[step]
        self.confirm(step, number, asker, confirmer)

    def confirm(self, step: str, number: int, asker: int, confirmer: int) -> None:
        is_there = step in self.asked
        done = self.attempt(
            lambda: steps.confirm(self.session, self.folder, self.round.id, number, self.officials[confirmer])
        )
        refusal = self.model.take_step(step, asker, confirmer) if is_there else C.STATE_CHANGED
        assert done == (refusal or step)
        if refusal is None:
            del self.asked[step]
            if step == steps.DESTROY_KEY:
                keys.destroy(self.folder, self.round.id)

    def go_to_the_end(self) -> None:
        if not self.model.over:
            self.let_time_run_out()
        for _ in range(len(self.model.papers) + 4):
            self.take_the_next_step()
            self.the_box_holds_what_the_model_holds()
            self.run_the_verifier(for_auditor=True)

    @precondition(lambda self: self.model.over)
    @rule()
    def take_the_next_step(self) -> None:
        """The papers, closing, the count, the outcome, the end of the key."""
        model = self.model
        unfinished = [serial for serial, paper in model.papers.items() if not paper.is_finished]
        if unfinished and not model.closed and not model.annulled:
            for official in (0, 1, 2, 0, 1):
                self.key_in(unfinished[0], official, frozenset())
        elif not model.closed:
            self.take_a_step(steps.CLOSE, 0, 1)
        elif model.counted_by is None:
            self.count(0)
        elif not model.published:
            self.publish(1)
        else:
            self.take_a_step(steps.DESTROY_KEY, 0, 1)

    @rule(hours=st.sampled_from([-1, 1]))
    def move_the_closing_time(self, hours: int) -> None:
        moved = timedelta(hours=hours)
        row = self.session.scalars(select(Phase).where(Phase.id == self.phase.id)).one()
        written = [WrittenPhase(row.id, "voting", row.starts_at, row.ends_at + moved, None)]
        seen = fingerprint(rounds.part_content(self.session, self.round.slug, "phases"))
        done = self.attempt(
            lambda: rounds.save_phases(self.session, self.round.id, written, seen, self.officials[0])
        )
        if hours < 0:
            assert done is C.RULES_FROZEN
        else:
            assert done == (C.VOTE_STAYS_CLOSED if self.model.over else None)

    @precondition(lambda self: self.model.over)
    @rule()
    def let_the_clock_close(self) -> None:
        """What the count does first, where the round asks for no two people."""
        done = self.attempt(lambda: seals.close_by_clock(self.session, self.round.id))
        if self.model.terms.two_people or self.model.closed or self.model.annulled:
            assert done is None
        else:
            assert done == self.model.close()

    @precondition(lambda self: self.model.over and not self.model.published)
    @rule(official=OFFICIALS)
    def count(self, official: int) -> None:
        voting, who = voting_of(self.session, self.round.slug), self.officials[official]
        assert voting is not None
        done = self.attempt(lambda: run_count(self.session, voting, who))
        refusal = self.model.count(official)
        if not isinstance(done, Count):
            assert done == refusal
            return
        assert refusal is None and done.ballots == len(self.model.counted)
        lines = [line for pot in done.result["pots"] for line in (*pot["steps"], *pot["losses"])]
        assert {line["project_id"]: line["votes"] for line in lines if line["votes"]} == self.votes()

    def votes(self) -> Counter[int]:
        return Counter(project for ballot in self.model.counted for project in ballot.chosen)

    @precondition(lambda self: self.model.over)
    @rule(official=OFFICIALS)
    def publish(self, official: int) -> None:
        counts = select(Count.id).where(Count.round_id == self.round.id).order_by(Count.id.desc()).limit(1)
        newest = self.session.scalar(counts) or 0
        done = self.attempt(
            lambda: publish_outcome(self.session, self.round.id, newest, self.officials[official])
        )
        refusal = self.model.publish(official)
        if isinstance(done, RefusalCode):
            assert done == refusal
            return
        assert refusal is None
        rows = self.session.scalars(select(OutcomeProject).where(OutcomeProject.outcome_id == done.id))
        assert {row.project_id: row.votes for row in rows if row.votes} == self.votes()

    @precondition(lambda self: self.model.over)
    @rule(for_auditor=st.booleans())
    def run_the_verifier(self, for_auditor: bool) -> None:
        box = self.attempt(lambda: published(self.session, self.round, for_auditor=for_auditor))
        if self.model.annulled:
            assert box is C.VOTE_ANNULLED
        elif not self.model.closed:
            assert box is C.VOTE_NOT_CLOSED
        else:
            assert not isinstance(box, RefusalCode)
            heads = box.get("heads") or [batch["head"] for batch in box.get("batches", [])]
            assert faults(box, heads[-1] if heads else None) == []
            number = len(self.model.counted)
            assert turnout(self.session, self.round.id) == number
            assert box["ballots"] == (number if for_auditor else whole_told(number))
            if for_auditor:
                assert {int(one): n for one, n in box["totals"].items() if n} == self.votes()
