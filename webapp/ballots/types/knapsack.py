"""Any number of projects, as long as the money of each pot lasts."""

from __future__ import annotations

from webapp.ballots.types.base import BallotType, ticked
from webapp.texts import N_

KNAPSACK = BallotType(
    key="knapsack",
    name=N_("Share out the money"),
    explanation=N_("Choose as many projects as the money is enough for."),
    vote_type="approval",
    part="tick",
    read=ticked,
    settings=("max_choices",),
    fixed={"within_pot": True},
)
