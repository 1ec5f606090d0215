"""Greedy by votes per euro (COUNTING A2): cheap projects come first. No known city uses it; for comparison."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from webapp.counting.arrays import arrays_of
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.places import by_places, checked
from webapp.counting.result import CountResult
from webapp.counting.rules.eligible import eligible
from webapp.counting.rules.greedy import Greedy, Misfit, take_in_order
from webapp.texts import N_


@dataclass(frozen=True, slots=True)
class GreedyPerCost:
    """Take projects by votes (sum of points) per cent of cost; a project that costs nothing comes first."""

    name: ClassVar[str] = "greedy-per-cost"
    title: ClassVar[str] = N_("By votes per euro")
    explanation: ClassVar[str] = N_(
        "The project with the most votes for each euro is taken first, then the next one that fits."
    )

    misfit: Misfit = Misfit.SKIP
    threshold: int | None = None
    places: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        checked(self.places)

    def count(self, election: Election, ties: Ties) -> CountResult:
        """Count an election."""
        arrays = arrays_of(by_places(election, self.places), ties)
        taking_part, losses = eligible(arrays, self.threshold)
        whole = sum(int(score) for score in arrays.scores) + 1
        merit = {
            index: Fraction(int(arrays.scores[index]), arrays.projects[index].cost_cents)
            if arrays.projects[index].cost_cents
            else Fraction(whole)
            for index in taking_part
        }
        options = Greedy(self.misfit, self.threshold)
        steps = take_in_order(arrays, ties, merit, election.budget_cents, losses, options)
        return CountResult(self.name, election.budget_cents, election.voters, tuple(steps), tuple(losses))
