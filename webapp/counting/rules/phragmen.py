"""Sequential Phragmén for approval ballots (COUNTING A6; guarantees: arXiv 2302.03672).

Money flows to every voter at the same speed; the first project whose supporters hold its cost together is
bought. The load of a voter is what they have paid so far, spread evenly among supporters.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from webapp.counting.arrays import Arrays, Floats, Supporters, arrays_of
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.patience import go_on
from webapp.counting.result import CountResult, Loss, LossReason, Step
from webapp.counting.rules.eligible import eligible, loss, tie_of
from webapp.counting.rules.greedy import Misfit
from webapp.texts import N_

DOUBT = 1e-9
"""Relative difference of two floating point loads within which the exact fractions decide (errors stay below 1e-12:
all terms are positive and there are at most as many as rounds)."""


@dataclass(frozen=True, slots=True)
class Phragmen:
    """Even out what each supporter carries. Points count as approval. When one of the best does not fit it stops, or goes on without it."""

    name: ClassVar[str] = "phragmen"
    title: ClassVar[str] = N_("Phragmén's method")
    explanation: ClassVar[str] = N_(
        "The cost of a project is shared by its supporters; the next one is the project that burdens them least."
    )

    threshold: int | None = None
    misfit: Misfit = Misfit.STOP

    def count(self, election: Election, ties: Ties) -> CountResult:
        """Count an election."""
        arrays = arrays_of(election, ties)
        taking_part, losses = eligible(arrays, self.threshold)
        left, steps, loads = election.budget_cents, list[Step](), _Loads(arrays)
        running = [i for i in taking_part if arrays.projects[i].cost_cents <= left]
        losses += [_misfit(arrays, i, left, 0) for i in taking_part if arrays.projects[i].cost_cents > left]
        while running:
            go_on()
            load, best = loads.least(running)
            too_dear = [i for i in best if arrays.projects[i].cost_cents > left]
            if too_dear and self.misfit is Misfit.SKIP:
                losses += [_misfit(arrays, index, left, len(steps)) for index in too_dear]
                running = [index for index in running if index not in too_dear]
                continue
            if too_dear:
                losses += _stopped(arrays, running, too_dear, left, len(steps))
                break
            winner = min(best, key=lambda index: arrays.tie_keys[index])
            left -= arrays.projects[winner].cost_cents
            steps.append(_step(arrays, ties, winner, best, left, len(steps) + 1))
            loads.give(winner, load)
            running.remove(winner)
        return CountResult(self.name, election.budget_cents, election.voters, tuple(steps), tuple(losses))


def _step(arrays: Arrays, ties: Ties, winner: int, best: list[int], left: int, number: int) -> Step:
    project = arrays.projects[winner]
    votes, score = int(arrays.votes[winner]), int(arrays.scores[winner])
    return Step(number, project.id, votes, score, project.cost_cents, left, tie_of(arrays, ties, best))


def _misfit(arrays: Arrays, index: int, left: int, after: int) -> Loss:
    missing = arrays.projects[index].cost_cents - left
    return loss(arrays, index, LossReason.DOES_NOT_FIT, missing_cents=missing, after_step=after)


def _stopped(arrays: Arrays, running: list[int], too_dear: list[int], left: int, after: int) -> list[Loss]:
    blame = arrays.projects[min(too_dear, key=lambda index: arrays.tie_keys[index])].id
    return [
        _misfit(arrays, i, left, after)
        if arrays.projects[i].cost_cents > left
        else loss(arrays, i, LossReason.COUNT_STOPPED, after_step=after, because_of=blame)
        for i in running
    ]


class _Loads:
    """The load of every voter: that of the last winner they supported (column of `counts`), 0 at first (column 0)."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.supporters: list[Supporters] = arrays.supporters()
        self.last = np.zeros(len(arrays.times), np.int64)
        self.loads = [Fraction(0)]
        self.counts: Floats = arrays.votes.astype(np.float64).reshape(-1, 1)
        self.costs = np.array([float(project.cost_cents) for project in arrays.projects])

    def least(self, running: list[int]) -> tuple[Fraction, list[int]]:
        """The least load and all projects of `running` that reach it, exact."""
        among = np.array(running)
        rough = self.costs[among] + self.counts[among] @ np.array([float(load) for load in self.loads])
        rough /= self.arrays.votes[among]
        near = among[rough <= rough.min() * (1 + DOUBT)]
        exact = {int(index): self._exact(int(index)) for index in near}
        least = min(exact.values())
        return least, [index for index, load in exact.items() if load == least]

    def _exact(self, index: int) -> Fraction:
        shares = zip(self.counts[index], self.loads, strict=True)
        carried = sum((int(count) * load for count, load in shares if count), Fraction(0))
        return (self.arrays.projects[index].cost_cents + carried) / int(self.arrays.votes[index])

    def give(self, winner: int, load: Fraction) -> None:
        """Set the load of the winner's supporters and move them to a column of their own."""
        rows, arrays = self.supporters[winner].rows, self.arrays
        length = arrays.start[rows + 1] - arrays.start[rows]
        each = np.repeat(np.arange(len(rows)), length)
        offset = np.arange(len(each)) - np.repeat(np.cumsum(length) - length, length)
        projects = arrays.chosen[arrays.start[rows][each] + offset]
        columns, weights = self.last[rows][each], arrays.times[rows][each].astype(np.float64)
        size = (len(arrays.projects), len(self.loads))
        moved = np.bincount(projects * size[1] + columns, weights, size[0] * size[1]).reshape(size)
        self.counts = np.column_stack([self.counts - moved, moved.sum(axis=1)])
        self.last[rows] = len(self.loads)
        self.loads.append(load)
