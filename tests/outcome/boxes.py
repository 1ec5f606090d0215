"""Rounds whose box has been filled, sealed and closed, for tests."""

from __future__ import annotations

import random
import secrets
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from tests import factories
from webapp.ballots.actions import cast
from webapp.ballots.models import VotingRight
from webapp.ballots.seals import close_by_clock, seal
from webapp.projects.models import Project
from webapp.rounds.models import Round


def fill(session: Session, round_: Round, projects: list[Project], voters: int, seed: int = 1) -> None:
    """Let people vote and some change their minds, sealed as they come; then voting is over."""
    dice = random.Random(seed)
    factories.open_voting(session, round_)
    keys = [secrets.token_bytes(32) for _ in range(voters)]
    session.add_all(VotingRight(round_id=round_.id, ballot_key=key) for key in keys)
    session.flush()
    for key in [*keys, *dice.sample(keys, voters // 4)]:
        chosen = dice.sample(projects, dice.randint(1, 3))
        cast(session, round_.id, key, [p.id for p in chosen], uuid4())
        if dice.random() < 0.1:
            seal(session, round_.id)
    factories.run(session, "set constraints all immediate")
    factories.run(session, "set local session_replication_role = replica")
    factories.run(session, "update phase set ends_at = clock_timestamp() where kind = 'voting'")
    factories.run(session, "set local session_replication_role = origin")
    close_by_clock(session, round_.id)


def round_with(session: Session, projects: int, **values: Any) -> tuple[Round, list[Project]]:
    round_ = factories.round_(session, **values)
    pot = factories.pot(session, round_, 1_000_00)
    return round_, [factories.project(session, round_, pot, 100_00) for _ in range(projects)]
