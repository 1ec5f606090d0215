"""That a browser has identified; who an account is stands with the accounts."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Model


class Identification(Model):
    """That a signed-in browser has identified; gone with its session. What the provider does not tell is unknown."""

    __tablename__ = "identification"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sign_in_session.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    provider: Mapped[str]
    kind: Mapped[str]
    person: Mapped[bytes] = mapped_column(LargeBinary)
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    lives_here: Mapped[bool | None]
    area_code: Mapped[str | None]
    postcode: Mapped[str | None]
    made_at: Mapped[Created]
