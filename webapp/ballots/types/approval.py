"""Several projects of equal worth: up to a number of them, or between two numbers."""

from __future__ import annotations

from webapp.ballots.types.base import BallotType, ticked
from webapp.texts import N_

APPROVAL = BallotType(
    key="approval",
    name=N_("Several projects"),
    explanation=N_("Choose the projects you want, all of equal worth."),
    vote_type="approval",
    part="tick",
    read=ticked,
    settings=("min_choices", "max_choices", "per_pot", "within_pot"),
    standard={"max_choices": 5, "per_pot": True},
)
