"""Reading the log of deeds, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

PAGE = 50
# What a deed was done to is asked by name: the packages that write these tables stand above this one.
EVENTS = text(
    """
    select e.id, e.at, e.action, e.subject, e.subject_id, e.details, e.request_id, e.account_id,
           a.email, a.name, s.email as subject_email, r.title as round_title, r.slug as round_slug
      from audit_event e
      left join account a on a.id = e.account_id
      left join account s on e.subject = 'account' and s.id = e.subject_id
      left join round r on e.subject = 'round' and r.id = e.subject_id
     where (cast(:subject as text) is null or e.subject = :subject)
       and (cast(:number as bigint) is null or e.subject_id = :number)
       and (cast(:person as text) is null or lower(a.email) = lower(:person))
       and (cast(:since as timestamptz) is null or e.at >= :since)
       and (cast(:before as timestamptz) is null or e.at < :before)
     order by e.at desc, e.id desc limit :most offset :skip
    """
)


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed by; None where it is not."""

    subject: str | None = None
    number: int | None = None
    person: str | None = None
    since: datetime | None = None
    before: datetime | None = None


def events(session: Session, wanted: Wanted, page: int) -> Sequence[Row[Any]]:
    """A page of the log and one row more, so that one sees whether more follow."""
    values = {**vars(wanted), "most": PAGE + 1, "skip": (page - 1) * PAGE}
    return session.execute(EVENTS, values).all()
