"""Setting up, using and taking away the second factor of an official."""

from __future__ import annotations

import secrets
from enum import StrEnum

import structlog
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from webapp.accounts import factor_rules as rules
from webapp.accounts.actions import end_all_sessions, hash_of
from webapp.accounts.models import Account, AccountIdentity, RecoveryCode, SecondFactor, SignInSession
from webapp.accounts.queries import has_factor
from webapp.accounts.tries import note_try, tries_lately
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode

WHAT = "second factor"
STEP_FORWARD = text(
    "update second_factor set last_step = :step where account_id = :id and last_step < :step returning account_id"
)
"""Whoever comes second with a code, also at the same moment, finds its step used."""
log = structlog.get_logger()


class Proof(StrEnum):
    """What a person has proved a second factor with."""

    APP = "app"
    RECOVERY = "recovery code"


def note_code_try(session: Session, account_id: int) -> int:
    """Note that a code was typed for the account; how many were within ten minutes. Commit before acting on it."""
    mark = hash_of(f"account {account_id}")
    note_try(session, WHAT, mark)
    return tries_lately(session, WHAT, mark)


def set_up_factor(session: Session, account_id: int, key: bytes, secret: bytes, step: int) -> list[str]:
    """Take an app into use in place of the one before; returns ten recovery codes, which are kept nowhere.

    `step` is that of the code which has confirmed it: that code is used.
    """
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    kept = rules.sealed(key, account_id, secret)
    session.add(SecondFactor(account_id=account_id, secret=kept, last_step=step))
    session.flush()
    record(session, "factor_set_up", "account", account_id, account_id)
    return _put_recovery_codes(session, account_id, key)


def renew_recovery_codes(session: Session, account_id: int, key: bytes) -> list[str]:
    """Make ten new recovery codes; those before are worth nothing. Raises Refusal(NOT_FOUND) without a factor."""
    _lock_factor(session, account_id)
    record(session, "recovery_codes_made", "account", account_id, account_id)
    return _put_recovery_codes(session, account_id, key)


def take_code(session: Session, account_id: int, key: bytes, typed: str, now: float) -> Proof | None:
    """Use a code of the app or a recovery code, each of which holds once; None where it is wrong or was used."""
    digits = rules.digits_of(typed)
    if len(digits) == rules.CODE_DIGITS and _take_step(session, account_id, key, digits, now):
        return Proof.APP
    if len(digits) == rules.RECOVERY_DIGITS and _take_recovery_code(session, account_id, key, digits):
        record(session, "recovery_code_used", "account", account_id, account_id)
        session.flush()
        return Proof.RECOVERY
    return None


def prove_factor(session: Session, session_key: str) -> str:
    """Note that this browser has given a second factor; returns its new key, as one known before is worth no more.

    Raises Refusal(SIGN_IN_FIRST) where the session has ended meanwhile.
    """
    new_key = secrets.token_urlsafe(32)
    changed = session.execute(
        update(SignInSession)
        .where(SignInSession.key_hash == hash_of(session_key))
        .values(key_hash=hash_of(new_key), factor_at=func.clock_timestamp())
        .returning(SignInSession.id)
    )
    if changed.one_or_none() is None:
        raise Refusal(RefusalCode.SIGN_IN_FIRST)
    return new_key


def remove_factor(session: Session, account_id: int) -> None:
    """Take one's own factor out of use, recovery codes too. Raises Refusal(NOT_FOUND) without one."""
    _lock_factor(session, account_id)
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    record(session, "factor_removed", "account", account_id, account_id)
    session.flush()


def reset_factor(session: Session, account_id: int, by_id: int | None) -> Account:
    """Take away app and identity of someone who has lost them, and sign them out everywhere; returns the account.

    Raises Refusal(NOT_FOUND) without a factor, Refusal(NOT_ALLOWED) for one's own.
    """
    if account_id == by_id:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    account = session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    if account is None or not has_factor(session, account_id):
        raise Refusal(RefusalCode.NOT_FOUND)
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    of_account = AccountIdentity.account_id == account_id
    session.execute(update(AccountIdentity).where(of_account).values(is_second_factor=False))
    end_all_sessions(session, account_id)
    record(session, "factor_reset", "account", account_id, by_id)
    session.flush()
    return account


def _lock_factor(session: Session, account_id: int) -> None:
    found = select(SecondFactor.account_id).where(SecondFactor.account_id == account_id).with_for_update()
    if session.scalar(found) is None:
        raise Refusal(RefusalCode.NOT_FOUND)


def _put_recovery_codes(session: Session, account_id: int, key: bytes) -> list[str]:
    codes = rules.recovery_codes(secrets.choice)
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    rows = [
        {"account_id": account_id, "mark": rules.recovery_mark(key, account_id, rules.digits_of(code))}
        for code in codes
    ]
    session.execute(insert(RecoveryCode), rows)
    return codes


def _take_step(session: Session, account_id: int, key: bytes, digits: str, now: float) -> bool:
    kept = session.scalar(select(SecondFactor.secret).where(SecondFactor.account_id == account_id))
    secret = rules.opened(key, account_id, kept) if kept else None
    if secret is None:
        log.error("the key of second factors does not fit", account=account_id)
        return False
    step = rules.step_of(secret, digits, now)
    if step is None:
        return False
    return session.execute(STEP_FORWARD, {"id": account_id, "step": step}).one_or_none() is not None


def _take_recovery_code(session: Session, account_id: int, key: bytes, digits: str) -> bool:
    used = session.execute(
        delete(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.mark == rules.recovery_mark(key, account_id, digits),
        )
        .returning(RecoveryCode.account_id)
    )
    return used.one_or_none() is not None
