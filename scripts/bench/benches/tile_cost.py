"""Map tiles of a large round: what a tile far out costs against `ST_AsMVT` over the raw points, and how large tiles are.

The fullest tile of zooms 8, 10 and 12. CPU of the database. Every pin must be counted once at every zoom looked at. The
largest tile is looked for among the fullest of each zoom.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from statistics import mean

import mapbox_vector_tile
import psycopg

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import cost
from scripts.bench.rotation import rotate_costs
from scripts.bench.tiles import RAW, body, tiles_at, values_of
from webapp.tiles.queries import proposals_statement

ZOOMS = {8: 0.01, 10: 0.01, 12: 0.05}
COUNTED = (8, 12, 15)
FULLEST = 100
"""Tiles of a zoom that the largest is looked for among."""


def run(setting: Setting) -> Iterator[Result]:
    round_id = setting.city.round_id
    with setting.city.connect() as connection:
        for zoom, limit in ZOOMS.items():
            fullest, pins = tiles_at(connection, round_id, zoom)[0]
            values = values_of(fullest, round_id)
            found = rotate_costs(
                {
                    "ours": partial(cost, connection, proposals_statement(fullest, {}), values),
                    "raw": partial(cost, connection, RAW, values),
                },
                setting.rounds,
            )
            yield Result(
                f"fullest tile at zoom {zoom} ({pins:,} pins): CPU of ST_AsMVT over the points",
                found["ours"] / found["raw"],
                limit,
                goal="tiles-d",
                figures=f"{found['ours'] * 1000:.2f} ms; raw {found['raw'] * 1000:.0f} ms",
            )
        yield from sizes(connection, round_id)


def sizes(connection: psycopg.Connection, round_id: int) -> Iterator[Result]:
    """How large the tiles with pins are, and whether each pin is in one."""
    shown = connection.execute(
        b"select count(*) from proposal where round_id = %(round)s and geom is not null"
        b" and state in ('submitted', 'accepted', 'refused')",
        {"round": round_id},
    ).fetchone()
    assert shown is not None
    for zoom in COUNTED:
        bodies = [body(connection, tile, round_id) for tile, _ in tiles_at(connection, round_id, zoom)]
        yield Result(
            f"pins counted in all tiles of zoom {zoom}, of those there are",
            sum(pins_in(one) for one in bodies) / shown[0],
            1,
            at_most=False,
            goal="tiles-b",
        )
    means, largest, packed = {}, {}, {}
    for zoom in range(8, 19):
        found = tiles_at(connection, round_id, zoom)[:FULLEST]
        made = [body(connection, tile, round_id) for tile, _ in found]
        means[zoom], largest[zoom] = mean(len(one) for one in made), max(len(one) for one in made)
        packed[zoom] = len(gzip.compress(max(made, key=len), 6))
    yield Result(
        "largest tile of zoom 8 to 18",
        max(largest.values()) / 1000,
        70,
        unit="kB",
        goal="tiles-d",
        figures=", ".join(f"{zoom}: {size / 1000:.1f}" for zoom, size in largest.items()),
    )
    yield Result("the same, compressed", max(packed.values()) / 1000, 30, unit="kB", goal="tiles-d")
    yield Result("mean tile of zoom 8 to 12", max(means[zoom] for zoom in range(8, 13)) / 1000, 8, unit="kB")


def pins_in(tile: bytes) -> int:
    """How many pins a tile tells of: single ones, and the numbers of its cells."""
    layers = mapbox_vector_tile.decode(tile) if tile else {}
    cells = sum(one["properties"]["n"] for one in layers.get("cell", {}).get("features", []))
    return int(cells) + len(layers.get("pin", {}).get("features", []))


BENCH = Bench("tile-cost", "Map tiles: cost and size", run)
