"""Reading the register of voters in numbers: the loads of a round, and people by area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

LOADS = text(
    """
    select l.id, l.size, l.replaces, l.asked_by_id, l.asked_at, l.confirmed_by_id, l.confirmed_at, l.added, l.known,
           coalesce(asker.name, asker.email, '–') as asked_by,
           coalesce(confirmer.name, confirmer.email) as confirmed_by
      from roll.register_loads(:round) l
      join account asker on asker.id = l.asked_by_id left join account confirmer on confirmer.id = l.confirmed_by_id
     order by l.id desc
    """
)
BY_AREA = text("select area_code, people from roll.registered_by_area(:round)")


@dataclass(frozen=True, slots=True)
class LoadTold:
    """A load for its list; `known`: how many people of one that waits are on the register already."""

    id: int
    size: int
    replaces: bool
    asked_by_id: int
    asked_at: datetime
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    added: int | None
    known: int
    asked_by: str
    confirmed_by: str | None


def loads(session: Session, round_id: int) -> list[LoadTold]:
    """Every load of the round, the newest first. One query."""
    return [LoadTold(*row) for row in session.execute(LOADS, {"round": round_id})]


def people_by_area(session: Session, round_id: int) -> dict[str | None, int]:
    """How many people are on the register, by the code of their area; None: it tells no area. One query."""
    return {row.area_code: row.people for row in session.execute(BY_AREA, {"round": round_id})}
