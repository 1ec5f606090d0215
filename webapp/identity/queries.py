"""Reading who a browser has identified as."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.actions import hash_of
from webapp.accounts.models import SignInSession
from webapp.identity.models import Identification
from webapp.identity.rules import Proof


def proof_in_session(session: Session, session_key: str) -> Proof | None:
    """What the browser with this key has proved, if anything."""
    found = session.scalar(
        select(Identification)
        .join(SignInSession, SignInSession.id == Identification.session_id)
        .where(SignInSession.key_hash == hash_of(session_key))
    )
    if found is None:
        return None
    return Proof(
        found.provider,
        found.kind,
        found.person,
        found.birth_year,
        found.lives_here,
        found.area_code,
        found.postcode,
    )
