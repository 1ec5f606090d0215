"""An election as arrays, so that rules need not walk hundreds of thousands of ballots in plain Python."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from webapp.counting.election import Election, Project
from webapp.counting.lot import Ties

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Supporters:
    """Who supports one project: rows of `Arrays.times`, and the points each row gives (positive)."""

    rows: Ints
    points: Ints


@dataclass(frozen=True, slots=True)
class Arrays:
    """Projects in the order of the election, merged ballots as rows.

    `times` is how many people cast each row; `start` and `chosen` list the positive choices of row r as
    `chosen[start[r]:start[r + 1]]` (positions of projects).
    """

    projects: tuple[Project, ...]
    times: Ints
    start: Ints
    chosen: Ints
    points: Ints
    votes: Ints
    scores: Ints
    tie_keys: tuple[tuple[int | str, ...], ...]

    def supporters(self) -> list[Supporters]:
        """For each project its supporters."""
        rows = np.repeat(np.arange(len(self.times)), np.diff(self.start))
        order = np.argsort(self.chosen, kind="stable")
        bounds = np.searchsorted(self.chosen[order], np.arange(len(self.projects) + 1))
        return [Supporters(rows[order[a:b]], self.points[order[a:b]]) for a, b in pairwise(bounds)]


def arrays_of(election: Election, ties: Ties) -> Arrays:
    """Lay the election out as arrays. Points of zero or less support nothing, but count in the scores."""
    place = {project.id: index for index, project in enumerate(election.projects)}
    times = np.fromiter((ballot.times for ballot in election.ballots), np.int64, len(election.ballots))
    length = np.fromiter((len(ballot.choices) for ballot in election.ballots), np.int64, len(times))
    total = int(length.sum())
    chosen = np.fromiter((place[c] for b in election.ballots for c in b.choices), np.int64, total)
    points = np.fromiter((p for b in election.ballots for p in b.points), np.int64, total)
    rows = np.repeat(np.arange(len(times)), length)
    size = len(election.projects)
    scores = np.zeros(size, np.int64)
    np.add.at(scores, chosen, points * times[rows])
    positive = points > 0
    votes = np.zeros(size, np.int64)
    np.add.at(votes, chosen[positive], times[rows[positive]])
    start = np.concatenate(([0], np.cumsum(np.bincount(rows[positive], minlength=len(times)))))
    keys = tuple(ties.key(p, int(votes[i])) for i, p in enumerate(election.projects))
    return Arrays(election.projects, times, start, chosen[positive], points[positive], votes, scores, keys)
