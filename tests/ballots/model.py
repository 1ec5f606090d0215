"""A vote as a few dictionaries: what may happen in it, and what it holds afterwards. Knows no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from webapp.errors import RefusalCode

C = RefusalCode


@dataclass
class Ballot:
    """A ballot that was cast. A replaced one has lost what was on it. `batch`: the seal that it is in."""

    chosen: Collection[int]
    channel: str
    person: str | None = None
    replaces: bytes | None = None
    state: str = "counted"
    batch: int | None = None


@dataclass
class Paper:
    """A paper as the last two officials read it, each by their number."""

    readings: dict[int, Collection[int]]
    status: str = "entered"

    @property
    def is_finished(self) -> bool:
        return self.status in ("agreed", "rejected")


@dataclass(frozen=True)
class Terms:
    """What the round says: settings, the area and the price of each listed project, the money of each area."""

    two_people: bool
    may_change: bool
    own_area: bool
    area: Mapping[int, str]
    cents: int
    money: Mapping[str, int]

    def fault_of(self, chosen: Collection[int], own: str | None) -> RefusalCode | None:
        """Why these projects cannot stand on one ballot; of a paper (`own` is None) nobody knows whose it is."""
        if not set(chosen) <= set(self.area):
            return C.NOT_ON_BALLOT
        if not chosen:
            return C.EMPTY_BALLOT
        number = Counter(self.area[project] for project in chosen)
        if self.own_area and (len(number) > 1 or own not in (None, *number)):
            return C.WRONG_POT
        if any(n * self.cents > self.money[area] for area, n in number.items()):
            return C.OVER_BUDGET
        return None


@dataclass
class Vote:
    """The vote. Each method does what it names, or returns why not and changes nothing."""

    terms: Terms
    opened: bool = False
    over: bool = False
    closed: bool = False
    annulled: bool = False
    forgotten: bool = False
    counted_by: int | None = None
    published: bool = False
    rights: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    ballots: dict[bytes, Ballot] = field(default_factory=dict)
    current: dict[str, bytes] = field(default_factory=dict)
    papers: dict[int, Paper] = field(default_factory=dict)
    on_paper: list[Ballot] = field(default_factory=list)
    batches: int = 0

    @property
    def is_open(self) -> bool:
        may = self.opened or not self.terms.two_people
        return may and not (self.over or self.closed or self.annulled)

    @property
    def counted(self) -> list[Ballot]:
        return [*self.on_paper, *(self.ballots[commitment] for commitment in self.current.values())]

    def take_right(self, person: str, area: str) -> RefusalCode | None:
        if not self.is_open:
            return C.VOTING_CLOSED
        self.rights.setdefault(person, area)
        return None

    def cast(
        self, person: str, chosen: Collection[int], commitment: bytes, may_replace: bool = True
    ) -> RefusalCode | None:
        sent_before, before = self.ballots.get(commitment), self.current.get(person)
        if (
            sent_before
            and sent_before.state == "counted"
            and (self.forgotten or sent_before.person == person)
        ):
            return None  # Once the key is destroyed nobody knows whose it is: who holds the form holds its receipt.
        if not self.is_open:
            return C.VOTING_CLOSED
        if person not in self.rights:
            return C.NOT_ALLOWED
        if self.used.get(person) == "paper":
            return C.VOTED_ON_PAPER
        if sent_before:
            return C.STALE_BALLOT
        if before and not self.terms.may_change:
            return C.BALLOT_FINAL
        if fault := self.terms.fault_of(chosen, self.rights[person]):
            return fault
        if before and not may_replace:
            return C.BALLOT_FINAL
        if before:
            self.ballots[before].state, self.ballots[before].chosen = "replaced", ()
        self.ballots[commitment] = Ballot(chosen, "web", person, before)
        self.current[person], self.used[person] = commitment, "web"
        return None

    def give_paper(self, person: str, area: str) -> RefusalCode | None:
        if not self.is_open:
            return C.VOTING_CLOSED
        if person in self.used:
            return C.VOTED_ON_WEB if self.used[person] == "web" else C.VOTED_ON_PAPER
        self.rights[person], self.used[person] = area, "paper"
        return None

    def take_paper_back(self, person: str) -> RefusalCode | None:
        if self.closed or self.annulled:
            return C.VOTING_CLOSED
        if self.used.get(person) != "paper":
            return C.PAPER_NOT_GIVEN
        del self.used[person]
        if self._has_too_many_papers(self.on_paper):
            self.used[person] = "paper"
            return C.MORE_PAPERS_THAN_RIGHTS
        return None

    def key_paper(self, serial: int, official: int, chosen: Collection[int]) -> RefusalCode | str:
        if self.closed or self.annulled:
            return C.VOTING_CLOSED
        paper = self.papers.get(serial)
        if paper is None:
            self.papers[serial] = Paper({official: chosen})
            return "entered"
        if paper.is_finished:
            return C.PAPER_DONE
        if paper.status == "entered" and official in paper.readings:
            return C.ANOTHER_MUST_CONFIRM
        if chosen not in [read for who, read in paper.readings.items() if who != official]:
            if paper.status == "disputed" and official not in paper.readings:
                del paper.readings[next(iter(paper.readings))]
            paper.readings[official], paper.status = chosen, "disputed"
            return "disputed"
        if chosen:
            fresh = Ballot(chosen, "paper")
            if fault := self.terms.fault_of(chosen, None):
                return fault
            if self._has_too_many_papers([*self.on_paper, fresh]):
                return C.MORE_PAPERS_THAN_RIGHTS
            self.on_paper.append(fresh)
        paper.status = "agreed" if chosen else "rejected"
        return paper.status

    def _has_too_many_papers(self, ballots: list[Ballot]) -> bool:
        holders = [person for person, channel in self.used.items() if channel == "paper"]
        if len(ballots) > len(holders):
            return True
        there = Counter(self.rights[person] for person in holders)
        keyed = Counter(self.terms.area[next(iter(ballot.chosen))] for ballot in ballots)
        return self.terms.own_area and not keyed <= there

    def seal(self, least: int) -> int | None:
        waiting = [one for one in (*self.ballots.values(), *self.on_paper) if one.batch is None]
        if len(waiting) < least:
            return None
        self.batches += 1
        for one in waiting:
            one.batch = self.batches
        return self.batches

    def take_step(self, step: str, asker: int, confirmer: int) -> RefusalCode | None:
        """Open, close, annul or destroy the key, once it was asked for."""
        if step == "open" and self.forgotten:
            return C.VOTING_CLOSED
        if self.terms.two_people and asker == confirmer:
            return C.ANOTHER_MUST_CONFIRM
        if self.is_done(step):
            return C.STATE_CHANGED
        return {"open": self._open, "close": self.close, "annul": self._annul, "destroy_key": self._forget}[
            step
        ]()

    def is_done(self, step: str) -> bool:
        return {
            "open": self.opened,
            "close": self.closed,
            "annul": self.annulled,
            "destroy_key": self.forgotten,
        }[step]

    def _open(self) -> RefusalCode | None:
        if self.over:
            return C.VOTE_NOT_READY
        if self.annulled:
            return C.VOTE_ANNULLED
        self.opened = True
        return None

    def close(self) -> RefusalCode | None:
        if not self.over:
            return C.VOTING_STILL_OPEN
        if not all(paper.is_finished for paper in self.papers.values()):
            return C.PAPER_UNFINISHED
        if self.annulled:
            return C.VOTE_ANNULLED
        self.seal(1)
        self.closed = True
        return None

    def _annul(self) -> RefusalCode | None:
        if self.published:
            return C.ALREADY_PUBLISHED
        self.annulled = True
        return None

    def _forget(self) -> RefusalCode | None:
        if not self.annulled and not self.published:
            return C.OUTCOME_NOT_PUBLISHED
        self.forgotten = True
        self.rights, self.used = {}, {}
        return None

    def count(self, official: int) -> RefusalCode | None:
        if not self.over:
            return C.VOTING_STILL_OPEN
        if self.annulled:
            return C.VOTE_ANNULLED
        if self.terms.two_people and not self.closed:
            return C.VOTE_NOT_CLOSED
        if not self.closed and (refusal := self.close()):
            return refusal
        self.counted_by = official
        return None

    def publish(self, official: int) -> RefusalCode | None:
        if self.published:
            return C.ALREADY_PUBLISHED
        if self.counted_by is None:
            return C.NOT_COUNTED
        if self.terms.two_people and self.counted_by == official:
            return C.ANOTHER_MUST_CONFIRM
        if self.annulled:
            return C.VOTE_ANNULLED
        self.published = True
        return None
