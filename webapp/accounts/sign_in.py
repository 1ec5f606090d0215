"""Who is behind a request: the session row of the browser's key, read in one query."""

from __future__ import annotations

import hashlib

from sqlalchemy import text

from webapp.access import SignedIn
from webapp.extensions import current_settings, db

ACCOUNT_OF_SESSION = text(
    """
    select a.id, a.email, a.name, a.language,
           array(select role from account_role where account_id = a.id order by role) as roles
    from sign_in_session s join account a on a.id = s.account_id
    where s.key_hash = :key_hash and s.expires_at > now() and a.erased_at is null
      and s.seen_at > now() - make_interval(mins => :idle)
    """
)


def hash_of(secret: str) -> bytes:
    """What the database keeps of a secret: its SHA-256, 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()


def account_of_session(session_key: str) -> SignedIn | None:
    """The signed-in person, or None when the session has ended or was idle too long."""
    idle = current_settings().session_idle_minutes
    row = db.session.execute(
        ACCOUNT_OF_SESSION, {"key_hash": hash_of(session_key), "idle": idle}
    ).one_or_none()
    if row is None:
        return None
    return SignedIn(session_key, row.id, row.email, row.name, row.language, tuple(row.roles))
