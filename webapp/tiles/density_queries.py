"""How densely proposals lie: counted by square of a grid in metres, or spread over the neighbouring squares as heat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from webapp.reading import read
from webapp.texts import like_letters
from webapp.tiles.queries import shown

NAMED = 20
"""So many of the fullest squares are told with their neighbourhood."""
MOST_ROWS = 100_000
"""With more proposals than this, and no filter, the map's cells are counted instead of the proposals."""
FINE_SIDE = 500
"""From this side of squares on the finest cells are counted; coarser ones for larger squares."""

ROWS = """
    select 1 as n, ST_Transform(geom, %(crs)s::int) as place
      from proposal where round_id = %(round)s and geom is not null
"""
CELLS = """
    select n, ST_Transform(ST_SetSRID(ST_MakePoint(sum_x / n, sum_y / n), 3857), %(crs)s::int) as place
      from pin_cell where round_id = %(round)s and z = %(zoom)s and n > 0
    union all
    select sign, ST_Transform(ST_SetSRID(ST_MakePoint(x, y), 3857), %(crs)s::int) from pin_cell_change
     where round_id = %(round)s
"""
# The weights are those of a binomial of five in both directions: 256 in all.
SPREAD = """
    select c + dx as c, r + dy as r, sum(n * across * up) / 256.0 as n
      from counted
     cross join (values (-2, 1), (-1, 4), (0, 6), (1, 4), (2, 1)) x(dx, across)
     cross join (values (-2, 1), (-1, 4), (0, 6), (1, 4), (2, 1)) y(dy, up)
     group by 1, 2
"""
SQUARES = """
    with pin as ({pins}),
    counted as (
        select floor(ST_X(place) / %(side)s)::int as c, floor(ST_Y(place) / %(side)s)::int as r, sum(n) as n
          from pin group by 1, 2 having sum(n) > 0
    ),
    valued as (select c, r, round(n * %(factor)s)::int as value from ({squares}) s),
    placed as (
        select value, row_number() over (order by value desc, c, r) as rank,
               ST_Transform(ST_MakeEnvelope(c * %(side)s, r * %(side)s, (c + 1) * %(side)s, (r + 1) * %(side)s, %(crs)s::int), 4326) as shape
          from valued where value > 0
    )
    select p.value, ST_X(ST_Centroid(shape)) as lon, ST_Y(ST_Centroid(shape)) as lat, ST_AsGeoJSON(shape, 5) as shape, a.code, a.name
      from placed p
      left join lateral (
        select area.code, area.name from area_piece piece join area on area.id = piece.area_id
         where p.rank <= %(named)s and piece.level = 'neighbourhood' and ST_Covers(piece.geom, ST_Centroid(p.shape))
         order by piece.code collate "C" limit 1) a on true
     order by p.rank
"""
NUMBER = "select coalesce(sum(n), 0) as n from pin_cell where round_id = %(round)s and z = 6"


class Square(NamedTuple):
    """A square: its value, its middle in degrees, its shape as GeoJSON, the neighbourhood of its middle if it is told."""

    value: int
    lon: float
    lat: float
    shape: str
    code: str | None
    name: Mapping[str, str] | None


@dataclass(frozen=True)
class Wanted:
    """`is_heat`: spread over the neighbours, in proposals per square kilometre; else counted. Side in metres.

    `filters` are those of the map's tiles, as (name, value); their days are days of the zone.
    """

    is_heat: bool
    side: int
    filters: tuple[tuple[str, str], ...] = ()
    zone: str = "UTC"


def squares(session: Session, round_id: int, wanted: Wanted, crs: int) -> Sequence[Square]:
    """The squares with proposals, the fullest first, in a metric system (EPSG number). At most two queries."""
    filters = dict(wanted.filters)
    if "q" in filters:
        filters["q"] = like_letters(filters["q"])
    values: dict[str, Any] = {
        **filters,
        "round": round_id,
        "crs": crs,
        "side": wanted.side,
        "factor": 1_000_000 / wanted.side**2 if wanted.is_heat else 1,
        "zoom": 16 if wanted.side <= FINE_SIDE else 14,
        "named": NAMED,
        "zone": wanted.zone,
    }
    statement = SQUARES.format(
        pins=_pins(session, round_id, wanted), squares=SPREAD if wanted.is_heat else "select * from counted"
    )
    return [Square(*row) for row in read(session, statement, values)]


def _pins(session: Session, round_id: int, wanted: Wanted) -> str:
    if wanted.filters or read(session, NUMBER, {"round": round_id})[0].n <= MOST_ROWS:
        return shown(ROWS, dict(wanted.filters))
    return CELLS
