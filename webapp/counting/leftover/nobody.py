"""Money that is left over stays with the city."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.counting.leftover.base import Leftover, PotFacts, Turn
from webapp.texts import N_


def turns(pots: Sequence[PotFacts]) -> list[Turn]:
    """The pots as they come, each for itself."""
    return [Turn(pot.id) for pot in pots]


NOBODY = Leftover(
    "none",
    N_("It is not used in this vote"),
    N_("Each pot of money is counted for itself. What is left over in one is not used in this vote."),
    turns,
)
