"""What the places on a ballot of an order are worth in points, where a round says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from webapp.counting.election import Ballot, Election, VoteType

MOST_POINTS = 1_000_000
"""Points of one place at most, so that the sums of any city fit in 64 bits."""


def checked(places: Sequence[int]) -> None:
    """Raises ValueError unless points fall, or stay, from place to place, and the first has some; none at all is as usual."""
    if not all(isinstance(one, int) and 0 <= one <= MOST_POINTS for one in places):
        raise ValueError(f"the points of places are whole numbers from 0 to {MOST_POINTS}")
    if places and (not places[0] or any(later > earlier for earlier, later in pairwise(places))):
        raise ValueError("the points of places begin above 0 and do not rise")


def by_places(election: Election, places: Sequence[int]) -> Election:
    """The election with the points of each place; places beyond the list get none. Other ballots stay as they are."""
    if not places or election.vote_type is not VoteType.ORDINAL:
        return election
    return replace(election, ballots=tuple(_worth(ballot, places) for ballot in election.ballots))


def _worth(ballot: Ballot, places: Sequence[int]) -> Ballot:
    """A ballot holds its choices in their order; what got no points before gets none now."""
    padded = (*places, *[0] * len(ballot.points))
    return replace(
        ballot,
        points=tuple(worth if own > 0 else 0 for worth, own in zip(padded, ballot.points, strict=False)),
    )
