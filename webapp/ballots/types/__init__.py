"""Ballot types: what may be chosen together. A new type is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.ballots.types.approval import APPROVAL
from webapp.ballots.types.base import BallotType
from webapp.ballots.types.cumulative import CUMULATIVE
from webapp.ballots.types.knapsack import KNAPSACK
from webapp.ballots.types.one_choice import ONE_CHOICE
from webapp.ballots.types.ranked import RANKED

BALLOT_TYPES: tuple[BallotType, ...] = (KNAPSACK, ONE_CHOICE, APPROVAL, CUMULATIVE, RANKED)
BY_KEY: Mapping[str, BallotType] = {one.key: one for one in BALLOT_TYPES}
