"""Map tiles of a large round: what a tile far out costs against `ST_AsMVT` over the raw points, and how large tiles are.

The fullest tile of zooms 8, 10 and 12. CPU of the database. Every pin must be counted once at every zoom looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import mean

import mapbox_vector_tile
import psycopg

from geo.tiles import Tile
from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import cost
from scripts.bench.rotation import rotate_costs
from scripts.bench.tiles import RAW, STORED, tiles_at, values_of

ZOOMS = {8: 1 / 50, 10: 0.01, 12: 0.05}


def run(setting: Setting) -> Iterator[Result]:
    round_id = setting.city.round_id
    with setting.city.connect() as connection:
        for zoom, limit in ZOOMS.items():
            fullest, pins = tiles_at(connection, round_id, zoom)[0]
            values = values_of(fullest, round_id)
            found = rotate_costs(
                {
                    "ours": partial(cost, connection, STORED, values),
                    "raw": partial(cost, connection, RAW, values),
                },
                setting.rounds,
            )
            yield Result(
                f"fullest tile at zoom {zoom} ({pins:,} pins): CPU of ST_AsMVT over the points",
                found["ours"] / found["raw"],
                limit,
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
    means, largest = {}, 0
    for zoom in (8, 9, 10, 11, 12):
        bodies = [body(connection, tile, round_id) for tile, _ in tiles_at(connection, round_id, zoom)]
        means[zoom], largest = mean(len(one) for one in bodies), max(largest, *(len(one) for one in bodies))
        if zoom in (8, 12):
            yield Result(
                f"pins counted in all tiles of zoom {zoom}, of those there are",
                sum(pins_in(one) for one in bodies) / shown[0],
                1,
                at_most=False,
            )
    yield Result(
        "mean tile of zoom 8 to 12",
        max(means.values()) / 1000,
        8,
        unit="kB",
        figures=f"by zoom: {', '.join(f'{zoom}: {size / 1000:.1f} kB' for zoom, size in means.items())};"
        f" the largest {largest / 1000:.1f} kB",
    )


def body(connection: psycopg.Connection, tile: Tile, round_id: int) -> bytes:
    row = connection.execute(STORED.encode(), values_of(tile, round_id)).fetchone()
    return bytes(row[0]) if row else b""


def pins_in(tile: bytes) -> int:
    """How many pins a tile tells of: single ones, and the numbers of its cells."""
    layers = mapbox_vector_tile.decode(tile) if tile else {}
    cells = sum(one["properties"]["n"] for one in layers.get("cell", {}).get("features", []))
    return int(cells) + len(layers.get("pin", {}).get("features", []))


BENCH = Bench("tile-cost", "Map tiles: cost and size", run)
