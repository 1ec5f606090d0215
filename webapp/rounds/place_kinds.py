"""The kinds of place that proposals of a round may have. A point always: it can be told by an address, without a map."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.texts import N_

POINT, LINE, AREA = "point", "line", "area"


@dataclass(frozen=True)
class PlaceKind:
    """A kind of place: its key in the database, its name, and what it suits."""

    key: str
    name: str
    explanation: str


PLACE_KINDS: tuple[PlaceKind, ...] = (
    PlaceKind(POINT, N_("A point"), N_("For a bench, a crossing, a playground.")),
    PlaceKind(LINE, N_("A line"), N_("For a path, a street, a shore. At least 10 metres long.")),
    PlaceKind(AREA, N_("An area"), N_("For a park, a square, a block. At least 100 square metres.")),
)
DRAWN = tuple(kind for kind in PLACE_KINDS if kind.key != POINT)
"""Those that a planner chooses whether to allow."""
