"""Tables of the register of voters, all in the schema `roll`: written and read by its functions alone.

The functions are in migrations/sql/0033/register.sql.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model


class RegisterLoad(Model):
    """A file that was taken in: it waits until it is confirmed. `added`: how many people came on the register."""

    __tablename__ = "register_load"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_sensible"),
        CheckConstraint("alone or confirmed_by_id <> asked_by_id", name="two_people"),
        Index(
            "register_load_one_waiting",
            "round_id",
            unique=True,
            postgresql_where=text("confirmed_at is null"),
        ),
        {"schema": "roll"},
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    size: Mapped[int]
    replaces: Mapped[bool] = mapped_column(server_default="false")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Created]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    alone: Mapped[bool] = mapped_column(server_default="false")
    added: Mapped[int | None]


class RegisterRow(Model):
    """A person of a load that waits, by their mark."""

    __tablename__ = "register_row"
    __table_args__ = (
        CheckConstraint("octet_length(person) = 32", name="person_marked"),
        {"schema": "roll"},
    )

    load_id: Mapped[int] = mapped_column(
        ForeignKey("roll.register_load.id", ondelete="CASCADE"), primary_key=True
    )
    person: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    area_code: Mapped[str | None]
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)


class RegisteredPerson(Model):
    """A person on the register of a round, by their mark: HMAC-SHA256(key of persons, register | round | person)."""

    __tablename__ = "registered"
    __table_args__ = (
        CheckConstraint("octet_length(person) = 32", name="person_marked"),
        {"schema": "roll"},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    person: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    area_code: Mapped[str | None]
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
