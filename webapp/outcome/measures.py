"""What the map of the outcome can show of an area. A new measure is one line in `MEASURES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webapp.outcome.areas import AreaSums
from webapp.texts import N_


@dataclass(frozen=True)
class Measure:
    """A figure of an area: its key in the address, its name, whether it is money (cents), and how it is read."""

    key: str
    title: str
    is_money: bool
    of: Callable[[AreaSums], int | None]


MEASURES: tuple[Measure, ...] = (
    Measure("per-resident", N_("Euros per resident"), True, lambda area: area.cents_per_resident),
    Measure("euros", N_("Euros"), True, lambda area: area.cents),
    Measure("votes", N_("Votes"), False, lambda area: area.votes),
    Measure("won", N_("Projects that won"), False, lambda area: area.won),
    Measure("proposals", N_("Proposals"), False, lambda area: area.proposals),
)
BY_KEY = {measure.key: measure for measure in MEASURES}
