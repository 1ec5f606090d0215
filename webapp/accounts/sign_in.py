"""Who is behind a request: the session row of the browser's key, read in one query."""

from __future__ import annotations

from sqlalchemy import text

from webapp.access import SignedIn
from webapp.accounts.actions import hash_of
from webapp.extensions import current_settings, db

ACCOUNT_OF_SESSION = text(
    """
    select a.id, a.email, a.name, a.language, s.seen_at < now() - interval '1 minute' as is_stale,
           array(select role from account_role where account_id = a.id order by role) as roles
    from sign_in_session s join account a on a.id = s.account_id
    where s.key_hash = :key_hash and s.expires_at > now() and a.erased_at is null
      and s.seen_at > now() - make_interval(mins => :idle)
    """
)

TOUCH = text("update sign_in_session set seen_at = now() where key_hash = :key_hash")


def account_of_session(session_key: str) -> SignedIn | None:
    """The signed-in person, or None when the session has ended or was idle too long."""
    idle = current_settings().session_idle_minutes
    row = db.session.execute(
        ACCOUNT_OF_SESSION, {"key_hash": hash_of(session_key), "idle": idle}
    ).one_or_none()
    if row is None:
        return None
    if row.is_stale:
        touch(session_key)
    return SignedIn(session_key, row.id, row.email, row.name, row.language, tuple(row.roles))


def touch(session_key: str) -> None:
    """Note once a minute that the browser is still there; a commit of its own, as a page view writes nothing."""
    with db.engine.begin() as connection:
        connection.execute(TOUCH, {"key_hash": hash_of(session_key)})
