"""Giving pins their areas anew when another layer version is taken into use, and saying beforehand what
would change.

Which tables hold pins is read from the database: those on which the trigger `assign_area` stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    TableClause,
    case,
    collate,
    column,
    func,
    literal,
    select,
    table,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from webapp.areas.models import Area

ASSIGNED_LEVELS = ("neighbourhood", "district")
"""Levels that pins carry; the city's outline only says which pins are let in."""

_PINNED = text(
    "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid"
    " where p.proname = 'assign_area' and c.relnamespace = 'public'::regnamespace order by c.relname"
)


@dataclass(frozen=True)
class Move:
    """So many pins that lie in one area now and in another by the version; None: in none. Codes of areas."""

    before: str | None
    after: str | None
    pins: int


@dataclass(frozen=True)
class Change:
    """What a version would do to the pins of one table, and the same by pair of areas."""

    table: str
    moves: tuple[Move, ...]
    is_level_assigned: bool = True

    @property
    def pins(self) -> int:
        """How many rows have a place."""
        return sum(move.pins for move in self.moves)

    @property
    def moved(self) -> int:
        """How many change area. The city's outline moves nothing, it only lets in."""
        return sum(move.pins for move in self.moves if self.is_level_assigned and move.before != move.after)

    @property
    def left_out(self) -> int:
        """How many no area of the version covers."""
        return sum(move.pins for move in self.moves if move.after is None)


def pinned_tables(session: Session) -> list[str]:
    """The tables whose rows lie in areas, in alphabetical order."""
    return list(session.scalars(_PINNED))


def lock_tables(session: Session, tables: Sequence[str]) -> None:
    """Have writers of pins wait until this transaction ends; readers go on."""
    for name in tables:
        quoted = session.get_bind().dialect.identifier_preparer.quote(name)
        session.execute(text(f"lock table {quoted} in share row exclusive mode"))


def change_of(session: Session, name: str, level: str, version_id: int) -> Change:
    """What taking the version into use would change in one table. One query."""
    pins = _pins(name)
    is_assigned = level in ASSIGNED_LEVELS
    owner: ColumnElement[Any] = pins.c[f"{level}_id"] if is_assigned else literal(None, BigInteger)
    found = (_found(pins, level, version_id) if is_assigned else _covering(pins, version_id)).subquery(
        "found"
    )
    now, then = aliased(Area), aliased(Area)
    statement = (
        select(now.code, then.code, func.count())
        .select_from(
            pins.outerjoin(found, found.c.id == pins.c.id)
            .outerjoin(now, now.id == owner)
            .outerjoin(then, then.id == found.c.area_id)
        )
        .where(pins.c.geom.is_not(None) | owner.is_not(None))
        .group_by(now.code, then.code)
        .order_by(func.count().desc(), now.code, then.code)
    )
    moves = tuple(Move(*row) for row in session.execute(statement))
    return Change(name, moves, is_assigned)


def next_span(session: Session, name: str, after: int, most: int) -> tuple[int, int] | None:
    """The last id and the number of the next `most` rows after an id; None when there are no more."""
    pins = _pins(name)
    some = select(pins.c.id).where(pins.c.id > after).order_by(pins.c.id).limit(most).subquery("some")
    last, rows = session.execute(select(func.max(some.c.id), func.count())).one()
    return (last, rows) if rows else None


def assign(
    session: Session, name: str, level: str, version_id: int, span: tuple[int, int] | None = None
) -> None:
    """Give every row of the table its area of the version: by its pin, else by the code of the area it
    named before. `span`: only the rows after the first id up to the second.
    """
    if level not in ASSIGNED_LEVELS:
        return
    every = _pins(name)
    owner = every.c[f"{level}_id"]
    pins: FromClause = every.alias("target")
    if span is not None:
        pins = select(every).where(every.c.id > span[0], every.c.id <= span[1]).subquery("some")
    found = _found(pins, level, version_id).subquery("found")
    fresh = (
        select(pins.c.id, found.c.area_id)
        .select_from(pins.outerjoin(found, found.c.id == pins.c.id))
        .where(pins.c[f"{level}_id"].is_distinct_from(found.c.area_id))
        .subquery("fresh")
    )
    session.execute(
        update(every).values({owner.name: fresh.c.area_id}).where(every.c.id == fresh.c.id),
        execution_options={"synchronize_session": False},
    )


def _pins(name: str) -> TableClause:
    columns: list[ColumnClause[object]] = [column("id", BigInteger), column("geom")]
    columns += [column(f"{level}_id", BigInteger) for level in ASSIGNED_LEVELS]
    return table(name, *columns)


def _covering(pins: FromClause, version_id: int) -> Select[int, int]:
    """By pin the area that covers it; on a border the one whose code comes first in byte order."""
    first = func.array_agg(aggregate_order_by(Area.id, collate(Area.code, "C")))[1]
    return (
        select(pins.c.id, first.label("area_id"))
        .join(Area, func.ST_Covers(Area.geom, pins.c.geom))
        .where(Area.version_id == version_id)
        .group_by(pins.c.id)
    )


def _found(pins: FromClause, level: str, version_id: int) -> CompoundSelect[int, int]:
    """By row the area of the version. Rows without a pin that name an area keep its code, else follow its
    middle.
    """
    named, same, around = aliased(Area), aliased(Area), aliased(Area)
    middle = func.ST_PointOnSurface(named.geom)
    by_middle = (
        select(around.id)
        .where(around.version_id == version_id, func.ST_Covers(around.geom, middle))
        .order_by(collate(around.code, "C"))
        .limit(1)
        .scalar_subquery()
    )
    without_pin = (
        select(pins.c.id, case((same.id.is_not(None), same.id), else_=by_middle).label("area_id"))
        .join(named, named.id == pins.c[f"{level}_id"])
        .outerjoin(same, (same.version_id == version_id) & (same.code == named.code))
        .where(pins.c.geom.is_(None))
    )
    return union_all(_covering(pins, version_id), without_pin)
