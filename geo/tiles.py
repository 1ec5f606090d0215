"""Vector tiles (MVT) in web Mercator: SQL over rows that the caller selects.

A tile never holds more than a grid of 16 x 16 cells: pins that share a cell become one feature of layer `cell` with
their number `n`; a pin alone in its cell is a feature of layer `pin` with what the caller says of it. So every
pin is counted at every zoom and no tile grows with the number of pins.

All SQL here has psycopg's named parameters (`%(west)s` ...), given by `Tile.values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.crs import WEB_MERCATOR, bounds_in_degrees

WORLD = 40_075_016.685578488
"""Width of the web Mercator square in its own metres."""
HALF = WORLD / 2
MOST_ZOOM = 22
CELLS_BITS = 4
"""A tile has 2**4 x 2**4 cells."""
STORED_ZOOMS = (6, 8, 10, 12, 14, 16)
"""Zooms whose cells are precomputed; the zooms between put four of the next one's together."""
FINEST_CELL_ZOOM = STORED_ZOOMS[-1]
"""From this zoom outwards cells are precomputed; closer in they are grouped on the fly."""
CLOSE_BITS = 8
"""Closer in a tile with no more pins than cells shows each by itself: its cells are 2**8 x 2**8."""


@dataclass(frozen=True)
class Tile:
    """One tile of the WebMercatorQuad scheme: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.z <= MOST_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z):
            raise ValueError(f"no such tile: {self.z}/{self.x}/{self.y}")

    @property
    def side(self) -> float:
        """Length of a side in web Mercator metres."""
        return float(WORLD / 2**self.z)

    @property
    def values(self) -> dict[str, float | int]:
        """The parameters that the SQL of this module names."""
        west, north = self.x * self.side - HALF, HALF - self.y * self.side
        cell_zoom = next((zoom for zoom in STORED_ZOOMS if zoom >= self.z), FINEST_CELL_ZOOM)
        finer = max(cell_zoom - self.z, 0)
        cells = 2 ** (CELLS_BITS + finer)
        return {
            "west": west,
            "south": north - self.side,
            "east": west + self.side,
            "north": north,
            "cell_side": self.side / 2**CELLS_BITS,
            "close_side": self.side / 2 ** (CLOSE_BITS if self.z > FINEST_CELL_ZOOM else CELLS_BITS),
            "most": 4**CELLS_BITS,
            "cell_zoom": cell_zoom,
            "cell_shift": FINEST_CELL_ZOOM - cell_zoom,
            "tile_shift": finer,
            "first_column": self.x * cells,
            "last_column": (self.x + 1) * cells - 1,
            "first_row": self.y * cells,
            "last_row": (self.y + 1) * cells - 1,
        }


ENVELOPE = "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857)"


NEARBY = "ST_MakeEnvelope(%(near_west)s, %(near_south)s, %(near_east)s, %(near_north)s, 4326)"
"""A box in WGS 84 around the tile: for shapes that are kept in degrees."""


def nearby(
    tile: Mapping[str, float | int], margin: float, epsg: int = WEB_MERCATOR
) -> dict[str, float | int]:
    """The parameters that `NEARBY` names, from those of a tile. `margin`: in metres of the tile's system."""
    box = (tile["west"] - margin, tile["south"] - margin, tile["east"] + margin, tile["north"] + margin)
    names = ("near_west", "near_south", "near_east", "near_north")
    return dict(zip(names, bounds_in_degrees(box, epsg), strict=True))


def inside(column: str) -> str:
    """A condition true for each point in exactly one tile of a zoom: west and north edges belong to the tile."""
    return (
        f"{column} && {ENVELOPE} and ST_X({column}) >= %(west)s and ST_X({column}) < %(east)s"
        f" and ST_Y({column}) > %(south)s and ST_Y({column}) <= %(north)s"
    )


def grouped(rows: str) -> str:
    """Cells `(n, id, x, y)` from rows `(id, geom)` inside the tile, grouped on the fly; x, y is their middle."""
    return f"""
        select count(*) as n, min(id) as id, avg(ST_X(geom)) as x, avg(ST_Y(geom)) as y
          from (select *, case when count(*) over () <= %(most)s then %(close_side)s else %(cell_side)s end as side
                  from ({rows}) found) hit
         group by floor((ST_X(geom) - %(west)s) / side), floor((%(north)s - ST_Y(geom)) / side)
    """


def cells_and_pins(cells: str, pins: str) -> str:
    """One tile from `cells`, a query of `(n, id, x, y)`, and `pins`, a query of what to say of single pins.

    `pins` selects the columns shown and `geom` from its own table joined to `cell` where `cell.n = 1`.
    """
    point = "ST_SetSRID(ST_MakePoint(x, y), 3857)"
    return f"""
        with cell as materialized ({cells}),
        many as (select n, {in_tile(point)} as geom from cell where n > 1),
        one as ({pins})
        select coalesce((select ST_AsMVT(many, 'cell', 4096, 'geom') from many), '')
            || coalesce((select ST_AsMVT(one, 'pin', 4096, 'geom') from one), '')
    """


def in_tile(geometry: str, buffer: int = 0) -> str:
    """A web Mercator geometry in the tile's own coordinates; points need no buffer, shapes do."""
    clip = "true" if buffer else "false"
    return f"ST_AsMVTGeom({geometry}, {ENVELOPE}, 4096, {buffer}, {clip})"


def shapes(layer: str, rows: str) -> str:
    """One layer of lines or polygons from rows whose `geom` was made by `in_tile`."""
    return f"select coalesce((select ST_AsMVT(s, '{layer}', 4096, 'geom') from ({rows}) s where geom is not null), '')"
