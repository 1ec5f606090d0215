"""Projects in the voter's own order. In the count the first of three gets 3 points, the next 2, then 1."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.ballots.types.base import RANK, BallotType, ByProject, Sent, fields
from webapp.texts import N_


def places(sent: Sent) -> ByProject:
    """Fields named `place-12`, 1 for the first. Raises Refusal."""
    return fields(sent, "place")


def without_gaps(given: ByProject, pots: Mapping[int, int]) -> ByProject:
    """The same order in each pot with no place left empty: first and third become first and second.

    Two at one place stay so, for the check to find.
    """
    settled: ByProject = {}
    for pot in {pots[one] for one in given}:
        here = [value for one, value in given.items() if pots[one] == pot and value]
        order = sorted(set(here)) if len(set(here)) == len(here) else list(range(1, max(here) + 1))
        settled |= {one: order.index(value) + 1 for one, value in given.items() if pots[one] == pot and value}
    return settled


RANKED = BallotType(
    key="ranked",
    name=N_("In order"),
    explanation=N_("Put projects in order: the one you want most comes first."),
    vote_type="ordinal",
    part="place",
    read=places,
    settle=without_gaps,
    settings=("max_choices", "min_choices", "within_pot"),
    standard={"max_choices": 3},
    fixed={"values": RANK, "per_pot": True},
)
