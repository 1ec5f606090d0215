"""Starting and ending kiosks."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.accounts.actions import hash_of
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.kiosks.models import Kiosk


def start_kiosk(session: Session, round_id: int, place: str, account_id: int) -> str:
    """Make a browser a kiosk of the round until its voting ends; returns the key that it keeps, of which only the hash is stored."""
    key = secrets.token_urlsafe(32)
    session.add(Kiosk(key_hash=hash_of(key), round_id=round_id, place=place, started_by_id=account_id))
    session.flush()
    record(session, "kiosk_started", "round", round_id, account_id, place=place)
    return key


def end_kiosk(session: Session, round_id: int, kiosk_id: int, account_id: int) -> None:
    """End a kiosk: at its next click the browser is an ordinary one. Raises Refusal(NOT_FOUND) where there is none."""
    live = Kiosk.id == kiosk_id, Kiosk.round_id == round_id, Kiosk.ended_at.is_(None)
    found = session.scalar(select(Kiosk.place).where(*live).with_for_update())
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    session.execute(update(Kiosk).where(Kiosk.id == kiosk_id).values(ended_at=func.clock_timestamp()))
    record(session, "kiosk_ended", "round", round_id, account_id, place=found)
