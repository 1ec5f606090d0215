"""Points shared out between projects."""

from __future__ import annotations

from webapp.ballots.types.base import POINTS, BallotType, Sent, fields
from webapp.texts import N_


def points(sent: Sent) -> dict[int, int | None]:
    """Fields named `points-12`. Raises Refusal."""
    return fields(sent, "points")


CUMULATIVE = BallotType(
    key="cumulative",
    name=N_("Points"),
    explanation=N_("Share out your points between projects: more points to what matters more to you."),
    vote_type="cumulative",
    part="points",
    read=points,
    settings=("points_total", "points_each", "min_choices", "max_choices", "per_pot", "within_pot"),
    standard={"points_total": 10, "per_pot": True},
    fixed={"values": POINTS},
)
