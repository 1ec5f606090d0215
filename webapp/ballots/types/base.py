"""What every ballot type shares: the things that can be chosen, the pots, the limits, and one check of them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.errors import RefusalCode

NONE, POINTS, RANK = "none", "points", "rank"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A project as a ballot sees it; the price is in cents; `value` is its points or its rank, from 1."""

    pot_id: int
    cost_cents: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class PotRule:
    """The money of a pot in cents, and whether it is for one area alone."""

    amount_cents: int
    is_area: bool


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

    def check_numbers(self, chosen: Sequence[Chosen]) -> RefusalCode | None:
        """Why there are too many or too few choices, or why their points or ranks do not do."""
        if self.max_choices is not None and len(chosen) > self.max_choices:
            return RefusalCode.TOO_MANY_CHOICES
        if len(chosen) < self.min_choices:
            return RefusalCode.TOO_FEW_CHOICES
        given = [one.value for one in chosen if one.value is not None]
        if self.values == NONE:
            return RefusalCode.WRONG_VALUES if given else None
        if len(given) < len(chosen) or min(given) < 1:
            return RefusalCode.WRONG_VALUES
        if self.values == RANK:
            return None if sorted(given) == list(range(1, len(chosen) + 1)) else RefusalCode.WRONG_VALUES
        too_many = self.points_total is not None and sum(given) > self.points_total
        too_high = self.points_each is not None and max(given) > self.points_each
        return RefusalCode.TOO_MANY_POINTS if too_many or too_high else None


@dataclass(frozen=True)
class BallotType:
    """A kind of ballot: its key, the control it is filled in with, its standard limits and those that stay.

    `standard` and `fixed` are what the row of the table `ballot_kind` has; a round may set everything that
    is not fixed (`round.ballot_limits`).
    """

    key: str
    control: str
    standard: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def limits(self, of_round: Mapping[str, Any]) -> Limits:
        """The limits in force in a round."""
        return Limits(**{**self.standard, **of_round, **self.fixed})

    def check(
        self,
        chosen: Sequence[Chosen],
        pots: Mapping[int, PotRule],
        one_area: bool,
        of_round: Mapping[str, Any] | None = None,
    ) -> RefusalCode | None:
        """Why the choices are not a lawful ballot, or None. The database asks the same once more."""
        limits = self.limits(of_round or {})
        if not chosen:
            return RefusalCode.EMPTY_BALLOT
        if one_area and len({one.pot_id for one in chosen if pots[one.pot_id].is_area}) > 1:
            return RefusalCode.WRONG_POT
        if limits.within_pot and any(
            cents > pots[pot].amount_cents for pot, cents in spent_by_pot(chosen).items()
        ):
            return RefusalCode.OVER_BUDGET
        codes = (limits.check_numbers(part) for part in parts_of(chosen, limits.per_pot))
        return next((code for code in codes if code is not None), None)


def parts_of(chosen: Sequence[Chosen], per_pot: bool) -> Iterable[Sequence[Chosen]]:
    """The choices that are limited together: all of them, or those of each pot."""
    if not per_pot:
        return [chosen]
    pots = dict.fromkeys(one.pot_id for one in chosen)
    return [[one for one in chosen if one.pot_id == pot] for pot in pots]


def spent_by_pot(chosen: Sequence[Chosen]) -> dict[int, int]:
    """What the choices cost in each pot, in cents."""
    spent: dict[int, int] = {}
    for one in chosen:
        spent[one.pot_id] = spent.get(one.pot_id, 0) + one.cost_cents
    return spent
