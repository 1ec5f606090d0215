"""Money left in every purse, exact: whole numbers over one denominator per round, so that nothing is ever rounded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from webapp.counting.arrays import Floats
from webapp.counting.shares.purses import Backers

CERTAIN = 1e-6
"""Relative distance at which floating point tells surely who can pay the full price; nearer ones are decided exactly."""


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one point: `top / (bottom * denominator of the round)`. `partial`: places of those who pay less."""

    top: int
    bottom: int
    partial: frozenset[int]


class ExactMoney:
    """Exact money of the purses along the path of one run; grows with the path, never changes backwards."""

    def __init__(self, share: Fraction, weights: Sequence[Fraction], costs: list[int]) -> None:
        self.costs = costs
        purses = [share * weight for weight in weights]
        self.denominators = [lcm(*(purse.denominator for purse in purses))]
        self.numerators = [int(purse * self.denominators[0]) for purse in purses]
        self.born = [0] * len(purses)

    @property
    def depth(self) -> int:
        """How many winners have been paid so far."""
        return len(self.denominators) - 1

    def money(self, backers: Backers) -> Fraction:
        """What the backers of a project have together, in cents."""
        return Fraction(self._sum(backers, range(len(backers.purses))), self.denominators[-1])

    def price(self, project: int, backers: Backers, rough: Floats, rough_price: float) -> Price:
        """Exact price of one point, for backers that can pay. `rough`: their money in floating point."""
        edge = rough_price * backers.points
        slack = CERTAIN * (edge + rough)
        partial = set(np.flatnonzero(rough < edge - slack).tolist())
        doubtful = np.flatnonzero((rough >= edge - slack) & (rough <= edge + slack)).tolist()
        weight = int(backers.total) - int(backers.weight[list(partial)].sum())
        top = self.costs[project] * self.denominators[-1] - self._sum(backers, partial)
        while True:
            poor = [
                i for i in doubtful if self._numerator(backers, i) * weight < top * int(backers.points[i])
            ]
            if not poor:
                return self._reduced(top, weight, partial)
            partial.update(poor)
            doubtful = [i for i in doubtful if i not in partial]
            weight -= sum(int(backers.weight[i]) for i in poor)
            top -= self._sum(backers, poor)

    @staticmethod
    def _reduced(top: int, bottom: int, partial: set[int]) -> Price:
        common = gcd(top, bottom)
        return Price(top // common, bottom // common, frozenset(partial))

    def value(self, price: Price) -> Fraction:
        """The price of one point in cents."""
        return Fraction(price.top, price.bottom * self.denominators[-1])

    def pay(self, backers: Backers, price: Price) -> None:
        """Take the price from the purses of the backers: their new purses are numbered on, in the same order."""
        left = [
            0 if i in price.partial else self._numerator(backers, i) * price.bottom - price.top * int(points)
            for i, points in enumerate(backers.points.tolist())
        ]
        self.denominators.append(self.denominators[-1] * price.bottom)
        self.numerators += left
        self.born += [self.depth] * len(left)

    def left_in(self, backers: Backers, place: int) -> Fraction:
        """Money of one person of the purse at a place of `backers`, in cents."""
        return Fraction(self._numerator(backers, place), self.denominators[-1])

    def _numerator(self, backers: Backers, place: int) -> int:
        purse = int(backers.purses[place])
        numerator = self.numerators[purse]
        return numerator and numerator * (self.denominators[-1] // self.denominators[self.born[purse]])

    def _sum(self, backers: Backers, places: Iterable[int]) -> int:
        sums: dict[int, int] = {}
        for place in places:
            purse = int(backers.purses[place])
            if self.numerators[purse]:
                born = self.born[purse]
                sums[born] = sums.get(born, 0) + self.numerators[purse] * int(backers.times[place])
        last = self.denominators[-1]
        return sum(total * (last // self.denominators[born]) for born, total in sums.items())
