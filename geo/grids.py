"""Schemes of square tiles: the web's own in Mercator, and the national one in TM35FIN, in which a metre is a metre.

A tile of the national scheme is made of the same kept cells as the web's: each is counted in the tile that holds its middle, so
every pin is counted once at every zoom there too.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from geo.crs import TM35FIN, WEB_MERCATOR, bounds_between
from geo.tiles import (
    CELLS_BITS,
    CLOSE_BITS,
    FINEST_CELL_ZOOM,
    HALF,
    MOST_ZOOM,
    STORED_ZOOMS,
    WORLD,
)

FINER = 3
"""Web cells of so many zooms further in are as large on the ground in Finland as the grid's own, give or take a sixth."""


@dataclass(frozen=True)
class Grid:
    """A scheme of tiles: `epsg`, its north-west corner, the side of the one tile at zoom 0 in metres, the closest zoom.

    `uri`: the scheme's name in the register of the OGC, where it has one.
    """

    key: str
    title: str
    epsg: int
    west: float
    north: float
    side: float
    most_zoom: int
    uri: str | None = None


WEB_QUAD = Grid(
    "WebMercatorQuad",
    "Google Maps Compatible for the World",
    WEB_MERCATOR,
    -HALF,
    HALF,
    WORLD,
    MOST_ZOOM,
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
)
NATIONAL = Grid("ETRS-TM35FIN", "ETRS-TM35FIN (JHS 180)", TM35FIN, -548_576.0, 8_388_608.0, 2_097_152.0, 15)
"""The scheme of the Finnish public administration's recommendation JHS 180."""
GRIDS = {grid.key: grid for grid in (WEB_QUAD, NATIONAL)}


@dataclass(frozen=True)
class GridTile:
    """One tile of a grid: zoom, column from the west, row from the north."""

    grid: Grid
    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        most = 2**self.z if 0 <= self.z <= self.grid.most_zoom else 0
        if not (0 <= self.x < most and 0 <= self.y < most):
            raise ValueError(f"no such tile: {self.z}/{self.x}/{self.y}")

    @property
    def side(self) -> float:
        """Length of a side in metres of the grid's system."""
        return float(self.grid.side / 2**self.z)

    @property
    def has_kept_cells(self) -> bool:
        """Whether the kept cells are fine enough; closer in pins are grouped on the fly."""
        return self.z + FINER <= FINEST_CELL_ZOOM

    @property
    def values(self) -> dict[str, float | int]:
        """The parameters that the SQL names: the tile in its own system and its box in web Mercator (`web_...`)."""
        west, north = self.grid.west + self.x * self.side, self.grid.north - self.y * self.side
        box = (west, north - self.side, west + self.side, north)
        around = bounds_between(box, self.grid.epsg, WEB_MERCATOR)
        names = ("west", "south", "east", "north")
        return {
            **dict(zip(names, box, strict=True)),
            **{f"web_{name}": value for name, value in zip(names, around, strict=True)},
            **self._cells(*around),
            "epsg": self.grid.epsg,
            "cell_side": self.side / 2**CELLS_BITS,
            "close_side": self.side / 2**CLOSE_BITS,
            "most": 4**CELLS_BITS,
        }

    def _cells(self, west: float, south: float, east: float, north: float) -> dict[str, int]:
        """Which kept cells can lie in the tile."""
        zoom = next((one for one in STORED_ZOOMS if one >= self.z + FINER), FINEST_CELL_ZOOM)
        cell = WORLD / 2 ** (zoom + CELLS_BITS)
        return {
            "cell_zoom": zoom,
            "cell_shift": FINEST_CELL_ZOOM - zoom,
            "tile_shift": 0,
            "first_column": floor((west + HALF) / cell),
            "last_column": floor((east + HALF) / cell),
            "first_row": floor((HALF - north) / cell),
            "last_row": floor((HALF - south) / cell),
        }


WEB_BOX = "ST_MakeEnvelope(%(web_west)s, %(web_south)s, %(web_east)s, %(web_north)s, 3857)"


def moved(column: str) -> str:
    """A geometry in the grid's system."""
    return f"ST_Transform({column}, %(epsg)s::int)"


def rows_inside(rows: str, column: str) -> str:
    """Rows `(id, geom)` inside the tile from `rows`, a query up to its conditions whose pins are in `column` (web Mercator)."""
    return f"""
        select id, geom from (
            select id, {moved(column)} as geom from ({rows} and {column} && {WEB_BOX}) near offset 0) there
         where {_in_box("ST_X(geom)", "ST_Y(geom)")}
    """


def cells_inside(cells: str) -> str:
    """Cells `(n, id, x, y)` of the tile from the kept ones around it (`cells`, the same in web Mercator)."""
    return f"""
        select sum(n)::bigint as n, min(id) as id, sum(n * x) / sum(n) as x, sum(n * y) / sum(n) as y
          from (select n, id, ST_X(geom) as x, ST_Y(geom) as y
                  from (select n, id, {moved("ST_SetSRID(ST_MakePoint(x, y), 3857)")} as geom from ({cells}) kept
                        offset 0) moved) there
         where {_in_box("x", "y")}
         group by floor((x - %(west)s) / %(cell_side)s), floor((%(north)s - y) / %(cell_side)s)
    """


def _in_box(x: str, y: str) -> str:
    return f"{x} >= %(west)s and {x} < %(east)s and {y} > %(south)s and {y} <= %(north)s"
