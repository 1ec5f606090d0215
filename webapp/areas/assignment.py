"""Giving pins their areas anew when another layer version is taken into use, and saying beforehand what
would change.

Which tables hold pins is read from the database: those on which the trigger `assign_area` stands. Many pins are
given their areas by the database's function `areas_of_pins`, by the same rule as the trigger gives each its own.
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
    cast,
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
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Session, aliased

from webapp.areas.models import Area

PIECE_VERTICES = 255
"""Areas are cut into pieces of at most so many points, against which a pin is tested fast."""
ASSIGNED_LEVELS = ("neighbourhood", "district")
"""Levels that pins carry; the city's outline only says which pins are let in."""

_PINNED = text(
    "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid"
    " where p.proname = 'assign_area' and c.relnamespace = 'public'::regnamespace order by c.relname"
)

_PRICED = text(
    "select exists (select from pg_attribute where attrelid = cast(quote_ident(:name) as regclass)"
    " and attname = 'cost_cents' and not attisdropped)"
)


@dataclass(frozen=True)
class Move:
    """So many pins that lie in one area now and in another by the version; None: in none. Codes of areas.

    `cents`: what they cost together, where the table has prices.
    """

    before: str | None
    after: str | None
    pins: int
    cents: int = 0


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
    """What taking the version into use would change in one table. Two queries."""
    found, now, then = _found(name, level, version_id).subquery("found"), aliased(Area), aliased(Area)
    joined = found.outerjoin(now, now.id == found.c.before).outerjoin(then, then.id == found.c.area_id)
    cents: ColumnElement[int] = literal(0)
    if session.scalar(_PRICED, {"name": name}):
        priced = table(name, column("id", BigInteger), column("cost_cents", BigInteger)).alias("priced")
        joined = joined.outerjoin(priced, priced.c.id == found.c.id)
        cents = cast(func.coalesce(func.sum(priced.c.cost_cents), 0), BigInteger)
    statement = (
        select(now.code, then.code, func.count(), cents)
        .select_from(joined)
        .group_by(now.code, then.code)
        .order_by(func.count().desc(), now.code, then.code)
    )
    moves = tuple(Move(*row) for row in session.execute(statement))
    return Change(name, moves, level in ASSIGNED_LEVELS)


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
    found = _found(name, level, version_id, span, only_changed=True).subquery("found")
    fresh = select(found).where(found.c.before.is_distinct_from(found.c.area_id)).subquery("fresh")
    session.execute(
        update(every).values({f"{level}_id": fresh.c.area_id}).where(every.c.id == fresh.c.id),
        execution_options={"synchronize_session": False},
    )


def _found(
    name: str,
    level: str,
    version_id: int,
    span: tuple[int, int] | None = None,
    *,
    only_changed: bool = False,
) -> Select[Any] | CompoundSelect[Any]:
    """By row (`id`) the area it has and that of the version, where it has a pin or names an area."""
    place, (after, last) = cast(func.quote_ident(name), REGCLASS), span or (None, None)
    covering = func.areas_of_pins(
        place, level, version_id, PIECE_VERTICES, after, last, only_changed
    ).table_valued(column("pin_id", BigInteger), column("before", BigInteger), column("area_id", BigInteger))
    with_pin = select(covering.c.pin_id.label("id"), covering.c.before, covering.c.area_id)
    if level not in ASSIGNED_LEVELS:
        return with_pin
    return union_all(with_pin, _without_pin(_pins(name), level, version_id, span))


def _without_pin(pins: FromClause, level: str, version_id: int, span: tuple[int, int] | None) -> Select[Any]:
    """Rows that name an area without a pin keep its code, else follow its middle."""
    named, same, around = aliased(Area), aliased(Area), aliased(Area)
    middle = func.ST_PointOnSurface(named.geom)
    by_middle = (
        select(around.id)
        .where(around.version_id == version_id, func.ST_Covers(around.geom, middle))
        .order_by(collate(around.code, "C"))
        .limit(1)
        .scalar_subquery()
    )
    owner = pins.c[f"{level}_id"]
    statement = (
        select(pins.c.id, owner.label("before"), case((same.id.is_not(None), same.id), else_=by_middle))
        .join(named, named.id == owner)
        .outerjoin(same, (same.version_id == version_id) & (same.code == named.code))
        .where(pins.c.geom.is_(None))
    )
    return statement if span is None else statement.where(pins.c.id > span[0], pins.c.id <= span[1])


def _pins(name: str) -> TableClause:
    columns: list[ColumnClause[object]] = [column("id", BigInteger), column("geom")]
    columns += [column(f"{level}_id", BigInteger) for level in ASSIGNED_LEVELS]
    return table(name, *columns)
