"""What every voter has at the start of Equal Shares: an equal part of the money, or a part of each area's that they voted in.

The unequal parts are those of equalshares.net for cities of districts (COUNTING A8): the money of an area by its voters. How
they are raised is our own choice, since no source has one: all in proportion.
"""

from collections import Counter
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
    than there are, or share one.
    """
    voters = [ballot.times if ballot.choices or also_empty else 0 for ballot in election.ballots]
    people = max(sum(voters), 1)
    if not area_money:
        alike = np.zeros(len(voters), np.int64)
        return Portions(Fraction(election.budget_cents, people), (Fraction(1),), alike)
    area_of = _area_of_projects(election, area_money)
    used = [
        tuple(sorted({area_of[c] for c in ballot.choices if c in area_of})) for ballot in election.ballots
    ]
    voters_of: Counter[int] = Counter()
    for n, places in zip(voters, used, strict=True):
        voters_of.update(dict.fromkeys(places, n))
    rest = election.budget_cents - sum(cents for cents, _ in area_money)
    of_area = [Fraction(cents, max(voters_of[place], 1)) for place, (cents, _) in enumerate(area_money)]
    classes = {places: number for number, places in enumerate(sorted({(), *used}))}
    money = [Fraction(rest, people) + sum(of_area[place] for place in places) for places in classes]
    class_of_ballot = np.fromiter((classes[places] for places in used), np.int64, len(used))
    in_all = sum(money[classes[places]] * n for n, places in zip(voters, used, strict=True))
    share = in_all / people if in_all else money[0]
    weights = tuple(one / share if share else Fraction(1) for one in money)
    return Portions(share, weights, class_of_ballot)


def _area_of_projects(election: Election, area_money: AreaMoney) -> dict[str, int]:
    """The place in the list of the area to which each project belongs."""
    if sum(cents for cents, _ in area_money) > election.budget_cents:
        raise ValueError("the areas have more money together than there is")
    listed = [(project, place) for place, (_, projects) in enumerate(area_money) for project in projects]
    found = dict(listed)
    if len(found) < len(listed):
        raise ValueError("a project belongs to two areas")
    unknown = found.keys() - {project.id for project in election.projects}
    if unknown:
        raise ValueError(
            f"the areas have projects that are not there: {', '.join(sorted(map(str, unknown)))}"
        )
    return found
