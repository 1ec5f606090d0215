"""The ballot as one voter fills it in: which pots and projects are before them, what is chosen, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.ballots.queries import Item
from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import BallotType, ByProject, Chosen, Fault, Limits, PotRule, spent_by_pot
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.rules import PotView, RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS
from webapp.rounds.voting_areas import code_of


@dataclass(frozen=True)
class Tally:
    """What a voter has used of a pot, or (without one) of the whole ballot: projects, points, cents."""

    pot: PotView | None
    chosen: int
    points: int
    cents: int

    @property
    def id(self) -> int | str:
        """What the page calls it: the pot's number, or `all`."""
        return "all" if self.pot is None else self.pot.id


@dataclass(frozen=True)
class Sheet:
    """A ballot being filled in. `listed`: every project of the round, in the voter's own order."""

    round: RoundView
    listed: Sequence[Item]
    own_area: str | None = None
    wanted_area: str | None = None
    values: Mapping[int, int | None] = field(default_factory=dict)
    faults: Sequence[Fault] = ()

    @property
    def kind(self) -> BallotType:
        """The round's ballot type."""
        return BY_KEY[self.round.ballot_type]

    @property
    def limits(self) -> Limits:
        """What the ballot may hold."""
        return self.kind.limits(self.round.ballot_limits)

    @property
    def groups(self) -> list[tuple[PotView, ...]]:
        """The pots that may be used together, each group a choice of area."""
        return VOTING_AREAS[self.round.voting_areas].groups(self.round.pots, self.own_area)

    @property
    def areas(self) -> list[tuple[str, PotView]]:
        """What may be chosen as the area: its code and the pot that names it. Empty where there is no choice."""
        named = [(code_of(group), group[-1]) for group in self.groups]
        return named if len(named) > 1 else []

    @property
    def area(self) -> str | None:
        """The code of the area that is shown: what was asked for, else that of what is chosen, else the first."""
        codes = [code_of(group) for group in self.groups]
        return self.wanted_area if self.wanted_area in codes else next(iter(codes), None)

    @property
    def pots(self) -> tuple[PotView, ...]:
        """The pots before the voter."""
        return next((group for group in self.groups if code_of(group) == self.area), ())

    @property
    def items(self) -> list[Item]:
        """The projects before the voter."""
        pots = {pot.id for pot in self.pots}
        return [item for item in self.listed if item.pot_id in pots]

    def rivals(self, item: Item) -> list[Item]:
        """The other projects of its group, of which only one can win."""
        return [
            other
            for other in self.listed
            if item.exclusive_group is not None
            and (other.pot_id, other.exclusive_group) == (item.pot_id, item.exclusive_group)
            and other.id != item.id
        ]

    @property
    def chosen(self) -> list[Item]:
        """The chosen ones: by pot, and by their place in an order."""
        found = [item for item in self.listed if item.id in self.values]
        order = [pot.id for pot in self.round.pots]
        return sorted(found, key=lambda item: (order.index(item.pot_id), self.values[item.id] or 0))

    @property
    def spent(self) -> dict[int, int]:
        """Cents by pot."""
        return spent_by_pot(self._as_chosen(self.values))

    @property
    def tallies(self) -> list[Tally]:
        """What is used, for each pot before the voter; of numbers and points together where they are not per pot."""
        apart = [self._tally(pot) for pot in self.pots]
        return apart if self.limits.per_pot or len(apart) < 2 else [*apart, self._tally(None)]

    @property
    def settled(self) -> ByProject:
        """What would be cast."""
        pots = {item.id: item.pot_id for item in self.listed}
        return self.kind.settle(dict(self.values), pots)

    def check(self) -> list[Fault]:
        """Why this is no lawful ballot; empty when it is. Raises Refusal(NOT_ON_BALLOT) for projects of elsewhere."""
        if not set(self.values) <= {item.id for item in self.listed}:
            raise Refusal(RefusalCode.NOT_ON_BALLOT)
        pots = {pot.id: PotRule(pot.amount_cents) for pot in self.round.pots}
        groups = [[pot.id for pot in group] for group in self.groups]
        found = self.kind.faults(self._as_chosen(self.settled), pots, groups, self.limits)
        order = [None, *pots]
        return sorted(found, key=lambda fault: order.index(fault.pot_id))

    def faults_of(self, pot_id: int | None) -> list[Fault]:
        """What is wrong with one pot, or (None) with the whole ballot."""
        return [fault for fault in self.faults if fault.pot_id == pot_id]

    def pot(self, pot_id: int) -> PotView:
        """A pot of the round."""
        return next(pot for pot in self.round.pots if pot.id == pot_id)

    def _as_chosen(self, values: Mapping[int, int | None]) -> list[Chosen]:
        return [
            Chosen(item.pot_id, item.cost_cents, values[item.id]) for item in self.listed if item.id in values
        ]

    def _tally(self, pot: PotView | None) -> Tally:
        pots = {one.id for one in self.pots}
        here = [
            item
            for item in self.listed
            if item.id in self.values and item.pot_id in ({pot.id} if pot else pots)
        ]
        points = sum(self.values[item.id] or 0 for item in here)
        return Tally(pot, len(here), points, sum(item.cost_cents for item in here))
