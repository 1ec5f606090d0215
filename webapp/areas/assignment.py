"""Giving pins their areas anew when another layer version is taken into use, and saying beforehand what
would change.

Which tables hold pins is read from the database: those on which the trigger `assign_area` stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    CompoundSelect,
    Select,
    TableClause,
    case,
    collate,
    column,
    func,
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
class Change:
    """What a version would do to the pins of one table. `left_out`: pins that no area of the version
    covers.
    """

    table: str
    pins: int
    moved: int
    left_out: int


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
    if level not in ASSIGNED_LEVELS:
        covered = _covering(pins, version_id).subquery("covered")
        outside_only = (
            select(func.count(), func.count().filter(covered.c.area_id.is_(None)))
            .select_from(pins.outerjoin(covered, covered.c.id == pins.c.id))
            .where(pins.c.geom.is_not(None))
        )
        every, outside = session.execute(outside_only).one()
        return Change(name, every, 0, outside)
    found = _found(pins, level, version_id).subquery("found")
    now, then = aliased(Area), aliased(Area)
    owner = pins.c[f"{level}_id"]
    statement = (
        select(
            func.count(),
            func.count().filter(now.code.is_distinct_from(then.code)),
            func.count().filter(found.c.area_id.is_(None)),
        )
        .select_from(
            pins.outerjoin(found, found.c.id == pins.c.id)
            .outerjoin(now, now.id == owner)
            .outerjoin(then, then.id == found.c.area_id)
        )
        .where(pins.c.geom.is_not(None) | owner.is_not(None))
    )
    every, moved, left_out = session.execute(statement).one()
    return Change(name, every, moved, left_out)


def assign(session: Session, name: str, level: str, version_id: int) -> None:
    """Give every row of the table its area of the version: by its pin, else by the code of the area it
    named before.
    """
    if level not in ASSIGNED_LEVELS:
        return
    pins = _pins(name)
    owner = pins.c[f"{level}_id"]
    found = _found(pins, level, version_id).subquery("found")
    target = _pins(name).alias("target")
    fresh = (
        select(target.c.id, found.c.area_id)
        .select_from(target.outerjoin(found, found.c.id == target.c.id))
        .where(target.c[f"{level}_id"].is_distinct_from(found.c.area_id))
        .subquery("fresh")
    )
    session.execute(
        update(pins).values({owner.name: fresh.c.area_id}).where(pins.c.id == fresh.c.id),
        execution_options={"synchronize_session": False},
    )


def _pins(name: str) -> TableClause:
    columns: list[ColumnClause[object]] = [column("id", BigInteger), column("geom")]
    columns += [column(f"{level}_id", BigInteger) for level in ASSIGNED_LEVELS]
    return table(name, *columns)


def _covering(pins: TableClause, version_id: int) -> Select[int, int]:
    """By pin the area that covers it; on a border the one whose code comes first in byte order."""
    first = func.array_agg(aggregate_order_by(Area.id, collate(Area.code, "C")))[1]
    return (
        select(pins.c.id, first.label("area_id"))
        .join(Area, func.ST_Covers(Area.geom, pins.c.geom))
        .where(Area.version_id == version_id)
        .group_by(pins.c.id)
    )


def _found(pins: TableClause, level: str, version_id: int) -> CompoundSelect[int, int]:
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
