"""Keeping an identification: the account of the person, and a new session that has identified."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.actions import end_session, hash_of, start_session
from webapp.accounts.models import Account, AccountIdentity, SignInSession
from webapp.audit.actions import record
from webapp.identity.models import Identification
from webapp.identity.rules import Proof


def identify(session: Session, proof: Proof, own: tuple[int, str] | None, language: str, hours: int) -> str:
    """Sign the person in as themselves; returns the key of the new session.

    `own` is the account that the browser is signed in as, with the key of that session: it becomes the person's
    unless either has another already. The old session ends, so that no key from before is worth more than it was.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(proof.person.hex(), 0))))
    account_id = _account_of(session, proof, own[0] if own else None, language)
    if own:
        end_session(session, own[1])
    key = start_session(session, account_id, hours)
    row = select(SignInSession.id).where(SignInSession.key_hash == hash_of(key))
    session.add(
        Identification(
            session_id=session.scalars(row).one(),
            provider=proof.provider,
            kind=proof.kind,
            person=proof.person,
            birth_year=proof.birth_year,
            lives_here=proof.lives_here,
            area_code=proof.area_code,
            postcode=proof.postcode,
        )
    )
    session.flush()
    return key


def _account_of(session: Session, proof: Proof, own_id: int | None, language: str) -> int:
    known = session.scalar(
        select(AccountIdentity.account_id).where(
            AccountIdentity.kind == proof.kind, AccountIdentity.person == proof.person
        )
    )
    if known is not None:
        return known
    if own_id is not None and not _has_identity(session, own_id, proof.kind):
        account_id = own_id
    else:
        account = Account(language=language)
        session.add(account)
        session.flush()
        account_id = account.id
    session.add(AccountIdentity(kind=proof.kind, person=proof.person, account_id=account_id))
    record(session, "identify", "account", account_id, account_id, provider=proof.provider)
    return account_id


def _has_identity(session: Session, account_id: int, kind: str) -> bool:
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    found = select(AccountIdentity.id).where(
        AccountIdentity.account_id == account_id, AccountIdentity.kind == kind
    )
    return session.scalar(found) is not None
