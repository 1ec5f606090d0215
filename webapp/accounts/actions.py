"""Signing in and out, roles, mail, and what a person may do with their own account."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.accounts.models import (
    Account,
    AccountIdentity,
    AccountRole,
    Mail,
    SecondFactor,
    SignInLink,
    SignInSession,
)
from webapp.accounts.rules import LINKS_AN_HOUR
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode

DEFER = text(
    "select procrastinate_defer_jobs_v1(array[row('default', :task, 0, null, null, cast(:args as jsonb), null)"
    "::procrastinate_job_to_defer_v1])"
)


@dataclass(frozen=True)
class Client:
    """Who asks for links: what stands for the network address, and how many it may ask for within an hour."""

    mark: bytes
    most_links: int


NAMES_OF_AUTHOR = (
    text("update proposal set author_name = null where author_id = :id and author_name is not null"),
    text(
        "update proposal_version v set content = v.content - 'author_name' from proposal p"
        " where p.id = v.proposal_id and p.author_id = :id and v.content ? 'author_name'"
    ),
    text("delete from proposal_photo f using proposal p where p.id = f.proposal_id and p.author_id = :id"),
    text("delete from proposal_follower where account_id = :id"),
)
"""What names or may show the author beside what they have published. The texts themselves stay."""


def hash_of(secret: str) -> bytes:
    """What the database keeps of a secret: its SHA-256, 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()


def post_mail(session: Session, recipient: str, subject: str, body: str) -> None:
    """Put a message in the outbox and wake the worker, both in this transaction: undone with the deed."""
    post_mails(session, [Mail(recipient=recipient, subject=subject, body=body)])


def post_mails(session: Session, mails: Sequence[Mail]) -> None:
    """The same for many: the worker is woken once, and sends all that waits."""
    if not mails:
        return
    session.add_all(mails)
    session.flush()
    session.execute(DEFER, {"task": "accounts:send_mail", "args": json.dumps({})})


def make_link(
    session: Session, email: str, next_path: str, minutes: int, client: Client | None = None
) -> str:
    """Make a one-time link for the address; returns its token, which is kept nowhere.

    Raises Refusal(TOO_MANY_LINKS) when the address, or the client, has asked for too many within an hour.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(email.lower()))))
    of_address = func.lower(SignInLink.email) == email.lower()
    if _links_of_hour(session, of_address, SignInLink.used_at.is_(None)) >= LINKS_AN_HOUR:
        raise Refusal(RefusalCode.TOO_MANY_LINKS)
    if client and _links_of_hour(session, SignInLink.client == client.mark) >= client.most_links:
        raise Refusal(RefusalCode.TOO_MANY_LINKS)
    token = secrets.token_urlsafe(32)
    expires = func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, minutes)
    session.execute(
        insert(SignInLink).values(
            token_hash=hash_of(token),
            email=email,
            next_path=next_path,
            expires_at=expires,
            client=client.mark if client else None,
        )
    )
    return token


def _links_of_hour(session: Session, *conditions: ColumnElement[bool]) -> int:
    is_recent = SignInLink.created_at > func.now() - text("interval '1 hour'")
    return session.scalar(select(func.count(SignInLink.id)).where(is_recent, *conditions)) or 0


def use_link(session: Session, token: str, language: str, hours: int) -> tuple[str, str]:
    """Spend a link: returns the key of the new session and the path to go to.

    An account is made at the first sign-in. Raises Refusal(LINK_UNKNOWN, LINK_USED, LINK_EXPIRED).
    """
    found = session.execute(
        select(SignInLink, SignInLink.expires_at <= func.clock_timestamp())
        .where(SignInLink.token_hash == hash_of(token))
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise Refusal(RefusalCode.LINK_UNKNOWN)
    link, is_old = found
    if link.used_at is not None:
        raise Refusal(RefusalCode.LINK_USED)
    if is_old:
        raise Refusal(RefusalCode.LINK_EXPIRED)
    session.execute(update(SignInLink).where(SignInLink.id == link.id).values(used_at=func.clock_timestamp()))
    account_id = account_of(session, link.email, language)
    return start_session(session, account_id, hours), link.next_path


def account_of(session: Session, email: str, language: str) -> int:
    """The account of the address, made if there is none. Two at once make one."""
    session.execute(insert(Account).values(email=email, language=language).on_conflict_do_nothing())
    found = session.scalar(select(Account.id).where(func.lower(Account.email) == email.lower()))
    assert found is not None
    return found


def start_session(session: Session, account_id: int, hours: int) -> str:
    """Sign a browser in; returns its key, of which only the hash is kept."""
    key = secrets.token_urlsafe(32)
    expires = func.clock_timestamp() + func.make_interval(0, 0, 0, 0, hours)
    session.execute(
        insert(SignInSession).values(key_hash=hash_of(key), account_id=account_id, expires_at=expires)
    )
    return key


def end_session(session: Session, key: str) -> None:
    """Sign one browser out for good: its cookie is worth nothing afterwards."""
    session.execute(delete(SignInSession).where(SignInSession.key_hash == hash_of(key)))


def end_own_session(session: Session, account_id: int, session_id: int) -> None:
    """Sign the account out of one browser. Raises Refusal(NOT_FOUND) where the account has no such session."""
    ended = session.execute(
        delete(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.account_id == account_id)
        .returning(SignInSession.id)
    )
    if ended.one_or_none() is None:
        raise Refusal(RefusalCode.NOT_FOUND)


def end_other_sessions(session: Session, account_id: int, key: str) -> None:
    """Sign the account out of every browser but the one with this key."""
    session.execute(
        delete(SignInSession).where(
            SignInSession.account_id == account_id, SignInSession.key_hash != hash_of(key)
        )
    )
    record(session, "sign_out_elsewhere", "account", account_id, account_id)


def end_all_sessions(session: Session, account_id: int) -> None:
    """Sign the account out of every browser."""
    session.execute(delete(SignInSession).where(SignInSession.account_id == account_id))


def change_account(
    session: Session, account_id: int, name: str | None, language: str, *, wants_news: bool
) -> None:
    """Change the name that others see, the language of mail, and whether there is any but what signing in needs."""
    changed = update(Account).where(Account.id == account_id)
    session.execute(changed.values(name=name, language=language, wants_news=wants_news))


def want_news(session: Session, account_id: int, *, wanted: bool) -> None:
    """Send news of proposals to the account, or no more."""
    session.execute(update(Account).where(Account.id == account_id).values(wants_news=wanted))


def grant_role(session: Session, email: str, role: str, by_id: int | None, language: str = "fi") -> None:
    """Give a role to the address; giving it twice changes nothing. `language` is for an account made now."""
    account_id = account_of(session, email, language)
    row = insert(AccountRole).values(account_id=account_id, role=role, granted_by_id=by_id)
    session.execute(row.on_conflict_do_nothing())
    record(session, "grant_role", "account", account_id, by_id, role=role)
    session.flush()


def revoke_role(session: Session, account_id: int, role: str, by_id: int | None) -> None:
    """Take a role. Raises Refusal(LAST_COORDINATOR) where nobody would remain to give roles."""
    holders = list(
        session.scalars(
            select(AccountRole.account_id)
            .where(AccountRole.role == role)
            .order_by(AccountRole.account_id)
            .with_for_update()
        )
    )
    if role == "coordinator" and holders == [account_id]:
        raise Refusal(RefusalCode.LAST_COORDINATOR)
    session.execute(delete(AccountRole).where(AccountRole.account_id == account_id, AccountRole.role == role))
    record(session, "revoke_role", "account", account_id, by_id, role=role)
    session.flush()


def erase_account(session: Session, account_id: int) -> None:
    """Empty the account: name (also beside proposals), address, roles, second factor, sessions go; its number stays.

    Raises Refusal(LAST_COORDINATOR) as revoke_role does.
    """
    for role in list(session.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id))):
        revoke_role(session, account_id, role, account_id)
    email = session.scalar(select(Account.email).where(Account.id == account_id))
    end_all_sessions(session, account_id)
    if email is not None:
        session.execute(delete(SignInLink).where(func.lower(SignInLink.email) == email.lower()))
        session.execute(delete(Mail).where(func.lower(Mail.recipient) == email.lower()))
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    session.execute(delete(AccountIdentity).where(AccountIdentity.account_id == account_id))
    for statement in NAMES_OF_AUTHOR:
        session.execute(statement, {"id": account_id})
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(email=None, name=None, erased_at=func.clock_timestamp())
    )
    record(session, "erase_account", "account", account_id, account_id)
    session.flush()


def drop_drafts(session: Session, browser_key: str) -> None:
    """Remove what a browser has begun to write."""
    session.execute(text("delete from proposal_draft where key_hash = :key"), {"key": hash_of(browser_key)})


FORGET = text("""
    with gone as (
        update account a set name = null, erased_at = clock_timestamp()
         where a.email is null and a.erased_at is null and a.created_at < now() - interval '1 year'
           and not exists (select from account_role where account_id = a.id)
           and not exists (select from sign_in_session where account_id = a.id)
           and (not exists (select from account_identity where account_id = a.id)
                or not exists (select from proposal where author_id = a.id)
                   and not exists (select from proposal_follower where account_id = a.id))
           and not exists (select from roll.rounds_of(a.id)) and roll.round_of_holder(a.id) is null
        returning a.id)
    delete from account_identity where account_id in (select id from gone)
""")
"""Accounts without an address, a year old: those to which nobody can come back, and those that nothing is tied to."""


def purge(session: Session) -> None:
    """Remove links and sessions that are past use, and mail that was sent over a day ago; forget accounts (`FORGET`).

    What someone has proposed stays as it is published, as when an account is erased.
    """
    session.execute(text("delete from sign_in_link where expires_at < now() - interval '1 day'"))
    session.execute(text("delete from sign_in_session where expires_at < now()"))
    session.execute(text("delete from mail where sent_at < now() - interval '1 day'"))
    session.execute(FORGET)
