"""In which areas a voter may choose projects. A new setting is one line in `VOTING_AREAS`; the database asks the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from webapp.texts import N_

WHOLE_CITY = "-"
"""What stands for the whole city where areas are chosen by their code."""


class AreaPot(Protocol):
    """A pot as this rule sees it: its area's code, or None for the whole city."""

    @property
    def area_code(self) -> str | None: ...


P = TypeVar("P", bound=AreaPot)


@dataclass(frozen=True)
class VotingAreas:
    """A setting: its key in the database, its words, and which pots may be used together on one ballot.

    `needs_own`: it asks where the voter lives; `with_city`: the whole city's pot goes with an area's; `one_group`:
    all pots go together.
    """

    key: str
    name: str
    explanation: str
    needs_own: bool
    with_city: bool
    one_group: bool

    def groups(self, pots: Sequence[P], own: str | None = None) -> list[tuple[P, ...]]:
        """The groups of pots of which a ballot uses one, in the order of the pots; `own`: the voter's own area."""
        city = tuple(pot for pot in pots if pot.area_code is None)
        if self.one_group:
            return [tuple(pots)]
        areas = [
            pot for pot in pots if pot.area_code is not None and (not self.needs_own or pot.area_code == own)
        ]
        if self.with_city:
            return [(*city, pot) for pot in areas] or [city]
        alone: list[tuple[P, ...]] = [(pot,) for pot in areas]
        return alone if self.needs_own else alone + [(pot,) for pot in city]


VOTING_AREAS: tuple[VotingAreas, ...] = (
    VotingAreas(
        "every",
        N_("Every area"),
        N_("Everyone chooses projects of every area and of the whole city."),
        needs_own=False,
        with_city=True,
        one_group=True,
    ),
    VotingAreas(
        "one_and_city",
        N_("One area and the whole city"),
        N_("Everyone chooses one area, their own or another, and projects of the whole city as well."),
        needs_own=False,
        with_city=True,
        one_group=False,
    ),
    VotingAreas(
        "any_one",
        N_("Any one area"),
        N_("Everyone chooses one area, their own or another, or else the whole city."),
        needs_own=False,
        with_city=False,
        one_group=False,
    ),
    VotingAreas(
        "own_and_city",
        N_("Own area and the whole city"),
        N_("Everyone chooses projects of the area where they live and of the whole city."),
        needs_own=True,
        with_city=True,
        one_group=False,
    ),
    VotingAreas(
        "own",
        N_("Own area"),
        N_("Everyone chooses projects of the area where they live."),
        needs_own=True,
        with_city=False,
        one_group=False,
    ),
)
BY_KEY = {one.key: one for one in VOTING_AREAS}


def code_of(group: Sequence[AreaPot]) -> str:
    """What a group is called in an address: the code of its area, or that of the whole city."""
    return next((pot.area_code for pot in group if pot.area_code is not None), WHOLE_CITY)
