"""Ties: which of two equally good projects comes first, by a rule published before voting.

The lot is drawn by arithmetic, so that anyone can repeat it: the lot number of a project is the SHA-256 of
the seed, a line feed and the project's id. The lowest number wins. By hand:

    printf '%s\\n%s' 'SEED' 'PROJECT' | sha256sum
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from webapp.counting.election import Project


class TieBreak(StrEnum):
    """What decides between projects that are otherwise equal, in words of the published rule."""

    COST = "cost"
    VOTES = "votes"
    LOT = "lot"


DEFAULT_ORDER = (TieBreak.COST, TieBreak.VOTES, TieBreak.LOT)


def lot_number(seed: str, project_id: str) -> str:
    """The lot of a project as 64 hexadecimal digits; the lowest comes first."""
    return sha256(f"{seed}\n{project_id}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ties:
    """The order among equals: lower cost, more votes, then the lot. Without a seed the lot is the id as text."""

    seed: str | None = None
    order: tuple[TieBreak, ...] = DEFAULT_ORDER

    def key(self, project: Project, votes: int) -> tuple[int | str, ...]:
        """Sort key: smallest first. The lot always comes last, so that no tie is left open."""
        worth: dict[TieBreak, int | str] = {
            TieBreak.COST: project.cost_cents,
            TieBreak.VOTES: -votes,
            TieBreak.LOT: self.lot(project),
        }
        return (*(worth[criterion] for criterion in self.order), self.lot(project), project.id)

    def lot(self, project: Project) -> str:
        """The project's place in the lot, as text that sorts."""
        return project.id if self.seed is None else lot_number(self.seed, project.id)

    def decided_by(self, winner: tuple[int | str, ...], runner_up: tuple[int | str, ...]) -> TieBreak:
        """Which criterion set the winner's key before the runner-up's."""
        for criterion, ours, theirs in zip(self.order, winner, runner_up, strict=False):
            if ours != theirs:
                return criterion
        return TieBreak.LOT
