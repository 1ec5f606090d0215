"""Money that is left over goes on from pot to pot, so that the pot where most people voted gets most of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from webapp.counting.leftover.base import Leftover, PotFacts, Turn
from webapp.texts import N_


def turns(pots: Sequence[PotFacts]) -> list[Turn]:
    """From the area with the fewest ballots to that with the most, then the whole city. Equals: the older pot first."""
    order = [pot.id for pot in sorted(pots, key=lambda pot: (pot.is_city, pot.voters, pot.id))]
    return [*(Turn(one, following) for one, following in pairwise(order)), *map(Turn, order[-1:])]


PASSED_ON = Leftover(
    "passed-on",
    N_("It goes on to the pot where more people voted"),
    N_(
        "Pots are counted from the one with the fewest ballots to the one with the most, the whole city's pot last."
        " What is left over in one is added to the next."
    ),
    turns,
)
