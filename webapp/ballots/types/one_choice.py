"""One project and no more, as in 2021."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.ballots.types.base import BallotType, Chosen
from webapp.errors import RefusalCode


def one_only(chosen: Sequence[Chosen]) -> RefusalCode | None:
    """Refuse a second choice."""
    return RefusalCode.TOO_MANY_CHOICES if len(chosen) > 1 else None


ONE_CHOICE = BallotType("one_choice", "radio", one_only)
