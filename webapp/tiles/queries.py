"""What is in a tile: the pins of a round, and the city's own background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from geo.tiles import (
    ENVELOPE,
    FINEST_CELL_ZOOM,
    NEARBY,
    Tile,
    cells_and_pins,
    grouped,
    in_tile,
    inside,
    nearby,
    shapes,
)
from webapp.addresses import pins_version
from webapp.areas.in_use import DIVISION_MARK
from webapp.side_pools import SidePool

Filters = Mapping[str, Any]


class Mark(NamedTuple):
    """A state of affairs of a published round's pins: the version of the newest change, the second as long as an
    earlier one may still come, which areas they lie in.
    """

    version: int
    unsettled: int | None
    areas: str


FILTERS: Mapping[str, str] = {
    "theme": "theme_id = (select id from theme where round_id = %(round)s and slug = %(theme)s)",
    "district": "district_id = (select a.id from area a join layer_version v on v.id = a.version_id"
    " and v.state = 'active' join boundary_layer l on l.id = v.layer_id and l.level = 'district'"
    " where a.code = %(district)s)",
    "neighbourhood": "neighbourhood_id = (select a.id from area a join layer_version v on v.id = a.version_id"
    " and v.state = 'active' join boundary_layer l on l.id = v.layer_id and l.level = 'neighbourhood'"
    " where a.code = %(neighbourhood)s)",
    "state": "state = %(state)s",
    "from": "created_at >= cast(%(from)s as date)::timestamp at time zone %(zone)s",
    "to": "created_at < (cast(%(to)s as date) + 1)::timestamp at time zone %(zone)s",
    "pot": "pot_id = %(pot)s",
    "low": "cost_cents >= %(low)s",
    "high": "cost_cents <= %(high)s",
    "q": "{title} ilike '%%' || %(q)s || '%%'",
}
"""The same filters as the lists have; each key is a query parameter of the tile's address."""

PROPOSAL_ROWS = (
    f"select id, geom_web as geom from proposal where round_id = %(round)s and {inside('geom_web')}"
)
ON_MAP = "state in ('submitted', 'accepted', 'refused')"
PROPOSAL_PINS = f"""
    select p.id, p.title, p.state, 'proposal' as kind, {in_tile("p.geom_web")} as geom
      from cell join proposal p on p.id = cell.id where cell.n = 1
"""
SHAPES_FROM = 12
"""From this zoom on lines and areas are drawn besides their pins; far out they would be dots."""
MOST_SHAPES = 200
PROPOSAL_SHAPES = f"""
    select id, title, state, 'proposal' as kind, {in_tile("ST_Transform(shape, 3857)", 64)} as geom from proposal
     where round_id = %(round)s and shape is not null
       and shape && ST_Transform(ST_Expand({ENVELOPE}, %(cell_side)s), 4326)
"""
STORED_CELLS = """
    select sum(n) as n, sum(sum_id)::bigint as id, sum(sum_x) / sum(n) as x, sum(sum_y) / sum(n) as y
      from (select x, y, n, sum_x, sum_y, sum_id from pin_cell
             where round_id = %(round)s and z = %(cell_zoom)s
               and x between %(first_column)s and %(last_column)s and y between %(first_row)s and %(last_row)s
             union all
            select cell_x, cell_y, sign, sign * x, sign * y, sign * pin_id
              from (select *, pin_column(x) >> %(cell_shift)s as cell_x, pin_row(y) >> %(cell_shift)s as cell_y
                      from pin_cell_change where round_id = %(round)s) waiting
             where cell_x between %(first_column)s and %(last_column)s
               and cell_y between %(first_row)s and %(last_row)s) c
     group by x >> %(tile_shift)s, y >> %(tile_shift)s having sum(n) > 0
"""
PROJECT_ROWS = f"""
    select id, geom_web as geom from project
     where round_id = (select id from round where id = %(round)s and is_published)
       and state = 'ballot' and {inside("geom_web")}
"""
PROJECT_WORDS = (
    "(coalesce(title ->> %(language)s, title ->> 'fi', title::text) || ' '"
    " || coalesce(summary ->> %(language)s, summary ->> 'fi', summary::text))"
)
PROJECT_PINS = f"""
    select p.id, coalesce(p.title ->> %(language)s, p.title ->> 'fi') as title, p.cost_cents,
           coalesce(p.delivery, p.state) as state, 'project' as kind, {in_tile("p.geom_web")} as geom
      from cell join project p on p.id = cell.id where cell.n = 1
"""
PROJECT_SHAPES = f"""
    select id, coalesce(title ->> %(language)s, title ->> 'fi') as title, coalesce(delivery, state) as state,
           'project' as kind, {in_tile("ST_Transform(shape, 3857)", 64)} as geom from project
     where round_id = (select id from round where id = %(round)s and is_published) and state = 'ballot'
       and shape && ST_Transform(ST_Expand({ENVELOPE}, %(cell_side)s), 4326)
"""
# While the newest change is some seconds old, one that began earlier may still be committed: until then the mark
# changes every second.
MARK = f"""
    select newest.at,
           case when newest.at > clock_timestamp() - interval '10 seconds' then extract(epoch from clock_timestamp())::bigint end,
           {DIVISION_MARK}
      from round r cross join lateral (select max(changed_at) as at from proposal where round_id = r.id) newest
     where r.id = %(round)s and r.is_published
"""
BACKDROP_MARK = f"""
    select concat_ws(' ', {DIVISION_MARK}, (select max(id) from backdrop_shape), (select count(*) from area_outline))
"""
DETAIL = ((8, 200), (10, 50), (12, 10))
"""Up to which zoom areas are drawn to how many metres; a tile's pixel is always coarser at 61 degrees north."""
BACKDROP = " || ".join(
    f"({shapes(kind, rows)})"
    for kind, rows in {
        "land": f"select {in_tile('geom_web', 64)} as geom from backdrop_shape"
        " where kind = 'land' and geom_web && ST_Expand(ENVELOPE, %(margin)s)",
        "water": f"select name ->> %(language)s as name, {in_tile('geom_web', 64)} as geom from backdrop_shape"
        " where kind = 'water' and geom_web && ST_Expand(ENVELOPE, %(margin)s)",
        "road": f"select name ->> %(language)s as name, rank, {in_tile('geom_web', 64)} as geom from backdrop_shape"
        " where kind = 'road' and geom_web && ST_Expand(ENVELOPE, %(margin)s)",
        "area": "select coalesce(a.name ->> %(language)s, a.name ->> 'fi') as name, l.level, a.code,"
        f" {in_tile('coalesce(o.geom_web, ST_Transform(a.geom, 3857))', 64)} as geom"
        " from area a left join area_outline o on o.area_id = a.id and o.metres = %(metres)s join layer_version v on v.id = a.version_id and v.state = 'active'"
        " join boundary_layer l on l.id = v.layer_id"
        f" where l.level = any(%(levels)s) and a.geom && {NEARBY}",
    }.items()
).replace("ENVELOPE", "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857)")


def mark_of(pool: SidePool, round_id: int) -> Mark | None:
    """The state of affairs of a round's pins, None where no such round is published. One query."""
    with pool.connection() as connection:
        row = connection.execute(MARK, {"round": round_id}).fetchone()
    return None if row is None else Mark(pins_version(row[0]), row[1], row[2])


def backdrop_mark(pool: SidePool) -> str:
    """What the city's background is made from. One query."""
    with pool.connection() as connection:
        row = connection.execute(BACKDROP_MARK).fetchone()
    assert row is not None
    return str(row[0])


def proposals(pool: SidePool, tile: Tile, round_id: int, filters: Filters, zone: str) -> bytes:
    """The tile of a round's proposals. The days of the filters are days of the zone."""
    values = {**tile.values, **filters, "round": round_id, "zone": zone}
    return fetch(pool, proposals_statement(tile, filters), values)


def proposals_statement(tile: Tile, filters: Filters) -> str:
    """What to ask for a tile of proposals: stored cells, or grouped on the fly very close in or when filtered."""
    if tile.z <= FINEST_CELL_ZOOM and not filters:
        pins = cells_and_pins(STORED_CELLS, PROPOSAL_PINS)
    else:
        pins = cells_and_pins(grouped(shown(PROPOSAL_ROWS, filters)), PROPOSAL_PINS)
    return with_shapes(tile, pins, shown(PROPOSAL_SHAPES, filters))


def with_shapes(tile: Tile, pins: str, drawn: str) -> str:
    """Pins, and from a zoom on the lines and areas as well."""
    if tile.z < SHAPES_FROM:
        return pins
    return f"{pins} || ({shapes('shape', f'{drawn} order by id limit {MOST_SHAPES}')})"


def shown(rows: str, filters: Filters) -> str:
    """Those of the rows of proposals that the filters leave of what the list shows."""
    return filtered(f"{rows} and {ON_MAP}", filters, title="(title || ' ' || body)")


def projects(pool: SidePool, tile: Tile, round_id: int, language: str, filters: Filters) -> bytes:
    """The tile of a round's projects on the ballot."""
    cells = grouped(filtered(PROJECT_ROWS, filters, title=PROJECT_WORDS))
    values = {**tile.values, **filters, "round": round_id, "language": language}
    drawn = filtered(PROJECT_SHAPES, filters, title=PROJECT_WORDS)
    return fetch(pool, with_shapes(tile, cells_and_pins(cells, PROJECT_PINS), drawn), values)


def backdrop(pool: SidePool, tile: Tile, language: str) -> bytes:
    """The tile of the city's own background: land, water, roads, and the areas that suit the zoom."""
    levels = ["city", "district"] if tile.z < 12 else ["city", "district", "neighbourhood"]
    metres = next((metres for zoom, metres in DETAIL if tile.z <= zoom), 0)
    margin = tile.side / 32
    values = {
        **tile.values,
        "language": language,
        "levels": levels,
        "margin": margin,
        **nearby(tile.values, margin),
        "metres": metres,
    }
    return fetch(pool, f"select {BACKDROP}", values)


def filtered(rows: str, filters: Filters, title: str) -> str:
    """The rows with the conditions of the filters given."""
    return " and ".join([rows, *(FILTERS[name].replace("{title}", title) for name in filters)])


def fetch(pool: SidePool, sql: str, values: Mapping[str, Any]) -> bytes:
    """Run the query of one tile. Raises psycopg's QueryCanceled after the pool's time limit."""
    with pool.connection() as connection:
        row = connection.execute(sql, values).fetchone()
    return bytes(row[0]) if row else b""
