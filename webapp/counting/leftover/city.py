"""Money that areas leave over goes to the whole city's pot, as in Łódź."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.counting.leftover.base import Leftover, PotFacts, Turn
from webapp.texts import N_


def turns(pots: Sequence[PotFacts]) -> list[Turn]:
    """The areas' pots as they come, then the whole city's; without one the money stays where it is."""
    city = next((pot.id for pot in pots if pot.is_city), None)
    areas = [Turn(pot.id, city) for pot in pots if not pot.is_city]
    return areas if city is None else [*areas, Turn(city)]


CITY = Leftover(
    "city",
    N_("It goes to the whole city's pot"),
    N_("The areas' pots are counted first. What is left over in them is added to the whole city's pot."),
    turns,
)
