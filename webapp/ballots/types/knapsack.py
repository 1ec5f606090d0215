"""Any number of projects, as long as the money of each pot lasts."""

from __future__ import annotations

from webapp.ballots.types.base import BallotType

KNAPSACK = BallotType("knapsack", "checkbox", fixed={"within_pot": True})
