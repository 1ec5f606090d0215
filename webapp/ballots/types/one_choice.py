"""One project and no more, as in 2021."""

from __future__ import annotations

from webapp.ballots.types.base import BallotType

ONE_CHOICE = BallotType("one_choice", "radio", fixed={"within_pot": True, "max_choices": 1})
