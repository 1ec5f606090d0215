"""Voter codes and kiosks in the machine of a vote."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import func, select, text

from tests.ballots.machine import ANY, LAWFUL_OFTEN, OFFICIALS, PEOPLE, Machine
from webapp.accounts.actions import hash_of
from webapp.codes import actions as codes
from webapp.codes.rules import SECRET_LENGTH, Code
from webapp.errors import RefusalCode
from webapp.kiosks.actions import end_kiosk, start_kiosk
from webapp.kiosks.models import Kiosk

C = RefusalCode
SECRET = b"of codes"


@dataclass
class Held:
    """A code: whom it stands for, its batch (None: handed over at a desk), its secret as it is now."""

    person: str
    batch: int | None
    secret: str
    is_void: bool = False
    failures: int = 0


@dataclass
class BatchMade:
    asker: int
    confirmed: bool
    is_printed: bool = False
    is_void: bool = False


@dataclass(frozen=True)
class PassHeld:
    key: str
    number: str
    kiosk: int | None


class Codes(Machine):
    """Voter codes of batches and from the desk, on kiosks and at home."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.printed = dict[str, Held](), list[Code]()
        self.batches, self.passes, self.kiosks = dict[int, BatchMade](), list[PassHeld](), dict[int, bool]()

    def void(self, *numbers: str) -> None:
        for number in numbers:
            self.held[number].is_void = True
        for asked, batch in self.batches.items():
            of_batch = [held.is_void for held in self.held.values() if held.batch == asked]
            batch.is_void |= bool(of_batch) and all(of_batch)

    @precondition(lambda self: not self.model.forgotten and len(self.batches) < 2)
    @rule(official=OFFICIALS, confirmer=OFFICIALS)
    def ask_for_codes(self, official: int, confirmer: int) -> None:
        wanted, two = codes.Wanted("school", "Koulu", 2), self.model.terms.two_people
        done = self.attempt(
            lambda: codes.ask_codes(self.session, self.round.id, two, wanted, self.officials[official])
        )
        assert isinstance(done, int)
        self.batches[done] = BatchMade(official, confirmed=not two)
        self.confirm_batch(done, confirmer)

    def confirm_batch(self, number: int, official: int) -> None:
        batch, expected = self.batches[number], None
        if batch.confirmed or batch.is_void:
            expected = C.STATE_CHANGED
        elif self.model.terms.two_people and batch.asker == official:
            expected = C.ANOTHER_MUST_CONFIRM
        done = self.attempt(
            lambda: codes.confirm_codes(self.session, self.round.id, number, self.officials[official])
        )
        assert done == expected
        batch.confirmed |= expected is None

    @precondition(lambda self: self.batches and not self.model.forgotten)
    @rule(which=ANY, again=st.booleans(), official=OFFICIALS)
    def print_codes(self, which: int, again: bool, official: int) -> None:
        number = [*self.batches][which % len(self.batches)]
        batch, two = self.batches[number], self.model.terms.two_people
        if again and batch.is_printed and not batch.is_void:
            codes.ask_again(self.session, self.round.id, two, number, self.officials[0])
            batch.asker, batch.confirmed, batch.is_printed = 0, not two, False
        self.confirm_batch(number, official)
        self.make(number, batch)

    def make(self, number: int, batch: BatchMade) -> None:
        """New secrets for those that are not void; where all are, the batch is."""
        of_batch = [one for one, held in self.held.items() if held.batch == number]
        live = {one for one in of_batch if not self.held[one].is_void}
        may = batch.confirmed and not batch.is_printed and not batch.is_void
        made = self.attempt(lambda: codes.make_codes(self.session, number, 2, SECRET))
        if isinstance(made, RefusalCode):
            assert made is C.STATE_CHANGED and not may
            return
        fresh = {code.public_id for code in made}
        assert may and (fresh == live or not of_batch)
        self.passes = [one for one in self.passes if one.number not in fresh]
        for code in made:
            failures = self.held[code.public_id].failures if code.public_id in self.held else 0
            self.held[code.public_id] = Held(f"code:{code.public_id}", number, code.secret, failures=failures)
        self.printed += made
        codes.note_printed(self.session, self.round.id, number, self.officials[0])
        batch.is_printed = True

    @precondition(lambda self: not self.model.forgotten)
    @rule(number=PEOPLE)
    def hand_a_code(self, number: int) -> None:
        person = f"person:{number}"
        code = self.attempt(
            lambda: codes.hand_code(self.session, self.round.id, person, SECRET, self.officials[0])
        )
        assert isinstance(code, Code)
        self.void(*(one for one, held in self.held.items() if held.person == person))
        self.held[code.public_id] = Held(person, None, code.secret)
        self.printed.append(code)

    @precondition(lambda self: self.held)
    @rule(which=ANY)
    def void_a_code(self, which: int) -> None:
        number = [*self.held][which % len(self.held)]
        expected = C.NOT_FOUND if self.held[number].is_void or self.model.forgotten else None
        done = self.attempt(lambda: codes.void_code(self.session, self.round.id, number, self.officials[0]))
        assert done == expected
        self.void(number)

    @precondition(lambda self: self.batches and not self.model.forgotten)
    @rule(which=ANY, really=st.sampled_from([False, False, True]))
    def void_a_batch(self, which: int, really: bool) -> None:
        number = [*self.batches][which % len(self.batches)]
        batch = self.batches[number]
        if not really:
            return
        done = self.attempt(lambda: codes.void_batch(self.session, self.round.id, number, self.officials[0]))
        assert done == (C.STATE_CHANGED if batch.is_void else None)
        batch.is_void = True
        self.void(*(one for one, held in self.held.items() if held.batch == number))

    @rule(which=ANY, starts=st.booleans())
    def start_or_end_a_kiosk(self, which: int, starts: bool) -> None:
        if starts or not self.kiosks:
            start_kiosk(self.session, self.round.id, "Kirjasto", self.officials[0])
            self.kiosks[self.session.scalars(select(func.max(Kiosk.id))).one()] = True
            return
        number = [*self.kiosks][which % len(self.kiosks)]
        done = self.attempt(lambda: end_kiosk(self.session, self.round.id, number, self.officials[0]))
        assert done == (None if self.kiosks[number] else C.NOT_FOUND)
        self.kiosks[number] = False

    @precondition(lambda self: self.printed)
    @rule(which=ANY, on_kiosk=st.booleans())
    def use_a_code(self, which: int, on_kiosk: bool) -> None:
        live = [number for number, is_live in self.kiosks.items() if is_live]
        self.try_code(self.printed[which % len(self.printed)], live[-1] if live and on_kiosk else None)

    @precondition(lambda self: self.printed)
    @rule(which=ANY, times=st.sampled_from([1, 6]))
    def guess_a_secret(self, which: int, times: int) -> None:
        for _ in range(times):
            self.try_code(Code(self.printed[which % len(self.printed)].public_id, "0" * SECRET_LENGTH), None)

    def try_code(self, code: Code, kiosk: int | None) -> None:
        where = None if kiosk is None else (kiosk, self.round.id)
        done = self.attempt(lambda: codes.use_code(self.session, code, SECRET, where, "fi", 1))
        assert not isinstance(done, RefusalCode)
        answer, opened = done
        assert answer == self.answer_by_model(self.held[code.public_id], code)
        if opened is not None:
            assert (answer, opened.round_id) == ("open", self.round.id)
            self.passes.append(PassHeld(opened.key, code.public_id, kiosk))

    def answer_by_model(self, held: Held, code: Code) -> str:
        if held.failures >= 10:
            return "locked"
        if self.model.forgotten or held.secret != code.secret:
            held.failures += 1
            return "wrong"
        held.failures = 0
        return "void" if held.is_void else "open"

    @precondition(lambda self: self.passes)
    @rule(which=ANY, places=LAWFUL_OFTEN)
    def vote_with_a_code(self, which: int, places: frozenset[int]) -> None:
        one = self.passes[which % len(self.passes)]
        held = self.held[one.number]
        is_ended = one.kiosk is not None and (self.model.over or not self.kiosks[one.kiosk])
        lives = not (held.is_void or self.model.forgotten or is_ended)
        person = self.session.scalar(
            text("select person from roll.pass_of(:key, true)"), {"key": hash_of(one.key)}
        )
        assert person == (held.person if lives else None)
        if person is not None:
            if self.model.is_open:
                self.ask_for_right(person)
            self.send(person, self.ids(places), uuid4(), may_replace=held.batch is not None)
