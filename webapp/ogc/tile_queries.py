"""What is in a tile of a collection: the same pins and cells as the site's own maps have, over every published round."""

from __future__ import annotations

from psycopg import Connection

from geo.grids import FINER, WEB_QUAD, GridTile, cells_inside, moved, rows_inside
from geo.tiles import (
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
from webapp.ogc.collection import in_language
from webapp.tiles.queries import (
    MOST_SHAPES,
    ON_MAP,
    PROJECT_PINS,
    PROPOSAL_PINS,
    SHAPES_FROM,
    STORED_CELLS,
)

ROUNDS = "any(array(select id from round where is_published and (%(slug)s::text is null or slug = %(slug)s)))"
PROPOSAL_CELLS = STORED_CELLS.replace("= %(round)s", f"= {ROUNDS}")
PROPOSAL_ROWS = f"select id, geom_web as geom from proposal where round_id = {ROUNDS} and {ON_MAP} and {inside('geom_web')}"
PROJECT_ROWS = (
    "select id, geom_web as geom from project"
    f" where round_id = {ROUNDS} and state = 'ballot' and {inside('geom_web')}"
)
AREA_ROWS = f"""
    select a.id, l.level, a.code, {in_language("a.name")} as name, a.population, {in_tile("ST_Transform(a.geom, 3857)", 64)} as geom
      from area a join layer_version v on v.id = a.version_id and v.state = 'active'
      join boundary_layer l on l.id = v.layer_id
     where a.geom && {NEARBY}
"""
DRAWN = {
    "proposals": "select id, title, state, 'proposal' as kind, shape from proposal"
    f" where round_id = {ROUNDS} and {ON_MAP}",
    "projects": f"select id, {in_language('title')} as title, coalesce(delivery, state) as state, 'project' as kind, shape"
    f" from project where round_id = {ROUNDS} and state = 'ballot'",
}
"""What is said of lines and areas: the same as of their pins."""
PUBLISHED_PROPOSALS = f"select id, geom_web from proposal where round_id = {ROUNDS} and {ON_MAP}"
PUBLISHED_PROJECTS = f"select id, geom_web from project where round_id = {ROUNDS} and state = 'ballot'"
GRID_AREA_ROWS = f"""
    select a.id, l.level, a.code, {in_language("a.name")} as name, a.population, {in_tile(moved("a.geom"), 64)} as geom
      from area a join layer_version v on v.id = a.version_id and v.state = 'active'
      join boundary_layer l on l.id = v.layer_id
     where a.geom && {NEARBY}
"""


def tile(connection: Connection, collection: str, tile: GridTile, language: str, slug: str | None) -> bytes:
    """A tile of a collection, of one round or of all."""
    sql, values = _of_web(collection, tile) if tile.grid is WEB_QUAD else _of_grid(collection, tile)
    row = connection.execute(sql.encode(), {**values, "language": language, "slug": slug}).fetchone()
    return bytes(row[0]) if row else b""


def _of_web(collection: str, wanted: GridTile) -> tuple[str, dict[str, float | int]]:
    tile = Tile(wanted.z, wanted.x, wanted.y)
    values = {**tile.values, **nearby(tile.values, tile.side / 32)}
    match collection:
        case "proposals":
            stored = tile.z <= FINEST_CELL_ZOOM
            pins = cells_and_pins(PROPOSAL_CELLS if stored else grouped(PROPOSAL_ROWS), PROPOSAL_PINS)
        case "projects":
            pins = cells_and_pins(grouped(PROJECT_ROWS), PROJECT_PINS)
        case _:
            return shapes("area", AREA_ROWS), values
    drawn = _drawn(collection, "ST_Transform(shape, 3857)") if tile.z >= SHAPES_FROM else ""
    return pins + drawn, values


def _of_grid(collection: str, tile: GridTile) -> tuple[str, dict[str, float | int]]:
    values = {**tile.values, **nearby(tile.values, tile.side / 32, tile.grid.epsg)}
    match collection:
        case "proposals":
            rows = grouped(rows_inside(PUBLISHED_PROPOSALS, "geom_web"))
            pins = cells_and_pins(
                cells_inside(PROPOSAL_CELLS) if tile.has_kept_cells else rows, _moved_pins(PROPOSAL_PINS)
            )
        case "projects":
            rows = grouped(rows_inside(PUBLISHED_PROJECTS, "geom_web"))
            pins = cells_and_pins(rows, _moved_pins(PROJECT_PINS))
        case _:
            return shapes("area", GRID_AREA_ROWS), values
    drawn = _drawn(collection, moved("shape")) if tile.z + FINER >= SHAPES_FROM else ""
    return pins + drawn, values


def _drawn(collection: str, geometry: str) -> str:
    """SQL to put after that of the pins: the lines and areas that they stand for, as a layer of the same tile."""
    near = f"{DRAWN[collection]} and shape && {NEARBY} order by id limit {MOST_SHAPES}"
    rows = f"select id, title, state, kind, {in_tile(geometry, 64)} as geom from ({near}) near"
    return f" || ({shapes('shape', rows)})"


def _moved_pins(pins: str) -> str:
    return pins.replace("p.geom_web", moved("p.geom_web"))
