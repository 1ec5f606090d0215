"""One run of Equal Shares at a given share per voter (COUNTING A3 and A4).

Floating point finds the order, with a bound on its own error; whatever lies within that bound is decided by exact
whole numbers. So the winners are those of exact arithmetic, at the speed of floating point.
"""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from webapp.counting.arrays import Floats
from webapp.counting.patience import go_on
from webapp.counting.shares.exact import ExactMoney, Price
from webapp.counting.shares.purses import Backers, Purses

EPSILON = float(np.finfo(np.float64).eps)
SAFE = 1e-6
DOUBT = 1e-7
"""A price less certain than this part of itself is worked out exactly. Who has `SAFE` more than the price pays it in full
whatever the doubt, so that the slope of the price in the money of the others is known (its Lipschitz bound)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A project that its backers can pay: `merit` = price per point and utility, smaller is better, within `doubt`."""

    project: int
    price: float
    merit: float
    doubt: float


@dataclass(slots=True)
class Run:
    """The outcome of one run: winners in order and, per winner, the projects that were equally good."""

    share: Fraction
    winners: list[int] = field(default_factory=list)
    prices: list[float] = field(default_factory=list)
    equals: list[list[int]] = field(default_factory=list)
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Market:
    """What stays the same in all runs: purses, cost in cents, what one point is worth (its cost, or 1), tie keys.

    `weights`: of each first purse, how many times the share a voter has in it.
    """

    purses: Purses
    weights: tuple[Fraction, ...]
    running: tuple[int, ...]
    costs: list[int]
    worth: list[int]
    tie_keys: tuple[tuple[int | str, ...], ...]


class Runner:
    """Runs once: `Runner(market, share).finish(limit)`."""

    def __init__(self, market: Market, share: Fraction) -> None:
        self.market = market
        self.run = Run(share)
        self.exact = ExactMoney(share, market.weights, market.costs)
        self.left: Floats = np.array([float(share * weight) for weight in market.weights])
        self.error: Floats = self.left * EPSILON
        size = len(market.costs)
        self.at_least = np.full(size, np.inf)
        for project in market.running:
            total = market.purses.backers(project, 0).total
            self.at_least[project] = market.costs[project] / total / market.worth[project] * (1 - 4 * EPSILON)

    def finish(self, limit: int | None = None) -> Run | None:
        """Run to the end. None as soon as the winners cost more than `limit` cents."""
        run = self.run
        while offers := self._best():
            go_on()
            offer, equals = offers
            run.cost += self.market.costs[offer.project]
            if limit is not None and run.cost > limit:
                return None
            self._buy(offer)
            run.winners.append(offer.project)
            run.prices.append(offer.price)
            run.equals.append(equals)
        return run

    def _best(self) -> tuple[Offer, list[int]] | None:
        """The best offer of this round and all projects exactly as good; None if nothing can be paid any more."""
        offers: list[Offer] = []
        bar = np.inf
        for project in np.argsort(self.at_least, kind="stable").tolist():
            if self.at_least[project] > bar or self.at_least[project] == np.inf:
                break
            offer = self._offer(project)
            self.at_least[project] = np.inf if offer is None else offer.merit - offer.doubt
            if offer is not None:
                offers.append(offer)
                bar = min(bar, offer.merit + offer.doubt)
        best = [offer for offer in offers if offer.merit - offer.doubt <= bar]
        if len(best) < 2:
            return (best[0], [best[0].project]) if best else None
        return self._decided(best)

    def _offer(self, project: int) -> Offer | None:
        """What the project would cost its backers now; None if they cannot pay it."""
        backers = self.market.purses.backers(project, len(self.run.winners))
        cost, worth = self.market.costs[project], self.market.worth[project]
        left, error = self.left[backers.purses], self.error[backers.purses]
        owned = backers.times * left
        money = float(owned.sum())
        rounding = (len(left) + 8) * EPSILON * (money + cost)
        unsure = float(backers.times @ error) + rounding
        if money < cost - unsure:
            return None
        if money <= cost + unsure and self._exact_money().money(backers) < cost:
            return None
        price = _price(cost, backers, left, owned, self.at_least[project] * worth)
        safe = left - error > price * backers.points * (1 + SAFE)
        full = float(backers.weight @ safe)
        doubt = 4 * (float((backers.times * error) @ ~safe) + rounding) / full if full else np.inf
        if doubt > price * DOUBT:
            price = self._exact_price(project, price)
            doubt = 8 * EPSILON * price
        return Offer(project, price, price / worth, doubt / worth * (1 + SAFE) + 4 * EPSILON * price / worth)

    def _decided(self, best: list[Offer]) -> tuple[Offer, list[int]]:
        """Exact comparison of offers that floating point cannot tell apart, then the order among equals."""
        merits = {offer.project: self._exact_merit(offer) for offer in best}
        least = min(merits.values())
        equals = [project for project, merit in merits.items() if merit == least]
        winner = min(equals, key=lambda project: self.market.tie_keys[project])
        return next(offer for offer in best if offer.project == winner), equals

    def _exact_merit(self, offer: Offer) -> Fraction:
        exact = self._exact_money()
        return (
            exact.value(self._price_of(exact, offer.project, offer.price)) / self.market.worth[offer.project]
        )

    def _exact_price(self, project: int, rough: float) -> float:
        exact = self._exact_money()
        return float(exact.value(self._price_of(exact, project, rough)))

    def _price_of(self, exact: ExactMoney, project: int, rough: float) -> Price:
        backers = self.market.purses.backers(project, exact.depth)
        return exact.price(project, backers, self.left[backers.purses], rough)

    def _exact_money(self) -> ExactMoney:
        """Exact money, brought up to the winners so far."""
        run = self.run
        for depth in range(self.exact.depth, len(run.winners)):
            project = run.winners[depth]
            price = self._price_of(self.exact, project, run.prices[depth])
            self.exact.pay(self.market.purses.backers(project, depth), price)
        return self.exact

    def _buy(self, offer: Offer) -> None:
        backers = self.market.purses.follow(offer.project, len(self.run.winners))
        left, error = self.left[backers.purses], self.error[backers.purses]
        edge = offer.price * backers.points
        broke = left + error < edge * (1 - SAFE)
        doubt = offer.doubt * self.market.worth[offer.project] * backers.points
        rest = np.where(broke, 0.0, np.maximum(left - edge, 0.0))
        self.left = np.concatenate((self.left, rest))
        self.error = np.concatenate((self.error, np.where(broke, 0.0, error + doubt + 4 * EPSILON * left)))
        self.at_least[offer.project] = np.inf


def _price(cost: int, backers: Backers, left: Floats, owned: Floats, start: float) -> float:
    """The price of one point at which the backers together pay the cost. Starts from a price that is not too high."""
    price, poor = max(start, 0.0), -1
    while True:
        partial = left < price * backers.points
        now_poor = int(np.count_nonzero(partial))
        if now_poor == poor:
            return price
        full = backers.total - float(backers.weight @ partial)
        if full <= 0:
            return float((left / backers.points).max())
        price, poor = max(price, (cost - float(owned @ partial)) / full), now_poor
