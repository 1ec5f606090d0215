"""Rounds with ballots in the box and voting that is over, for tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from tests import factories
from webapp.ballots.models import Ballot, Choice
from webapp.projects.models import Project
from webapp.rounds.models import Round


def put(
    session: Session,
    round_: Round,
    projects: Iterable[Project],
    times: int = 1,
    values: Sequence[int | None] | None = None,
) -> None:
    """Put ballots that choose the projects, with points or ranks, into the box (as paper ones, which need no key)."""
    chosen = list(projects)
    beside = values or [None] * len(chosen)
    for _ in range(times):
        ballot = Ballot(round_id=round_.id, channel="paper", commitment=secrets.token_bytes(32))
        session.add(ballot)
        session.flush()
        session.add_all(
            Choice(ballot_id=ballot.id, project_id=p.id, round_id=round_.id, pot_id=p.pot_id, value=value)
            for p, value in zip(chosen, beside, strict=True)
        )
    session.flush()


def close_voting(session: Session, round_: Round) -> None:
    """Let voting have been open and over."""
    factories.phase(session, round_, "voting", -3, -1)
    session.commit()
