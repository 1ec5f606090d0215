"""Reads of the open interface: pages of features, one feature, how many there are, where they lie.

They run on connections of their own (read only, with a time limit), so that a GIS program that fetches everything
never keeps a resident from voting. However many features there are, a page takes the same number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from psycopg import Connection
from psycopg.rows import dict_row

from geo.crs import WGS84, bounds_in_degrees
from webapp.ogc.collection import Collection
from webapp.ogc.rules import Box, When
from webapp.ogc.systems import System
from webapp.outcome.rules import ballots_told, shown

MOST_COUNTED = 100_000
"""Beyond this many features it is not said how many there are: counting them all would take longer than the page."""

Feature: TypeAlias = dict[str, Any]

EXTENT = """
    select ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
      from (select ST_Extent(geom) as e from area_piece where level = 'city') city where e is not null
"""
DIVISIONS = """
    select l.level, v.number as version, coalesce(v.valid_from, v.activated_at::date) as since,
           exists (select from reassignment a where a.version_id = v.id and a.finished_at is null) as settling
      from layer_version v join boundary_layer l on l.id = v.layer_id where v.state = 'active' order by l.level
"""
VOTES = """
    select o.round_id, c.ballots, pot.place, coalesce(g.place, 0),
           coalesce(g.value ->> 'voters', pot.value ->> 'voters')::int, (line ->> 'project_id')::bigint, (line ->> 'votes')::int
      from outcome o join count c on c.id = o.count_id
     cross join jsonb_array_elements(c.result -> 'pots') with ordinality as pot (value, place)
     cross join jsonb_array_elements((pot.value -> 'steps') || (pot.value -> 'losses')) as line
      left join jsonb_array_elements(pot.value -> 'groups') with ordinality as g (value, place)
                on g.value -> 'projects' @> (line -> 'project_id')  -- pots that were counted together
     order by 1, 3, 4
"""


@dataclass(frozen=True)
class Wanted:
    """What is asked of a collection: language, system of the answer, filters, box in its own system, time, place in the list."""

    language: str
    system: System
    filters: dict[str, str]
    box: Box | None = None
    box_system: System | None = None
    when: When | None = None
    after: int | str | None = None
    limit: int = 1


@dataclass(frozen=True)
class Page:
    """Features in the order of their ids, whether there are more, and how many in all (None for very many)."""

    features: Sequence[Feature]
    has_more: bool
    matched: int | None


def page(connection: Connection, collection: Collection, wanted: Wanted) -> Page:
    """A page of features and the number of all that match."""
    conditions, values = _conditions(collection, wanted)
    values |= _always(connection, collection, wanted.language)
    where = " and ".join(conditions) or "true"
    counted = f"select count(*) from (select 1 from ({collection.source}) f where {where} limit {MOST_COUNTED + 1}) c"
    row = connection.execute(counted.encode(), values).fetchone()
    number = int(row[0]) if row else 0
    if wanted.after is not None:
        where += " and f.fid > %(after)s"
    features = _features(connection, collection, wanted.system, where, values, wanted.limit + 1)
    matched = number if number <= MOST_COUNTED else None
    return Page(features[: wanted.limit], len(features) > wanted.limit, matched)


def one(
    connection: Connection, collection: Collection, fid: int | str, language: str, system: System
) -> Feature | None:
    """One feature, or None where there is none with this id that is public."""
    values = {"fid": fid, **_always(connection, collection, language)}
    found = _features(connection, collection, system, "f.fid = %(fid)s", values, 1)
    return found[0] if found else None


def extent(connection: Connection) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the city, or None before its outline is loaded."""
    row = connection.execute(EXTENT).fetchone()
    return None if row is None else (row[0], row[1], row[2], row[3])


def divisions(connection: Connection) -> list[Feature]:
    """The version of each level that is in use; `settling` while what is from before still gets its areas of it."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(DIVISIONS).fetchall()


def _features(
    connection: Connection,
    collection: Collection,
    system: System,
    where: str,
    values: dict[str, Any],
    most: int,
) -> list[Feature]:
    place = "coalesce(shape, geom)" if collection.is_drawn else "geom"
    moved = place if system.epsg == WGS84 else f"ST_Transform({place}, {system.epsg:d})"
    turned = f"ST_FlipCoordinates({moved})" if system.is_north_first else moved
    keys = ", ".join(collection.keys)
    statement = f"""
        select fid, ST_AsGeoJSON({turned}, {system.decimals}, 0) as geometry, {keys} from (
            select f.* from ({collection.source}) f where {where} order by f.fid limit {most:d}
        ) f order by fid
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement.encode(), values).fetchall()


def _always(connection: Connection, collection: Collection, language: str) -> dict[str, Any]:
    hidden = hidden_votes(connection) if collection.tells_votes else []
    return {"language": language, "hidden": hidden}


def hidden_votes(connection: Connection) -> list[int]:
    """The projects whose votes are too few to tell, of every published outcome."""
    hidden: list[int] = []
    for (_round, whole), lines in groupby(connection.execute(VOTES), key=lambda row: row[:2]):
        pots = {
            pot: {line[5]: line[6] for line in of_pot} for pot, of_pot in groupby(lines, lambda row: row[2:5])
        }
        ballots = ballots_told({pot: pot[2] for pot in pots}, whole)
        for pot, votes in pots.items():
            hidden += [project for project, told in shown(votes, ballots[pot] or 0).items() if told is None]
    return hidden


def _conditions(collection: Collection, wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions = [one.condition for one in collection.filters if one.key in wanted.filters]
    values: dict[str, Any] = {**wanted.filters, "after": wanted.after}
    if wanted.when is not None:
        conditions += _in_time(wanted.when)
        values |= {"start": wanted.when.start, "end": wanted.when.end}
    if wanted.box is not None and wanted.box_system is not None:
        condition, found = _in_box(wanted.box, wanted.box_system)
        if collection.is_drawn:  # each by its own index
            condition = f"({condition} or {condition.replace('f.geom', 'f.shape')})"
        conditions.append(condition)
        values |= found
    return conditions, values


def _in_time(when: When) -> list[str]:
    found = []
    if when.start is not None:
        found.append("(f.until is null or f.until >= %(start)s)")
    if when.end is not None:
        found.append("f.since <= %(end)s")
    if when.start is not None and when.end is not None and when.start > when.end:
        found.append("false")
    return found


def _in_box(box: Box, system: System) -> tuple[str, dict[str, Any]]:
    """Whether a feature touches the box: first by the index in degrees, then exactly in the box's own system."""
    if box.south > box.north or (box.west > box.east and system.epsg != WGS84):
        return "false", {}
    if box.west > box.east:
        values = {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
        halves = ("%(west)s, %(south)s, 180, %(north)s", "-180, %(south)s, %(east)s, %(north)s")
        touches = (f"ST_Intersects(f.geom, ST_MakeEnvelope({half}, {WGS84}))" for half in halves)
        return f"({' or '.join(touches)})", values
    bounds = (box.west, box.south, box.east, box.north)
    names = ("west", "south", "east", "north")
    values = dict(zip(names, bounds, strict=True))
    values |= {
        f"near_{name}": value
        for name, value in zip(names, bounds_in_degrees(bounds, system.epsg), strict=True)
    }
    moved = "f.geom" if system.epsg == WGS84 else f"ST_Transform(f.geom, {system.epsg:d})"
    near = f"ST_MakeEnvelope(%(near_west)s, %(near_south)s, %(near_east)s, %(near_north)s, {WGS84})"
    exact = f"ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {system.epsg:d})"
    return f"(f.geom && {near} and ST_Intersects({moved}, {exact}))", values
