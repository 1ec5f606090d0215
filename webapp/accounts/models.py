"""Tables of people: accounts, roles, sign-in links, sessions, and mail waiting to be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model


class Account(Model):
    """A person known by an e-mail address. Erasing one empties the row and keeps its number."""

    __tablename__ = "account"
    __table_args__ = (
        Index("account_email_unique", text("lower(email)"), unique=True),
        CheckConstraint("language in ('fi', 'sv', 'en')", name="language_known"),
    )

    id: Mapped[Id]
    email: Mapped[str | None]
    name: Mapped[str | None]
    language: Mapped[str] = mapped_column(server_default="fi")
    wants_news: Mapped[bool] = mapped_column(server_default="true")
    """Whether the person is written to when something happens to what they made or follow."""
    created_at: Mapped[Created]
    erased_at: Mapped[datetime | None]


class AccountRole(Model):
    """A role that an account has; what roles may do is the table in webapp/access.py."""

    __tablename__ = "account_role"
    __table_args__ = (
        CheckConstraint("role in ('official', 'planner', 'gis', 'coordinator')", name="role_known"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[Created]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class AccountIdentity(Model):
    """The person behind an account, as a keyed hash. One person of a kind has one account, and the reverse."""

    __tablename__ = "account_identity"
    __table_args__ = (UniqueConstraint("kind", "person"), UniqueConstraint("account_id", "kind"))

    id: Mapped[Id]
    kind: Mapped[str]
    person: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_second_factor: Mapped[bool] = mapped_column(server_default="false")
    """Whether identifying as this person, with a proof of two factors, opens an official's pages."""


class SignInLink(Model):
    """A one-time link sent by e-mail. Only the SHA-256 of its token is kept."""

    __tablename__ = "sign_in_link"
    __table_args__ = (Index(None, "client", "created_at"),)

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str]
    next_path: Mapped[str] = mapped_column(server_default="/")
    created_at: Mapped[Created]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    client: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What stands for the network address that asked, different every day; see rules.client_mark."""


class SignInSession(Model):
    """A signed-in browser. Deleting the row signs it out for good; only the hash of its key is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[Id]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Created]
    seen_at: Mapped[Created]
    expires_at: Mapped[datetime]
    factor_at: Mapped[datetime | None]
    """When a second factor was last given in this browser."""


class SecondFactor(Model):
    """The authenticator app of an official. The secret is encrypted with a key outside the database."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The step of 30 seconds of the newest code that was used: a trigger lets it only grow."""
    made_at: Mapped[Created]


class RecoveryCode(Model):
    """A recovery code that has not been used. Only its HMAC is kept; using it deletes the row."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("second_factor.account_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class Mail(Model):
    """A message waiting to be sent by the worker, or shown on the outbox page in development."""

    __tablename__ = "mail"

    id: Mapped[Id]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[Created]
    sent_at: Mapped[datetime | None]


class TryCount(Model):
    """How often a client has tried something within a minute, or within the day that begins with that minute.

    `client` says nothing of whom: see rules.client_mark.
    """

    __tablename__ = "try_count"
    __table_args__ = (Index(None, "forget_at"),)

    what: Mapped[str] = mapped_column(primary_key=True)
    client: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int]
    forget_at: Mapped[datetime] = mapped_column(
        server_default=text("clock_timestamp() + interval '10 minutes'")
    )
