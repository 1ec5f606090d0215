"""What a run of Equal Shares says about itself: what every supporter paid, and what the losers' supporters lacked."""

from bisect import bisect_left
from fractions import Fraction

from webapp.counting.arrays import Arrays
from webapp.counting.lot import Ties
from webapp.counting.result import Loss, LossReason, Payment, Step
from webapp.counting.rules.eligible import loss, tie_of
from webapp.counting.shares.exact import ExactMoney, Price
from webapp.counting.shares.purses import Backers
from webapp.counting.shares.run import Market, Runner

NEAR = 1e-6
"""Relative difference of money and cost within which the exact numbers decide."""


class Report:
    """A run told again in exact numbers. Takes the purses along the path of that run."""

    def __init__(self, market: Market, arrays: Arrays, share: Fraction) -> None:
        self.market, self.arrays = market, arrays
        runner = Runner(market, share)
        run = runner.finish()
        assert run is not None
        self.run, self.left = run, runner.left
        self.exact = ExactMoney(share, market.weights, market.costs)

    def steps(self, ties: Ties, budget: int) -> list[Step]:
        """The rounds, with payments."""
        steps: list[Step] = []
        left = budget
        for depth, winner in enumerate(self.run.winners):
            project = self.arrays.projects[winner]
            left -= project.cost_cents
            votes, score = int(self.arrays.votes[winner]), int(self.arrays.scores[winner])
            tie = tie_of(self.arrays, ties, self.run.equals[depth])
            payment = self._pay(winner, depth)
            steps.append(Step(depth + 1, project.id, votes, score, project.cost_cents, left, tie, payment))
        return steps

    def losses(self) -> list[Loss]:
        """The others: after which round their supporters had too little left, and how much was missing then."""
        losers = [project for project in self.market.running if project not in set(self.run.winners)]
        return [self._loss(project) for project in losers]

    def _pay(self, winner: int, depth: int) -> Payment:
        backers = self.market.purses.backers(winner, depth)
        price = self.exact.price(winner, backers, self.left[backers.purses], self.run.prices[depth])
        payment = self._payment(winner, backers, price)
        self.exact.pay(backers, price)
        return payment

    def _payment(self, winner: int, backers: Backers, price: Price) -> Payment:
        each = self.exact.value(price)
        paid: dict[Fraction, int] = {}
        partial_payers, partial_cents = 0, Fraction(0)
        for place, (points, times) in enumerate(
            zip(backers.points.tolist(), backers.times.tolist(), strict=True)
        ):
            if place in price.partial:
                amount = self.exact.left_in(backers, place)
                partial_payers += int(times)
                partial_cents += amount * int(times)
            else:
                amount = each * int(points)
            paid[amount] = paid.get(amount, 0) + int(times)
        full_payers = sum(paid.values()) - partial_payers
        effective = self.market.costs[winner] / each if each else Fraction(int(backers.total))
        in_order = tuple(sorted(paid.items(), reverse=True))
        return Payment(each, full_payers, partial_payers, partial_cents, effective, in_order)

    def _loss(self, project: int) -> Loss:
        cost, purses = self.market.costs[project], self.market.purses

        def too_little(depth: int) -> bool:
            backers = purses.backers(project, depth)
            money = float(backers.times @ self.left[backers.purses])
            return money < cost if abs(money - cost) > NEAR * cost else self.exact.money(backers) < cost

        depth = bisect_left(range(len(self.run.winners)), True, key=too_little)
        missing = cost - self.exact.money(purses.backers(project, depth))
        return loss(
            self.arrays, project, LossReason.SUPPORTERS_MONEY, missing_cents=missing, after_step=depth
        )
