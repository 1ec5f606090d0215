"""A round as pages see it: its timetable at one moment, what is open in it, and how its money is split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from webapp.rounds.phases import BY_KEY, Activity, PhaseKind
from webapp.texts import Texts

PAST, CURRENT, FUTURE = "past", "current", "future"


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase at the moment `state` was asked for. Times are aware; the phase is [starts_at, ends_at)."""

    id: int
    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime
    note: Texts | None
    state: str

    @property
    def name(self) -> str:
        """The name of its kind, to be translated where it is shown."""
        return self.kind.name


@dataclass(frozen=True, slots=True)
class PotView:
    """Money for one district or (without a code) the whole city; `population` unknown is None."""

    id: int
    area_code: str | None
    name: Texts
    amount_cents: int
    population: int | None

    @property
    def cents_per_resident(self) -> int | None:
        """Whole cents per resident, halves upwards; None while the population is unknown."""
        return per_resident(self.amount_cents, self.population)


class VotingTerms(Protocol):
    """What of a round says whose a ballot is and whether it may be replaced; every `RoundView` has it."""

    @property
    def id(self) -> int: ...

    @property
    def slug(self) -> str: ...

    @property
    def voting_providers(self) -> Sequence[str]: ...

    @property
    def can_change_ballot(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme of the round."""

    id: int
    slug: str
    name: Texts


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with everything its pages need, as it was at `now` by the database's clock.

    `has_voting_opened`: what decides the outcome is frozen, since voting has opened by the clock or by people.
    """

    id: int
    slug: str
    title: Texts
    summary: Texts
    rules_text: Texts
    is_published: bool
    ballot_type: str
    ballot_limits: dict[str, object]
    voting_areas: str
    voting_providers: Sequence[str]
    only_registered: bool
    proposing_providers: Sequence[str]
    proposing_age: int | None
    proposing_residents: bool
    counting_rule: str
    counting_options: dict[str, object]
    minimum_age: int
    can_change_ballot: bool
    highest_cost_cents: int | None
    tie_seed: str | None
    two_people: bool
    ballots_published: str
    place_kinds: Sequence[str]
    now: datetime
    has_outcome: bool
    has_voting_opened: bool
    is_vote_opened: bool = True
    phases: tuple[PhaseView, ...] = field(default=())
    pots: tuple[PotView, ...] = field(default=())
    themes: tuple[ThemeView, ...] = field(default=())

    @property
    def current(self) -> tuple[PhaseView, ...]:
        """The phases going on now: none, one, or several that overlap."""
        return tuple(phase for phase in self.phases if phase.state == CURRENT)

    @property
    def next(self) -> PhaseView | None:
        """The first phase that has not begun."""
        coming = [phase for phase in self.phases if phase.state == FUTURE]
        return min(coming, key=lambda phase: phase.starts_at, default=None)

    @property
    def is_over(self) -> bool:
        """Whether the round had phases and all of them have ended."""
        return bool(self.phases) and all(phase.state == PAST for phase in self.phases)

    def is_open(self, activity: Activity | str) -> bool:
        """Whether the activity (its value will do, for templates) is open now to people."""
        return self.open_until(activity) is not None

    def open_until(self, activity: Activity | str) -> datetime | None:
        """When the activity closes; None while it is closed. Voting waits for the two people who open it."""
        if Activity(activity) is Activity.VOTE and not self.is_vote_opened:
            return None
        ends = [p.ends_at for p in self.current if Activity(activity) in p.kind.opens and self.is_published]
        return max(ends, default=None)

    def opens_at(self, activity: Activity | str) -> datetime | None:
        """When the activity opens next; None when it will not."""
        opening = [p for p in self.phases if p.state == FUTURE and Activity(activity) in p.kind.opens]
        return min((p.starts_at for p in opening), default=None)

    @property
    def voting(self) -> PhaseView | None:
        """The one phase in which votes are cast."""
        return next((phase for phase in self.phases if Activity.VOTE in phase.kind.opens), None)

    @property
    def total_cents(self) -> int:
        """All its money."""
        return sum(pot.amount_cents for pot in self.pots)


def phase_state(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """Whether a phase is past, current or future at a moment."""
    if now < starts_at:
        return FUTURE
    return CURRENT if now < ends_at else PAST


def phase_view(
    id: int, kind: str, starts_at: datetime, ends_at: datetime, note: Texts | None, now: datetime
) -> PhaseView:
    """A phase as it is at `now`."""
    return PhaseView(id, BY_KEY[kind], starts_at, ends_at, note, phase_state(starts_at, ends_at, now))


def overlaps(phases: Sequence[PhaseView]) -> list[tuple[PhaseView, PhaseView]]:
    """Pairs of phases that go on at once, each with the one that begins first. Allowed, but shown."""
    in_order = sorted(phases, key=lambda phase: (phase.starts_at, phase.id))
    return [
        (first, second)
        for place, first in enumerate(in_order)
        for second in in_order[place + 1 :]
        if second.starts_at < first.ends_at
    ]


def per_resident(cents: int, population: int | None) -> int | None:
    """Whole cents per resident, halves upwards; None when nobody is known to live there."""
    return (2 * cents + population) // (2 * population) if population else None


def split_by_population(total_cents: int, populations: Sequence[int], step_cents: int = 100_00) -> list[int]:
    """A sum split by population into multiples of `step_cents` that add up to it (the largest remainder method).

    What does not make a whole step goes to the largest. Raises ValueError when nobody lives anywhere.
    """
    people = sum(populations)
    if people <= 0:
        raise ValueError("no population to split by")
    steps, rest = divmod(total_cents, step_cents)
    exact = [Fraction(steps * count, people) for count in populations]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], -populations[i], i))
    for i in by_remainder[: steps - sum(shares)]:
        shares[i] += 1
    amounts = [share * step_cents for share in shares]
    amounts[max(range(len(populations)), key=lambda i: (populations[i], -i))] += rest
    return amounts


class Missing:
    """What a round lacks before it can be published; the words are in the forms and templates."""

    PHASES = "phases"
    POTS = "pots"
    THEMES = "themes"
    REASONS = "reasons"
    TEXTS = "texts"
    VOTING = "voting"
    SEED = "seed"


def missing_for_publishing(round_: RoundView, reasons: int) -> list[str]:
    """What must still be filled in before the public can see the round; empty when it is ready."""
    checks = (
        (Missing.TEXTS, bool(str(round_.title) and str(round_.summary) and str(round_.rules_text))),
        (Missing.PHASES, bool(round_.phases)),
        (Missing.VOTING, round_.voting is not None),
        (Missing.POTS, bool(round_.pots)),
        (Missing.THEMES, bool(round_.themes)),
        (Missing.REASONS, reasons > 0),
        (Missing.SEED, bool(round_.tie_seed)),
    )
    return [what for what, is_there in checks if not is_there]
