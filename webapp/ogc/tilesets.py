"""OGC API Tiles: the collections that can be had as vector tiles, and the tile matrix sets that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from geo.grids import GRIDS, WEB_QUAD, Grid
from webapp.ogc.answers import JSON, Document, link, self_links
from webapp.texts import N_

MVT = "application/vnd.mapbox-vector-tile"
TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
SCALES = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
TILE_SIDE = 256
PIXEL = 0.00028
"""Metres of a pixel as OGC defines a scale."""

TILED: Mapping[str, str] = {
    "proposals": N_(
        "Pins of proposals; far out cells that say how many pins they hold, close in lines and areas too"
    ),
    "projects": N_(
        "Pins of projects; far out cells that say how many pins they hold, close in lines and areas too"
    ),
    "areas": N_("The city, its districts and its neighbourhoods"),
}


def tile_links(collection: str) -> list[Document]:
    """The link from a collection to its tilesets."""
    return [link(TILESETS_REL, "ogc.tilesets_of", _("Vector tiles"), JSON, collection=collection)]


def tilesets(collection: str, extent: Any) -> Document:
    """The list of a collection's tilesets, one in each tile matrix set."""
    return {"links": self_links(), "tilesets": [_listed(collection, extent, grid) for grid in GRIDS.values()]}


def _listed(collection: str, extent: Any, grid: Grid) -> Document:
    one = tileset(collection, extent, grid)
    own = link("self", "ogc.tileset", _("Vector tiles"), JSON, collection=collection, matrix_set=grid.key)
    return {**one, "links": [own, *one["links"][2:]]}


def tileset(collection: str, extent: Any, grid: Grid) -> Document:
    """A tileset: what it shows and where each tile is. The order is zoom, row, column."""
    whole = url_for("ogc.tileset", collection=collection, matrix_set=grid.key, _external=True)
    found: Document = {
        "title": _(TILED[collection]),
        "dataType": "vector",
        "crs": _crs(grid),
        **({"tileMatrixSetURI": grid.uri} if grid.uri else {}),
        "links": [
            *self_links(),
            link(SCHEME_REL, "ogc.tile_matrix_set", grid.key, JSON, matrix_set=grid.key),
            {
                "href": f"{whole}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
                "rel": "item",
                "type": MVT,
                "title": _("Vector tiles"),
                "templated": True,
            },
        ],
    }
    if extent is not None:
        west, south, east, north = extent
        found["boundingBox"] = {"lowerLeft": [west, south], "upperRight": [east, north]}
    return found


def tile_matrix_sets() -> Document:
    """The list of tile matrix sets."""
    return {"links": self_links(), "tileMatrixSets": [_set_listed(grid) for grid in GRIDS.values()]}


def _set_listed(grid: Grid) -> Document:
    links = [link("self", "ogc.tile_matrix_set", grid.key, JSON, matrix_set=grid.key)]
    return {"id": grid.key, "title": grid.title, "links": links, **({"uri": grid.uri} if grid.uri else {})}


def tile_matrix_set(grid: Grid) -> Document:
    """The definition of a set, as the standard has it."""
    found: Document = {
        "id": grid.key,
        "title": grid.title,
        "crs": _crs(grid),
        "orderedAxes": ["X", "Y"] if grid is WEB_QUAD else ["E", "N"],
        "links": self_links(),
        "tileMatrices": [_matrix(grid, zoom) for zoom in range(grid.most_zoom + 1)],
    }
    if grid is WEB_QUAD:
        found |= {"uri": grid.uri, "wellKnownScaleSet": SCALES}
    return found


def _crs(grid: Grid) -> str:
    return f"http://www.opengis.net/def/crs/EPSG/0/{grid.epsg}"


def _matrix(grid: Grid, zoom: int) -> Document:
    cell = grid.side / 2**zoom / TILE_SIDE
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL,
        "cellSize": cell,
        "pointOfOrigin": [grid.west, grid.north],
        "tileWidth": TILE_SIDE,
        "tileHeight": TILE_SIDE,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }
