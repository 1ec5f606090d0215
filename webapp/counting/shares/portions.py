"""What every voter has at the start of Equal Shares: an equal part of the money, or a part of each area's that they voted in.

The unequal parts are those of equalshares.net for cities of districts (COUNTING A8): the money of an area by its voters. How
they are raised is our own choice, since no source has one: all in proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from webapp.counting.arrays import Ints
from webapp.counting.election import Election

AreaMoney = Sequence[tuple[int, Sequence[str]]]
"""Cents of an area, and its projects."""


@dataclass(frozen=True, slots=True)
class Portions:
    """Classes of voters: a voter of class c has `share * weights[c]` cents. `share` is what they have on average."""

    share: Fraction
    weights: tuple[Fraction, ...]
    class_of_ballot: Ints


def portions(election: Election, area_money: AreaMoney, *, also_empty: bool) -> Portions:
    """An area's money is parted equally among those who chose one of its projects, all other money among all voters.

    `also_empty`: empty ballots are voters, too. Raises ValueError if the areas have more money, or other projects,
    than there are.
    """
    voters = [ballot.times if ballot.choices or also_empty else 0 for ballot in election.ballots]
    people = max(sum(voters), 1)
    if not area_money:
        alike = np.zeros(len(voters), np.int64)
        return Portions(Fraction(election.budget_cents, people), (Fraction(1),), alike)
    rest = election.budget_cents - sum(cents for cents, _ in area_money)
    if rest < 0:
        raise ValueError("the areas have more money together than there is")
    unknown = {one for _, projects in area_money for one in projects}.difference(
        p.id for p in election.projects
    )
    if unknown:
        raise ValueError(
            f"the areas have projects that are not there: {', '.join(sorted(map(str, unknown)))}"
        )
    areas = [(cents, frozenset(projects)) for cents, projects in area_money]
    used = [
        tuple(place for place, (_, projects) in enumerate(areas) if not projects.isdisjoint(ballot.choices))
        for ballot in election.ballots
    ]
    of_area = [
        Fraction(cents, max(sum(n for n, places in zip(voters, used, strict=True) if place in places), 1))
        for place, (cents, _) in enumerate(areas)
    ]
    classes = {places: number for number, places in enumerate(sorted({(), *used}))}
    money = [Fraction(rest, people) + sum(of_area[place] for place in places) for places in classes]
    class_of_ballot = np.fromiter((classes[places] for places in used), np.int64, len(used))
    in_all = sum(money[classes[places]] * n for n, places in zip(voters, used, strict=True))
    share = in_all / people if in_all else money[0]
    weights = tuple(one / share if share else Fraction(1) for one in money)
    return Portions(share, weights, class_of_ballot)
