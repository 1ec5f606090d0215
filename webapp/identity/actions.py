"""Keeping an identification: the account of the person, and a new session that has identified."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.accounts.actions import end_session, hash_of, start_session
from webapp.accounts.models import Account, AccountIdentity, AccountRole, SignInSession
from webapp.accounts.queries import has_factor
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.identity.models import Identification
from webapp.identity.rules import Proof


def identify(session: Session, proof: Proof, own: tuple[int, str] | None, language: str, hours: int) -> str:
    """Sign the person in as themselves; returns the key of the new session.

    `own` is the account that the browser is signed in as, with the key of that session: it becomes the person's
    unless either has another already. The old session ends, so that no key from before is worth more than it was.
    Raises Refusal(SECOND_FACTOR_FIRST) where an official has yet to give the second factor of that account.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(proof.person.hex(), 0))))
    account_id = _account_of(session, proof, own, language)
    is_factor = proof.has_second_factor and _may_be_factor(session, proof, account_id, own)
    if own:
        end_session(session, own[1])
    key = start_session(session, account_id, hours)
    note_proof(session, key, proof)
    if is_factor:
        _note_factor(session, proof, key)
    return key


def make_person(session: Session, language: str) -> int:
    """An account for someone of whom nothing is known; returns its number."""
    account = Account(language=language)
    session.add(account)
    session.flush()
    return account.id


def note_proof(session: Session, key: str, proof: Proof) -> None:
    """Note what a signed-in browser has proved, or only says of its person, in place of what it has proved before.

    It gives the session nothing else, and takes nothing: an official's second factor stays.
    Raises Refusal(SIGN_IN_FIRST) where the session has ended meanwhile.
    """
    row = session.scalar(select(SignInSession.id).where(SignInSession.key_hash == hash_of(key)))
    if row is None:
        raise Refusal(RefusalCode.SIGN_IN_FIRST)
    told = {
        "provider": proof.provider,
        "kind": proof.kind,
        "person": proof.person,
        "birth_year": proof.birth_year,
        "lives_here": proof.lives_here,
        "area_code": proof.area_code,
        "postcode": proof.postcode,
    }
    noted = insert(Identification).values(session_id=row, **told)
    again = {**told, "made_at": func.clock_timestamp()}
    session.execute(noted.on_conflict_do_update(index_elements=["session_id"], set_=again))


def _account_of(session: Session, proof: Proof, own: tuple[int, str] | None, language: str) -> int:
    known = session.scalar(select(AccountIdentity.account_id).where(*_is(proof)))
    if known is not None:
        return known
    if own is not None and not _has_identity(session, own[0], proof.kind):
        if _is_guarded(session, own):
            raise Refusal(RefusalCode.SECOND_FACTOR_FIRST)
        account_id = own[0]
    else:
        account_id = make_person(session, language)
    session.add(AccountIdentity(kind=proof.kind, person=proof.person, account_id=account_id))
    record(session, "identify", "account", account_id, account_id, provider=proof.provider)
    return account_id


def _has_identity(session: Session, account_id: int, kind: str) -> bool:
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    found = select(AccountIdentity.id).where(
        AccountIdentity.account_id == account_id, AccountIdentity.kind == kind
    )
    return session.scalar(found) is not None


def _is_guarded(session: Session, own: tuple[int, str]) -> bool:
    """Whether the account is an official's with a second factor that this browser has not given: else whoever reads the
    official's mail could tie their own identity to it."""
    role = select(AccountRole.role).where(AccountRole.account_id == own[0]).limit(1)
    is_official = session.scalar(role) is not None
    return is_official and has_factor(session, own[0]) and not _gave_factor(session, own[1])


def _may_be_factor(session: Session, proof: Proof, account_id: int, own: tuple[int, str] | None) -> bool:
    """Whether the identity opens the account's pages of officials: it did before, or it is the account's first factor,
    or this browser has given another of the account's."""
    known = session.scalars(select(AccountIdentity.is_second_factor).where(*_is(proof))).one()
    gave = own is not None and own[0] == account_id and _gave_factor(session, own[1])
    return known or gave or not has_factor(session, account_id)


def _gave_factor(session: Session, key: str) -> bool:
    found = select(SignInSession.factor_at).where(SignInSession.key_hash == hash_of(key))
    return session.scalar(found) is not None


def _note_factor(session: Session, proof: Proof, key: str) -> None:
    session.execute(update(AccountIdentity).where(*_is(proof)).values(is_second_factor=True))
    of_browser = SignInSession.key_hash == hash_of(key)
    session.execute(update(SignInSession).where(of_browser).values(factor_at=func.clock_timestamp()))


def _is(proof: Proof) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AccountIdentity.kind == proof.kind, AccountIdentity.person == proof.person
