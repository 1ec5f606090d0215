"""What every ballot type shares: the things that can be chosen, the pots, the limits, and one check of them all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.errors import Refusal, RefusalCode

C = RefusalCode
Sent = Mapping[str, Sequence[str]]
ByProject = dict[int, int | None]
Read = Callable[[Sent], ByProject]
Settle = Callable[[ByProject, Mapping[int, int]], ByProject]
NONE, POINTS, RANK = "none", "points", "rank"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A project as a ballot sees it; the price is in cents; `value` is its points or its rank, from 1."""

    pot_id: int
    cost_cents: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class PotRule:
    """The money of a pot in cents."""

    amount_cents: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why choices are no lawful ballot: the code, the pot it is about (None: the whole ballot), and by how much.

    `amount` is in cents for OVER_BUDGET and a number of projects or points else; `each`: one project has too many.
    """

    code: RefusalCode
    pot_id: int | None = None
    amount: int = 0
    each: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a ballot may hold. None is no limit; `per_pot` counts choices and values in each pot apart."""

    min_choices: int = 1
    max_choices: int | None = None
    within_pot: bool = False
    per_pot: bool = False
    values: str = NONE
    points_total: int | None = None
    points_each: int | None = None

    def faults(self, chosen: Sequence[Chosen]) -> list[Fault]:
        """Too many or too few choices, points or ranks that do not do; all of them, or those of one pot."""
        pot = chosen[0].pot_id if self.per_pot else None
        found: list[Fault] = []
        if self.max_choices is not None and len(chosen) > self.max_choices:
            found.append(Fault(C.TOO_MANY_CHOICES, pot, len(chosen) - self.max_choices))
        if len(chosen) < self.min_choices:
            found.append(Fault(C.TOO_FEW_CHOICES, pot, self.min_choices - len(chosen)))
        return found + self._value_faults(chosen, pot)

    def _value_faults(self, chosen: Sequence[Chosen], pot: int | None) -> list[Fault]:
        given = [one.value for one in chosen if one.value is not None]
        if self.values == NONE:
            return [Fault(C.WRONG_VALUES, pot)] if given else []
        if len(given) < len(chosen) or min(given) < 1:
            return [Fault(C.WRONG_VALUES, pot)]
        if self.values == RANK:
            is_order = sorted(given) == list(range(1, len(chosen) + 1))
            return [] if is_order else [Fault(C.WRONG_VALUES, pot)]
        over = (sum(given) - self.points_total) if self.points_total is not None else 0
        each = (max(given) - self.points_each) if self.points_each is not None else 0
        return [Fault(C.TOO_MANY_POINTS, pot, over)] * (over > 0) + [
            Fault(C.TOO_MANY_POINTS, pot, each, each=True)
        ] * (each > 0)


def as_sent(given: ByProject, pots: Mapping[int, int]) -> ByProject:
    """A type that casts what was sent as it stands."""
    return given


@dataclass(frozen=True)
class BallotType:
    """A kind of ballot: its key, its words, how it is filled in and read, its standard limits and those that stay.

    `vote_type` is Pabulib's word for it; `part` the part of the page for one project (templates/ballots/parts).
    `read` gives the value (points, rank, or None) by project id from what a browser sent, `settle` makes of it what
    is cast, given the pot of each project. `standard` and `fixed`
    are what the row of the table `ballot_kind` has; a round may set everything that is not fixed
    (`round.ballot_limits`), and `settings` are those that make sense to ask a planner for.
    """

    key: str
    name: str
    explanation: str
    vote_type: str
    part: str
    read: Read
    settle: Settle = as_sent
    settings: tuple[str, ...] = ()
    standard: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def limits(self, of_round: Mapping[str, Any]) -> Limits:
        """The limits in force in a round."""
        return Limits(**{**self.standard, **of_round, **self.fixed})

    def faults(
        self,
        chosen: Sequence[Chosen],
        pots: Mapping[int, PotRule],
        groups: Sequence[Collection[int]],
        limits: Limits,
    ) -> list[Fault]:
        """Why the choices are no lawful ballot; empty when they are. The database asks the same once more.

        `groups`: the pots of which those of one group may be used together.
        """
        if not chosen:
            return [Fault(C.EMPTY_BALLOT)]
        used = {one.pot_id for one in chosen}
        if not any(used.issubset(group) for group in groups):
            return [Fault(C.WRONG_POT)]
        over = {pot: cents - pots[pot].amount_cents for pot, cents in spent_by_pot(chosen).items()}
        too_dear = [Fault(C.OVER_BUDGET, pot, cents) for pot, cents in over.items() if cents > 0]
        numbers = [fault for part in parts_of(chosen, limits.per_pot) for fault in limits.faults(part)]
        return (too_dear if limits.within_pot else []) + numbers


def parts_of(chosen: Sequence[Chosen], per_pot: bool) -> Iterable[Sequence[Chosen]]:
    """The choices that are limited together: all of them, or those of each pot."""
    if not per_pot:
        return [chosen]
    pots = dict.fromkeys(one.pot_id for one in chosen)
    return [[one for one in chosen if one.pot_id == pot] for pot in pots]


def ticked(sent: Sent) -> ByProject:
    """Ticks, or the one pressed button, named `projects`; no values. Raises Refusal(NOT_ON_BALLOT)."""
    return {project_id(text): None for text in sent.get("projects", ())}


def project_id(text: str) -> int:
    """A project's number as a browser sends it. Raises Refusal(NOT_ON_BALLOT) for what cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Refusal(C.NOT_ON_BALLOT)
    return int(text)


def fields(sent: Sent, prefix: str) -> ByProject:
    """Whole numbers in fields named `prefix-12`; an empty one or 0 is no choice.

    Raises Refusal(WRONG_VALUES) for what is no whole number, Refusal(NOT_ON_BALLOT) for what is no project.
    """
    given: ByProject = {}
    for name, texts in sent.items():
        text = texts[0].strip() if texts else ""
        if not name.startswith(f"{prefix}-") or not text:
            continue
        if not (text.isascii() and text.isdecimal() and len(text) <= 4):
            raise Refusal(C.WRONG_VALUES)
        if int(text):
            given[project_id(name.removeprefix(f"{prefix}-"))] = int(text)
    return given


def spent_by_pot(chosen: Sequence[Chosen]) -> dict[int, int]:
    """What the choices cost in each pot, in cents."""
    spent: dict[int, int] = {}
    for one in chosen:
        spent[one.pot_id] = spent.get(one.pot_id, 0) + one.cost_cents
    return spent
