"""Ballots grouped by the winners they have paid for so far.

Two ballots that began with equally much and support the same winners (with the same points) have the same money left,
whatever the share per voter is. So the groups depend only on the path of winners: they are kept from one run of Add1 to the
next, and a run costs as much as there are groups, not as there are voters. At first there is a group for each part of the
money that voters have, one for everybody where all have the same; each winner splits its supporters off into new groups, and
old groups keep their number and their money.
"""

from dataclasses import dataclass

import numpy as np

from webapp.counting.arrays import Arrays, Floats, Ints

CACHE_LIMIT = 30_000_000
"""Numbers kept in remembered supporter groups at most (8 bytes each), so that memory stays linear in big elections."""


@dataclass(frozen=True, slots=True)
class Backers:
    """The supporters of one project by purse: number of the group, points each gives, how many people."""

    purses: Ints
    points: Floats
    times: Floats
    weight: Floats
    total: float


class Purses:
    """The groups along a path of winners; `depth` d means: after the first d winners of the path.

    `class_of_ballot`: groups of those who have equally much at the start, by number.
    """

    def __init__(self, arrays: Arrays, class_of_ballot: Ints, classes: int) -> None:
        self.arrays = arrays
        self.supporters = arrays.supporters()
        self.times = arrays.times.astype(np.float64)
        self.path: list[int] = []
        self.sizes = [classes]
        self._of_ballot = class_of_ballot
        self._parents: list[Ints] = []
        self._known: list[dict[int, Backers]] = [{}]
        self._kept = 0
        self._levels = [np.unique(s.points, return_inverse=True) for s in self.supporters]

    def backers(self, project: int, depth: int) -> Backers:
        """The supporters of a project by purse after `depth` winners of the path."""
        known = self._known[depth].get(project)
        if known is not None:
            return known
        worth, level = self._levels[project]
        keys = self._purses_at(depth, self._of_ballot[self.supporters[project].rows]) * len(worth) + level
        counts = np.bincount(keys, self.times[self.supporters[project].rows]).astype(np.float64)
        found = np.flatnonzero(counts)
        times = counts[found]
        points = worth[found % len(worth)].astype(np.float64)
        weight = times * points
        backers = Backers(found // len(worth), points, times, weight, float(weight.sum()))
        self._remember(project, depth, backers)
        return backers

    def follow(self, project: int, depth: int) -> Backers:
        """Let a project win after `depth` winners: go one deeper. Its backers there become the new purses."""
        backers = self.backers(project, depth)
        if depth < len(self.path) and self.path[depth] == project:
            return backers
        self._back_to(depth)
        worth, level = self._levels[project]
        rows = self.supporters[project].rows
        keys = self._of_ballot[rows] * len(worth) + level
        table = np.zeros(self.sizes[-1] * len(worth), np.int64)
        places = backers.purses * len(worth) + np.searchsorted(worth, backers.points)
        table[places] = self.sizes[-1] + np.arange(len(places))
        self._of_ballot[rows] = table[keys]
        self.path.append(project)
        self._parents.append(backers.purses)
        self.sizes.append(self.sizes[-1] + len(places))
        self._known.append({})
        return backers

    def _remember(self, project: int, depth: int, backers: Backers) -> None:
        size = 4 * len(backers.purses)
        if self._kept + size <= CACHE_LIMIT:
            self._kept += size
            self._known[depth][project] = backers

    def _back_to(self, depth: int) -> None:
        self._of_ballot = self._purses_at(depth, self._of_ballot)
        del self.path[depth:], self._parents[depth:], self.sizes[depth + 1 :]
        for forgotten in self._known[depth + 1 :]:
            self._kept -= sum(4 * len(backers.purses) for backers in forgotten.values())
        del self._known[depth + 1 :]

    def _purses_at(self, depth: int, purses: Ints) -> Ints:
        """Numbers of the groups after `depth` winners, from numbers at the end of the path."""
        if depth == len(self.path):
            return purses
        ancestors = np.arange(self.sizes[-1])
        for level in range(depth, len(self.path)):
            ancestors[self.sizes[level] : self.sizes[level + 1]] = ancestors[self._parents[level]]
        return ancestors[purses]
