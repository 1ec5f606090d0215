"""Reading accounts: lists for the coordinator, and all that is kept of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, func, select, text
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, AccountIdentity, Mail, RecoveryCode, SecondFactor
from webapp.texts import like_letters

PAGE = 50


ACCOUNTS = text(
    """
    select a.id, a.email, a.name, a.created_at, coalesce(r.roles, '{}') as roles,
           exists (select from second_factor where account_id = a.id)
             or exists (select from account_identity where account_id = a.id and is_second_factor) as has_factor, count(*) over () as total
      from account a
      left join lateral (select array_agg(role order by role) as roles from account_role where account_id = a.id) r
        on true
     where a.erased_at is null and (:role = '' or :role = any(r.roles)) and (:search = '' or a.email ilike :like or a.name ilike :like)
     order by r.roles is null, lower(a.email) limit :page_size offset :skip
    """
)


SESSIONS = text(
    """
    select id, created_at, seen_at, key_hash = :key as is_here from sign_in_session
     where account_id = :id and expires_at > now() and seen_at > now() - make_interval(mins => :idle)
     order by key_hash = :key desc, seen_at desc
    """
)


@dataclass(frozen=True)
class AccountList:
    """A page of accounts: rows of (id, email, name, created_at, roles), and how many there are in all."""

    rows: Sequence[Row[Any]]
    total: int


def accounts_page(session: Session, search: str, role: str, page: int) -> AccountList:
    """Accounts whose address or name has the text, of the role if one is given; those with roles first. One query."""
    like = f"%{like_letters(search)}%"
    values = {"search": search, "role": role, "like": like, "page_size": PAGE, "skip": PAGE * (page - 1)}
    rows = session.execute(ACCOUNTS, values).all()
    return AccountList(rows, rows[0].total if rows else 0)


def sessions_of(session: Session, account_id: int, key_hash: bytes, idle_minutes: int) -> Sequence[Row[Any]]:
    """The browsers in which the account is signed in: this one first, then those used last."""
    values = {"id": account_id, "key": key_hash, "idle": idle_minutes}
    return session.execute(SESSIONS, values).all()


def factor_of(session: Session, account_id: int) -> Row[Any] | None:
    """The account's second factor: (made_at, codes_left), or None."""
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    found = select(SecondFactor.made_at, left.scalar_subquery().label("codes_left"))
    return session.execute(found.where(SecondFactor.account_id == account_id)).one_or_none()


def has_factor(session: Session, account_id: int) -> bool:
    """Whether the account has an app, or an identity that is its second factor."""
    identity = select(AccountIdentity.id).where(
        AccountIdentity.account_id == account_id, AccountIdentity.is_second_factor
    )
    app = select(SecondFactor.account_id).where(SecondFactor.account_id == account_id)
    return bool(session.scalar(select(exists(app) | exists(identity))))


def language_of(session: Session, email: str) -> str | None:
    """The language in which the owner of the address wants mail, None for an address without an account."""
    return session.scalar(select(Account.language).where(func.lower(Account.email) == email.lower()))


def wants_news(session: Session, account_id: int) -> bool:
    """Whether the account gets news of proposals by mail."""
    return bool(session.scalar(select(Account.wants_news).where(Account.id == account_id)))


def id_of(session: Session, email: str) -> int | None:
    """The number of the address's account, None where there is none."""
    return session.scalar(select(Account.id).where(func.lower(Account.email) == email.lower()))


def mails(session: Session) -> Sequence[Mail]:
    """The newest messages of the outbox, for the page that shows them in development."""
    return session.scalars(select(Mail).order_by(Mail.id.desc()).limit(PAGE)).all()


def own_data(session: Session, account_id: int) -> dict[str, Any]:
    """All that is kept of a person outside ballots, which cannot be traced to anyone. JSON-ready."""
    account = session.execute(
        text("select email, name, language, wants_news, created_at::text from account where id = :id"),
        {"id": account_id},
    ).one()
    proposals = session.execute(
        text(
            "select id, title, body, author_name, place_text, state, created_at::text from proposal"
            " where author_id = :id order by id"
        ),
        {"id": account_id},
    )
    factor = factor_of(session, account_id)
    photos = session.execute(
        text(
            "select f.proposal_id, f.description, f.created_at::text, encode(f.large, 'base64') as jpeg_base64"
            " from proposal_photo f join proposal p on p.id = f.proposal_id where p.author_id = :id"
            " order by f.proposal_id, f.number"
        ),
        {"id": account_id},
    )
    followed = session.scalars(
        text("select proposal_id from proposal_follower where account_id = :id order by proposal_id"),
        {"id": account_id},
    )
    rounds = session.scalars(text("select roll.rounds_of(:id)"), {"id": account_id})
    return {
        "account": dict(account._mapping),
        "second_factor": factor
        and {"made_at": factor.made_at.isoformat(), "recovery_codes_left": factor.codes_left},
        "proposals": [dict(row._mapping) for row in proposals],
        "photos": [dict(row._mapping) for row in photos],
        "follows_proposals": list(followed),
        "may_vote_in": list(rounds),
    }
