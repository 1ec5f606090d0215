"""What may become of money that a pot's projects leave over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PotFacts:
    """All that the way of handing on may look at: a pot, whether it is the whole city's, its ballots."""

    id: int
    is_city: bool
    voters: int


@dataclass(frozen=True)
class Turn:
    """A pot in the order of counting, and the pot that gets what it leaves over (None: nobody)."""

    pot_id: int
    to: int | None = None


@dataclass(frozen=True)
class Leftover:
    """A way of handing on, with its words. `turns` puts every pot in order once; money goes to later pots only."""

    key: str
    title: str
    explanation: str
    turns: Callable[[Sequence[PotFacts]], list[Turn]]
