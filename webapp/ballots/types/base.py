"""What every ballot type shares: the things that can be chosen, the pots, and the checks common to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from webapp.errors import RefusalCode


@dataclass(frozen=True, slots=True)
class Chosen:
    """A project as a ballot sees it; the price is in cents."""

    pot_id: int
    cost_cents: int


@dataclass(frozen=True, slots=True)
class PotRule:
    """The money of a pot in cents, and whether it is for one area alone."""

    amount_cents: int
    is_area: bool


Check = Callable[[Sequence[Chosen]], RefusalCode | None]


@dataclass(frozen=True)
class BallotType:
    """A kind of ballot: its key in the database, the control it is filled in with, and its own check."""

    key: str
    control: str
    own_check: Check

    def check(
        self, chosen: Sequence[Chosen], pots: Mapping[int, PotRule], one_area: bool
    ) -> RefusalCode | None:
        """Why the choices are not a lawful ballot, or None. The database asks the same once more."""
        if not chosen:
            return RefusalCode.EMPTY_BALLOT
        if one_area and len({one.pot_id for one in chosen if pots[one.pot_id].is_area}) > 1:
            return RefusalCode.WRONG_POT
        if any(cents > pots[pot].amount_cents for pot, cents in spent_by_pot(chosen).items()):
            return RefusalCode.OVER_BUDGET
        return self.own_check(chosen)


def spent_by_pot(chosen: Sequence[Chosen]) -> dict[int, int]:
    """What the choices cost in each pot, in cents."""
    spent: dict[int, int] = {}
    for one in chosen:
        spent[one.pot_id] = spent.get(one.pot_id, 0) + one.cost_cents
    return spent
