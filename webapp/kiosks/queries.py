"""Reading kiosks: which one a browser is, and those of a round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from webapp.accounts.actions import hash_of
from webapp.kiosks.rules import KioskView
from webapp.reading import read
from webapp.texts import Texts

LIVE = """
    select k.id, k.round_id, r.slug, r.title from kiosk k join round r on r.id = k.round_id
     where k.key_hash = %(key_hash)s and kiosk_is_live(k.id)
"""
OF_ROUND = text(
    """
    select k.id, k.place, k.started_at, coalesce(a.name, a.email, '–') as started_by
      from kiosk k join account a on a.id = k.started_by_id
     where k.round_id = :round and kiosk_is_live(k.id) order by k.id desc
    """
)


def kiosk_of(session: Session, key: str) -> KioskView | None:
    """The live kiosk with this key. One query."""
    rows = read(session, LIVE, {"key_hash": hash_of(key)})
    return KioskView(rows[0].id, rows[0].round_id, rows[0].slug, Texts(rows[0].title)) if rows else None


def kiosks_of(session: Session, round_id: int) -> Sequence[Row[Any]]:
    """The live kiosks of a round, the newest first. One query."""
    return session.execute(OF_ROUND, {"round": round_id}).all()
