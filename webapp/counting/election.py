"""One pot of money, the projects that compete for it and the ballots cast: all that a counting rule may know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class VoteType(StrEnum):
    """What a ballot says, in the words of the Pabulib format (COUNTING B2)."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    CUMULATIVE = "cumulative"
    ORDINAL = "ordinal"
    SCORING = "scoring"


@dataclass(frozen=True, slots=True)
class Project:
    """A project on the ballot. Withdrawn ones (after the vote) are listed but can never win. `area` is a name, if known."""

    id: str
    cost_cents: int
    name: str = ""
    withdrawn: bool = False
    category: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    area: str = ""

    def __post_init__(self) -> None:
        if self.cost_cents < 0:
            raise ValueError(f"project {self.id!r} has a cost below nothing")


@dataclass(frozen=True, slots=True)
class Ballot:
    """Equal ballots, merged: the projects chosen, the points of each (1 for approval), how many people cast it.

    No choices at all is an empty ballot; it still counts as a voter.
    """

    choices: tuple[str, ...]
    points: tuple[int, ...]
    times: int = 1

    def __post_init__(self) -> None:
        if len(self.choices) != len(self.points) or len(set(self.choices)) != len(self.choices):
            raise ValueError("a ballot names each project once, with its points")
        if self.times < 1:
            raise ValueError("a ballot is cast at least once")


@dataclass(frozen=True, slots=True)
class Election:
    """What is counted: projects, money of the pot in cents, ballots."""

    projects: tuple[Project, ...]
    budget_cents: int
    ballots: tuple[Ballot, ...]
    vote_type: VoteType = VoteType.APPROVAL
    meta: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {project.id for project in self.projects}
        if len(known) != len(self.projects):
            raise ValueError("two projects have the same id")
        for ballot in self.ballots:
            if not known.issuperset(ballot.choices):
                raise ValueError(f"a ballot names unknown projects: {set(ballot.choices) - known}")

    @property
    def voters(self) -> int:
        """Number of ballots cast, empty ones included."""
        return sum(ballot.times for ballot in self.ballots)

    def votes(self) -> dict[str, int]:
        """Supporters of each project: ballots that give it more than no points."""
        return self._sums(lambda points: 1 if points > 0 else 0)

    def scores(self) -> dict[str, int]:
        """Sum of points of each project; equals the votes for approval ballots."""
        return self._sums(lambda points: points)

    def project(self, project_id: str) -> Project:
        """The project of that id. Raises KeyError."""
        for project in self.projects:
            if project.id == project_id:
                return project
        raise KeyError(project_id)

    def _sums(self, worth: Callable[[int], int]) -> dict[str, int]:
        sums = {project.id: 0 for project in self.projects}
        for ballot in self.ballots:
            for project_id, points in zip(ballot.choices, ballot.points, strict=True):
                sums[project_id] += worth(points) * ballot.times
        return sums


def merged(ballots: Iterable[tuple[tuple[str, ...], tuple[int, ...]]]) -> tuple[Ballot, ...]:
    """Merge equal ballots, in an order that does not depend on the order in which they came."""
    times: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
    for choices, points in ballots:
        key = in_order(choices, points)
        times[key] = times.get(key, 0) + 1
    return tuple(Ballot(choices, points, n) for (choices, points), n in sorted(times.items()))


def in_order(choices: tuple[str, ...], points: tuple[int, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    if len(choices) < 2:
        return choices, points
    pairs = sorted(zip(choices, points, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
