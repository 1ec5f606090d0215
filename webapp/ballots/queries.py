"""Reads of the vote: the projects on the ballot, the voter's standing, receipts, turnout."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.ballots.models import Ballot
from webapp.projects.models import Project
from webapp.texts import Texts

STEP = 25
STANDING = text(
    """
    select b.commitment from box.voting_right v
    left join box.ballot b on b.round_id = v.round_id and b.ballot_key = v.ballot_key and b.state = 'counted'
    where v.round_id = :round and v.ballot_key = :key
    """
)
RECEIPT = text(
    """
    select b.state from round r join box.ballot b on b.round_id = r.id
    where b.commitment between :low and :high limit 1
    """
)


@dataclass(frozen=True, slots=True)
class Item:
    """A project on the ballot, its price in cents; the place is None where it is not known."""

    id: int
    pot_id: int
    cost_cents: int
    title: Texts
    summary: Texts
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Someone who may vote; `commitment` is that of their counted ballot, if they have one."""

    commitment: bytes | None


class ReceiptState(StrEnum):
    """What became of the ballot of a receipt."""

    COUNTED = "counted"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


def items(session: Session, round_id: int, key: bytes = b"") -> list[Item]:
    """The projects on the ballot, in an order that is the voter's own and stays. One query."""
    place = func.ST_X(Project.geom), func.ST_Y(Project.geom)
    rows = session.execute(
        select(Project.id, Project.pot_id, Project.cost_cents, Project.title, Project.summary, *place).where(
            Project.round_id == round_id, Project.state == "ballot"
        )
    )
    found = [Item(*row) for row in rows]
    return sorted(found, key=lambda item: sha256(key + str(item.id).encode()).digest())


def standing(session: Session, round_id: int, key: bytes) -> Standing | None:
    """Whether the holder of the key may vote and has voted; None without a right. One query."""
    row = session.execute(STANDING, {"round": round_id, "key": key}).one_or_none()
    return None if row is None else Standing(None if row[0] is None else bytes(row[0]))


def receipt_state(session: Session, prefix: bytes) -> ReceiptState:
    """What became of the ballot whose commitment begins so; never what was on it. One query."""
    found = session.scalar(RECEIPT, {"low": prefix + bytes(22), "high": prefix + b"\xff" * 22})
    return ReceiptState(found) if found else ReceiptState.UNKNOWN


def turnout(session: Session, round_id: int, *, is_open: bool) -> int:
    """Counted ballots; while voting is open in steps of 25, so that nobody sees a single one come in."""
    count = (
        session.scalar(select(func.count()).where(Ballot.round_id == round_id, Ballot.state == "counted"))
        or 0
    )
    return count // STEP * STEP if is_open else count
