"""Reading who a browser has identified as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from webapp.accounts.actions import hash_of
from webapp.accounts.models import Account, AccountIdentity, AccountRole, SignInSession
from webapp.identity.models import Identification
from webapp.identity.rules import Proof

ROUND_OF_HOLDER = text("select roll.round_of_holder(:account)")


def round_of_holder(session: Session, account_id: int) -> int | None:
    """The round in which the account proposes by a one-time code that is in use; None for every other account."""
    found: int | None = session.scalar(ROUND_OF_HOLDER, {"account": account_id})
    return found


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


@dataclass(frozen=True, slots=True)
class Declared:
    """Someone who has typed a postcode. `is_alone`: nothing else leads to the account, so their browser may."""

    account_id: int
    made_at: datetime
    is_alone: bool


def declared_person(session: Session, account_id: int) -> Declared | None:
    """The account that a browser remembers, unless it was erased. One query."""
    others = [exists().where(other.account_id == Account.id) for other in (AccountIdentity, AccountRole)]
    is_alone = Account.email.is_(None) & ~others[0] & ~others[1]
    found = select(Account.id, Account.created_at, is_alone)
    row = session.execute(found.where(Account.id == account_id, Account.erased_at.is_(None))).one_or_none()
    return None if row is None else Declared(*row)
