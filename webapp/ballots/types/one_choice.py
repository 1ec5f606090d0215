"""One project and no more, as in 2021."""

from __future__ import annotations

from webapp.ballots.types.base import BallotType, ticked
from webapp.texts import N_

ONE_CHOICE = BallotType(
    key="one_choice",
    name=N_("One project"),
    explanation=N_("Choose one project."),
    vote_type="choose-1",
    part="radio",
    read=ticked,
    fixed={"within_pot": True, "max_choices": 1},
)
