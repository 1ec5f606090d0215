"""Letting each client try something only so often a minute, counted in the database for all web processes together."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode

NOTE = text(
    """
    with old as (delete from try_count where minute < clock_timestamp() - interval '10 minutes')
    insert into try_count (what, client, minute, tries)
    values (:what, :client, date_trunc('minute', clock_timestamp()), 1)
    on conflict (what, client, minute) do update set tries = try_count.tries + 1
    returning tries
    """
)
LATELY = text(
    "select sum(tries) from try_count where what = :what and client = :client"
    " and minute >= clock_timestamp() - interval '10 minutes'"
)


def note_try(session: Session, what: str, client: bytes | None) -> int:
    """Note one more try of the client; how many there are in this minute. 0 for a client without an address.

    Commit it before acting on the answer, so that a refusal does not take it back.
    """
    return 0 if client is None else int(session.scalar(NOTE, {"what": what, "client": client}) or 0)


def tries_lately(session: Session, what: str, client: bytes) -> int:
    """How many tries of the client are remembered: those of the last ten minutes."""
    return int(session.scalar(LATELY, {"what": what, "client": client}) or 0)


def refuse_above(tries: int, most: int) -> None:
    """Raise Refusal(TOO_MANY_TRIES) when there were more than so many."""
    if tries > most:
        raise Refusal(RefusalCode.TOO_MANY_TRIES)
