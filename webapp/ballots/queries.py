"""Reads of the vote: the projects on the ballot, the voter's standing, receipts, turnout."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.projects.models import Project
from webapp.texts import Texts

STANDING = text("select used_by, commitment from box.standing(:round, :key)")
RECEIPT = text("select round_id, state, batch_no, is_closed from box.receipt(:low, :high)")
TURNOUT = text("select box.turnout(:round)")
TURNOUT_BY_POT = text("select pot_id, ballots from box.turnout_by_pot(:round)")
OWN_AREA = text("select box.own_area(:round, :key)")


@dataclass(frozen=True, slots=True)
class Item:
    """A project on the ballot, its price in cents; the place is None where it is not known; `shape` is GeoJSON.

    Of those of one pot with the same `exclusive_group` one may win.
    `number` is what is printed: the project's own in its round, its id where it has none.
    """

    id: int
    pot_id: int
    cost_cents: int
    title: Texts
    summary: Texts
    exclusive_group: int | None
    lon: float | None
    lat: float | None
    number: int
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Someone who may vote; `commitment` is that of their counted ballot, if they have one on the web."""

    commitment: bytes | None
    is_on_paper: bool = False


class ReceiptState(StrEnum):
    """What became of the ballot of a receipt."""

    WAITING = "waiting"
    SEALED = "sealed"
    COUNTED = "counted"
    REPLACED = "replaced"
    ANNULLED = "annulled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReceiptTold:
    """A receipt looked up: the state, the round, and the sealed batch that the ballot is in."""

    state: ReceiptState
    round_id: int | None = None
    batch_no: int | None = None

    @property
    def is_in_box(self) -> bool:
        """Whether the ballot counts, as things are."""
        return self.state in (ReceiptState.WAITING, ReceiptState.SEALED, ReceiptState.COUNTED)


def items(session: Session, round_id: int, key: bytes = b"") -> list[Item]:
    """The projects on the ballot, in an order that is the voter's own and stays. One query."""
    place = func.ST_X(Project.geom), func.ST_Y(Project.geom)
    rows = session.execute(
        select(
            Project.id,
            Project.pot_id,
            Project.cost_cents,
            Project.title,
            Project.summary,
            Project.exclusive_group,
            *place,
            func.coalesce(Project.number, Project.id),
            func.ST_AsGeoJSON(Project.shape, 7, 0),
        ).where(Project.round_id == round_id, Project.state == "ballot")
    )
    found = [Item(*row) for row in rows]
    return sorted(found, key=lambda item: sha256(key + str(item.id).encode()).digest())


def standing(session: Session, round_id: int, key: bytes) -> Standing | None:
    """Whether the holder of the key may vote and has voted; None without a right. One query."""
    row = session.execute(STANDING, {"round": round_id, "key": key}).one_or_none()
    if row is None:
        return None
    return Standing(None if row.commitment is None else bytes(row.commitment), row.used_by == "paper")


def receipt_of(session: Session, prefix: bytes) -> ReceiptTold:
    """What became of the ballot whose commitment begins so; never what was on it. One query."""
    low, high = prefix + bytes(22), prefix + b"\xff" * 22
    row = session.execute(RECEIPT, {"low": low, "high": high}).one_or_none()
    if row is None:
        return ReceiptTold(ReceiptState.UNKNOWN)
    return ReceiptTold(_state(row.state, row.batch_no, row.is_closed), row.round_id, row.batch_no)


def _state(state: str, batch_no: int | None, is_closed: bool) -> ReceiptState:
    if state != "counted":
        return ReceiptState(state)
    if is_closed:
        return ReceiptState.COUNTED
    return ReceiptState.WAITING if batch_no is None else ReceiptState.SEALED


def turnout(session: Session, round_id: int) -> int:
    """Counted ballots; while voting is open in steps of 25, so that nobody sees a single one come in. One query."""
    return session.scalar(TURNOUT, {"round": round_id}) or 0


def turnout_by_pot(session: Session, round_id: int) -> dict[int, int]:
    """Counted ballots with a choice in each pot, in whole steps of 25; a pot with fewer has 0 or is left out. One query."""
    return {row.pot_id: row.ballots for row in session.execute(TURNOUT_BY_POT, {"round": round_id})}


def own_area(session: Session, round_id: int, key: bytes) -> str | None:
    """The code of the voter's own area, where the round has asked for it. One query."""
    area: str | None = session.scalar(OWN_AREA, {"round": round_id, "key": key})
    return area
