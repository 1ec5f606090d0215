"""What is in a tile of a collection: the same pins and cells as the site's own maps have, over every published round."""

from __future__ import annotations

from psycopg import Connection

from geo.tiles import FINEST_CELL_ZOOM, Tile, cells_and_pins, grouped, in_tile, inside, shapes
from webapp.ogc.collection import in_language
from webapp.tiles.queries import ON_MAP, PROJECT_PINS, PROPOSAL_PINS, STORED_CELLS

ROUNDS = "any(array(select id from round where is_published and (%(slug)s::text is null or slug = %(slug)s)))"
PROPOSAL_CELLS = STORED_CELLS.replace("= %(round)s", f"= {ROUNDS}")
PROPOSAL_ROWS = f"select id, geom_web as geom from proposal where round_id = {ROUNDS} and {ON_MAP} and {inside('geom_web')}"
PROJECT_ROWS = (
    "select id, geom_web as geom from project"
    f" where round_id = {ROUNDS} and state = 'ballot' and {inside('geom_web')}"
)
AREA_ROWS = f"""
    select a.id, l.level, a.code, {in_language("a.name")} as name, a.population, {in_tile("a.geom_web", 64)} as geom
      from area a join layer_version v on v.id = a.version_id and v.state = 'active'
      join boundary_layer l on l.id = v.layer_id
     where a.geom_web && ST_Expand(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857), %(margin)s)
"""


def tile(connection: Connection, collection: str, tile: Tile, language: str, slug: str | None) -> bytes:
    """A tile of a collection, of one round or of all."""
    match collection:
        case "proposals":
            stored = tile.z <= FINEST_CELL_ZOOM
            sql = cells_and_pins(PROPOSAL_CELLS if stored else grouped(PROPOSAL_ROWS), PROPOSAL_PINS)
        case "projects":
            sql = cells_and_pins(grouped(PROJECT_ROWS), PROJECT_PINS)
        case _:
            sql = shapes("area", AREA_ROWS)
    values = {**tile.values, "language": language, "slug": slug, "margin": tile.side / 32}
    row = connection.execute(sql.encode(), values).fetchone()
    return bytes(row[0]) if row else b""
