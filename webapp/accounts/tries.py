"""Letting each client try something only so often a minute or a day, counted in the database for all web processes together."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode

NOTE = text(
    """
    with old as (delete from try_count where forget_at < clock_timestamp())
    insert into try_count (what, client, minute, tries, forget_at)
    values (:what, :client, date_trunc(:unit, clock_timestamp(), 'UTC'), 1, clock_timestamp() + cast(:kept as interval))
    on conflict (what, client, minute) do update set tries = try_count.tries + 1
    returning tries
    """
)
LATELY = text(
    "select sum(tries) from try_count where what = :what and client = :client"
    " and minute >= clock_timestamp() - interval '10 minutes'"
)
KEPT = {"minute": "10 minutes", "day": "1 day"}
"""How long a count is remembered, by what it counts."""


def note_try(
    session: Session, what: str, client: bytes | None, unit: Literal["minute", "day"] = "minute"
) -> int:
    """Note one more try of the client; how many there are in this minute, or day. 0 for a client without an address.

    Commit it before acting on the answer, so that a refusal does not take it back.
    """
    values = {"what": what, "client": client, "unit": unit, "kept": KEPT[unit]}
    return 0 if client is None else int(session.scalar(NOTE, values) or 0)


def tries_lately(session: Session, what: str, client: bytes) -> int:
    """How many tries of the client are remembered: those of the last ten minutes."""
    return int(session.scalar(LATELY, {"what": what, "client": client}) or 0)


def refuse_above(tries: int, most: int, code: RefusalCode = RefusalCode.TOO_MANY_TRIES) -> None:
    """Raise a refusal, Refusal(TOO_MANY_TRIES) unless told otherwise, when there were more than so many."""
    if tries > most:
        raise Refusal(code)
