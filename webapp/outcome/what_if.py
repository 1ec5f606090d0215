"""What another counting rule would have made of the same ballots, told against what the city's own rule did."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.counting.models import Count
from webapp.outcome.groups import groups_of
from webapp.outcome.rules import SMALL_GROUP, part_told
from webapp.outcome.told import PotTold
from webapp.texts import Texts


@dataclass(frozen=True)
class OtherPot:
    """A pot by another rule: what would have won instead of what, and the money used.

    `with_winner`: per cent of its voters; `left_out`: groups with less than their share of the money. None if not told.
    """

    pot: PotTold
    gained: tuple[Texts, ...]
    lost: tuple[Texts, ...]
    spent_cents: int
    with_winner: int | None
    left_out: int | None

    @property
    def is_same(self) -> bool:
        """Whether the same projects would have won."""
        return not self.gained and not self.lost


@dataclass(frozen=True)
class OtherRule:
    """Another rule's outcome. `rule` is its name in the list of rules."""

    rule: str
    pots: tuple[OtherPot, ...]

    @property
    def is_same(self) -> bool:
        """Whether it would have changed nothing."""
        return all(pot.is_same for pot in self.pots)

    @property
    def spent_cents(self) -> int:
        """What it would have used of all the money."""
        return sum(pot.spent_cents for pot in self.pots)


def what_if(count: Count, pots: Sequence[PotTold]) -> list[OtherRule]:
    """The other rules that were tried with a count. Pots with very few ballots are left out, also of those counted together."""
    told = {pot.id: pot for pot in pots if (pot.voters or 0) >= SMALL_GROUP}
    few = {
        project
        for result in count.result["pots"]
        for votes, voters in groups_of(result)
        if voters < SMALL_GROUP
        for project in votes
    }
    return [
        OtherRule(
            other["rule"],
            tuple(_pot(told[one["pot_id"]], one, few) for one in other["pots"] if one["pot_id"] in told),
        )
        for other in count.result.get("what_if", ())
    ]


def _pot(pot: PotTold, other: Mapping[str, Any], few: Collection[int]) -> OtherPot:
    winners = set(other["winners"])
    told = [project for project in pot.projects if project.id not in few]
    gained = tuple(one.title for one in told if one.id in winners and not one.is_winner)
    lost = tuple(one.title for one in told if one.id not in winners and one.is_winner)
    spent = sum(one.cost_cents for one in told if one.id in winners)
    with_winner = part_told(other["voters_with_winner"], pot.voters or 0)
    left_out = None if pot.left_out is None else other.get("left_out")
    return OtherPot(pot, gained, lost, spent, with_winner, left_out)
