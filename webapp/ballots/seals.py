"""Sealing: ballots that wait are hashed into a chain of batches whose heads anyone may note down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from webapp.ballots.models import Batch
from webapp.database_refusals import database_refusals

LEAST = 25
"""A batch holds at least so many ballots, so that its hour is known of a group only; the last one may be smaller."""

OPEN_ROUNDS = text("select id from round where voting_is_open(id) order by id")
SEAL = text("select box.seal(:round, :least)")
SETTLE_RIGHTS = text("select box.settle_rights(:round, :least)")
CLOSE = text("select box.close_by_clock(:round)")
RULES = text("select coalesce((select rules from vote where round_id = :round), box.rules_of(:round))")
SETTLE_VOTERS = text("select roll.settle_voters(:round, :least)")


def open_rounds(session: Session) -> Sequence[int]:
    """The rounds in which people vote now."""
    return session.scalars(OPEN_ROUNDS).all()


def seal(session: Session, round_id: int, least: int = LEAST) -> int | None:
    """Seal what waits; the number of the new batch, or None while too few wait."""
    found: int | None = session.scalar(SEAL, {"round": round_id, "least": least})
    return found


def settle_rights(session: Session, round_id: int, least: int = LEAST) -> None:
    """Write new rights anew in the order of their keys, so that row marks tell no order."""
    session.execute(SETTLE_RIGHTS, {"round": round_id, "least": least})


def settle_voters(session: Session, round_id: int, least: int = LEAST) -> None:
    """The same for the roll; in a transaction of its own, or voters and rights would bear one mark."""
    session.execute(SETTLE_VOTERS, {"round": round_id, "least": least})


def close_by_clock(session: Session, round_id: int) -> None:
    """Close a vote that is over and needs no two people for it; one that two people close is left to them.

    Raises Refusal(VOTING_STILL_OPEN) or Refusal(PAPER_UNFINISHED).
    """
    with database_refusals():
        session.execute(CLOSE, {"round": round_id})


def rules_of(session: Session, round_id: int) -> str:
    """The rules of a vote as JSON, in the words that its first seal hashes."""
    return str(session.scalar(RULES, {"round": round_id}))


def batches(session: Session, round_id: int) -> Sequence[Batch]:
    """The sealed batches of a round in order. One query."""
    return session.scalars(select(Batch).where(Batch.round_id == round_id).order_by(Batch.no)).all()
