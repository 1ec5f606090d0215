"""Method of Equal Shares (COUNTING A3 to A5; Peters, Pierczyński, Skowron, arXiv 2008.13276; equalshares.net).

Every voter gets the same part of the pot. A project is bought when its supporters can pay for it together; the one
that asks the least of each supporter for what it brings comes first.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from webapp.counting.arrays import Arrays, arrays_of
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.places import by_places, checked
from webapp.counting.result import LARGEST_SHARE, CountResult, Loss, Step
from webapp.counting.rules.eligible import eligible
from webapp.counting.rules.greedy import Greedy, Misfit, take_in_order
from webapp.counting.shares.portions import Portions, portions
from webapp.counting.shares.purses import Purses
from webapp.counting.shares.raising import Raising, Stop, raised
from webapp.counting.shares.report import Report
from webapp.counting.shares.run import Market
from webapp.texts import N_


class Utility(StrEnum):
    """What a project is worth to a supporter: its points times its cost (as greedy by votes), or its points alone."""

    COST = "cost"
    POINTS = "points"


class Completion(StrEnum):
    """How money that equal shares leave is used."""

    NONE = "none"
    ADD1 = "add1"
    UTILITARIAN = "utilitarian"
    ADD1_UTILITARIAN = "add1-utilitarian"


class Start(StrEnum):
    """The first share: pot by voters exactly, or rounded down to whole currency units."""

    EXACT = "exact"
    WHOLE = "whole"


class Comparison(StrEnum):
    """Whether greedy's outcome is taken instead if more voters prefer it: by winners supported, or by having any."""

    NONE = "none"
    WINNERS = "winners"
    ANY_WINNER = "any-winner"


class Voters(StrEnum):
    """Who gets a share: everyone who cast a ballot, or only those who chose something."""

    ALL = "all"
    CHOOSING = "choosing"


@dataclass(frozen=True, slots=True)
class EqualShares:
    """Equal shares, with every choice that can decide an election as a published option.

    `area_money`: cents of an area and its projects, of each area whose money is parted among those alone who voted in it.
    """

    name: ClassVar[str] = "equal-shares"
    title: ClassVar[str] = N_("Method of Equal Shares")
    explanation: ClassVar[str] = N_(
        "Everyone gets an equal part of the money; a project wins when its supporters can pay for it together."
    )

    completion: Completion = Completion.ADD1_UTILITARIAN
    stop: Stop = Stop.EXHAUSTIVE
    increment_cents: int = 100
    start: Start = Start.EXACT
    utility: Utility = Utility.COST
    comparison: Comparison = Comparison.NONE
    voters: Voters = Voters.ALL
    threshold: int | None = None
    completion_misfit: Misfit = Misfit.SKIP
    comparison_misfit: Misfit = Misfit.SKIP
    places: tuple[int, ...] = ()
    area_money: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        checked(self.places)
        if self.increment_cents < 1:
            raise ValueError("the share is raised by at least one cent")
        for cents, projects in self.area_money:
            if type(cents) is not int or cents < 0 or not isinstance(projects, tuple):
                raise ValueError("area_money lists the cents of each area and its projects")

    def count(self, election: Election, ties: Ties) -> CountResult:
        """Count an election."""
        election = by_places(election, self.places)
        arrays = arrays_of(election, ties)
        taking_part, losses = eligible(arrays, self.threshold)
        parts = portions(election, self.area_money, also_empty=self.voters is Voters.ALL)
        market = self._market(arrays, taking_part, parts)
        raising = Raising(self.increment_cents, self.stop) if "add1" in self.completion else None
        run, raises = raised(market, self._start(parts.share), election.budget_cents, raising)
        report = Report(market, arrays, run.share)
        steps, lost = report.steps(ties, election.budget_cents), report.losses()
        steps, lost = self._completed(arrays, ties, election.budget_cents, steps, lost)
        facts = {"share_cents": str(run.share), "times_raised": str(raises)}
        if self.area_money:
            facts[LARGEST_SHARE] = str(run.share * max(parts.weights))
        result = CountResult(
            self.name, election.budget_cents, election.voters, tuple(steps), tuple(losses + lost), facts
        )
        return self._compared(election, ties, result)

    def _market(self, arrays: Arrays, taking_part: list[int], parts: Portions) -> Market:
        costs = [project.cost_cents for project in arrays.projects]
        worth = [cost or 1 for cost in costs] if self.utility is Utility.COST else [1] * len(costs)
        purses = Purses(arrays, parts.class_of_ballot, len(parts.weights))
        return Market(purses, parts.weights, tuple(taking_part), costs, worth, arrays.tie_keys)

    def _start(self, share: Fraction) -> Fraction:
        return share if self.start is Start.EXACT else Fraction(share // 100 * 100)

    def _completed(
        self, arrays: Arrays, ties: Ties, budget: int, steps: list[Step], lost: list[Loss]
    ) -> tuple[list[Step], list[Loss]]:
        if "utilitarian" not in self.completion:
            return steps, lost
        places = {project.id: index for index, project in enumerate(arrays.projects)}
        merit = {places[loss.project]: Fraction(loss.score) for loss in lost}
        left = budget - sum(step.cost_cents for step in steps)
        misfits: list[Loss] = []
        greedy = Greedy(self.completion_misfit)
        done = take_in_order(arrays, ties, merit, left, misfits, greedy, tuple(steps), "utilitarian")
        still_out = {loss.project for loss in misfits}
        return done, [loss for loss in lost if loss.project in still_out]

    def _compared(self, election: Election, ties: Ties, ours: CountResult) -> CountResult:
        if self.comparison is Comparison.NONE:
            return ours
        greedy = Greedy(self.comparison_misfit, self.threshold).count(election, ties)
        prefer_greedy, prefer_ours = preferences(election, greedy, ours, self.comparison)
        facts = {**ours.facts, "prefer_greedy": str(prefer_greedy), "prefer_equal_shares": str(prefer_ours)}
        chosen = greedy if prefer_greedy > prefer_ours else ours
        facts["taken"] = chosen.rule
        return CountResult(self.name, ours.budget_cents, ours.voters, chosen.steps, chosen.losses, facts)


def preferences(
    election: Election, first: CountResult, second: CountResult, comparison: Comparison
) -> tuple[int, int]:
    """How many voters are better off with the first outcome, and how many with the second."""
    won_first, won_second = set(first.winners), set(second.winners)
    prefer = [0, 0]
    for ballot in election.ballots:
        supported = {c for c, points in zip(ballot.choices, ballot.points, strict=True) if points > 0}
        a, b = len(supported & won_first), len(supported & won_second)
        if comparison is Comparison.ANY_WINNER:
            a, b = min(a, 1), min(b, 1)
        prefer[0] += ballot.times * (a > b)
        prefer[1] += ballot.times * (b > a)
    return prefer[0], prefer[1]
