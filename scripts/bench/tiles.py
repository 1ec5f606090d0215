"""The tiles of the large round: which there are at a zoom, and what each holds."""

from __future__ import annotations

import random
from typing import Any

import psycopg

from geo.tiles import Tile, in_tile, inside
from webapp.tiles.queries import proposals_statement

RAW = f"""
    select ST_AsMVT(q, 'pin', 4096, 'geom') from (
        select id, state, {in_tile("geom_web")} as geom from proposal
         where round_id = %(round)s and state in ('submitted', 'accepted', 'refused') and {inside("geom_web")}) q
"""
# Column and row of the tile that each pin of a sample lies in.
TILES = b"""
    select floor((ST_X(geom_web) + 20037508.342789244) / 40075016.685578488 * (1 << %(z)s))::int as x,
           floor((20037508.342789244 - ST_Y(geom_web)) / 40075016.685578488 * (1 << %(z)s))::int as y, count(*) as n
      from proposal tablesample system (%(percent)s) where round_id = %(round)s group by 1, 2 order by 3 desc
"""


def tiles_at(
    connection: psycopg.Connection, round_id: int, z: int, percent: int = 100
) -> list[tuple[Tile, int]]:
    """The tiles that hold pins and how many each, the fullest first."""
    rows = connection.execute(TILES, {"z": z, "round": round_id, "percent": percent}).fetchall()
    return [(Tile(z, x, y), n) for x, y, n in rows]


def drawn(found: list[tuple[Tile, int]], count: int) -> list[Tile]:
    """Tiles as people look at them: drawn by how many pins they hold, always the same ones."""
    tiles, weights = zip(*found, strict=True)
    return random.Random(1).choices(tiles, weights, k=count)


def values_of(tile: Tile, round_id: int) -> dict[str, Any]:
    return {**tile.values, "round": round_id}


def body(connection: psycopg.Connection, tile: Tile, round_id: int) -> bytes:
    """The tile as our server makes it."""
    row = connection.execute(proposals_statement(tile, {}).encode(), values_of(tile, round_id)).fetchone()
    return bytes(row[0]) if row else b""
