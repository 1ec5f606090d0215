"""OGC API Tiles: the collections that can be had as vector tiles, and the tile matrix set that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from geo.tiles import HALF, MOST_ZOOM, WORLD
from webapp.ogc.answers import JSON, Document, link, self_links
from webapp.texts import N_

QUAD = "WebMercatorQuad"
QUAD_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
MVT = "application/vnd.mapbox-vector-tile"
TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILE_SIDE = 256
PIXEL = 0.00028
"""Metres of a pixel as OGC defines a scale."""

TILED: Mapping[str, str] = {
    "proposals": N_("Pins of proposals; far out cells that say how many pins they hold"),
    "projects": N_("Pins of projects; far out cells that say how many pins they hold"),
    "areas": N_("The city, its districts and its neighbourhoods"),
}


def tile_links(collection: str) -> list[Document]:
    """The link from a collection to its tilesets."""
    return [link(TILESETS_REL, "ogc.tilesets_of", _("Vector tiles"), JSON, collection=collection)]


def tilesets(collection: str, extent: Any) -> Document:
    """The list of a collection's tilesets: there is one."""
    one = {key: value for key, value in tileset(collection, extent).items() if key != "tileMatrixSetLimits"}
    one["links"] = [
        link("self", "ogc.tileset", _("Vector tiles"), JSON, collection=collection, matrix_set=QUAD),
        *one["links"][2:],
    ]
    return {"links": self_links(), "tilesets": [one]}


def tileset(collection: str, extent: Any) -> Document:
    """A tileset: what it shows and where each tile is. The order is zoom, row, column."""
    whole = url_for("ogc.tileset", collection=collection, matrix_set=QUAD, _external=True)
    found: Document = {
        "title": _(TILED[collection]),
        "dataType": "vector",
        "crs": MERCATOR,
        "tileMatrixSetURI": QUAD_URI,
        "links": [
            *self_links(),
            link(SCHEME_REL, "ogc.tile_matrix_set", QUAD, JSON, matrix_set=QUAD),
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
    """The list of tile matrix sets: there is one."""
    links = [link("self", "ogc.tile_matrix_set", QUAD, JSON, matrix_set=QUAD)]
    return {"links": self_links(), "tileMatrixSets": [{"id": QUAD, "uri": QUAD_URI, "links": links}]}


def tile_matrix_set() -> Document:
    """The definition of the one set, as the standard has it."""
    return {
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": QUAD_URI,
        "crs": MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "links": self_links(),
        "tileMatrices": [_matrix(zoom) for zoom in range(MOST_ZOOM + 1)],
    }


def _matrix(zoom: int) -> Document:
    cell = WORLD / 2**zoom / TILE_SIDE
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL,
        "cellSize": cell,
        "pointOfOrigin": [-HALF, HALF],
        "tileWidth": TILE_SIDE,
        "tileHeight": TILE_SIDE,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }
