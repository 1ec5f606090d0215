"""OGC API Tiles: what describes the tiles, and what is in them."""

from __future__ import annotations

import math

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient

from tests.ogc.conftest import City, Document, Get
from webapp.ogc.tilesets import QUAD, TILED, TILESETS_REL

every_tiled = pytest.mark.parametrize("collection", TILED)


def tile_at(template: str, zoom: int, longitude: float = 28.05, latitude: float = 61.05) -> str:
    """The address of the tile that holds the place, from the template of the tileset."""
    column = int((longitude + 180) / 360 * 2**zoom)
    row = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**zoom)
    for name, value in {"tileMatrix": zoom, "tileRow": row, "tileCol": column}.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


def template_of(get: Get, collection: str) -> str:
    links = get(f"/collections/{collection}/tiles/{QUAD}")["links"]
    return next(str(link["href"]) for link in links if link["rel"] == "item" and link["templated"])


@every_tiled
def test_a_collection_leads_to_its_tiles(get: Get, visitor: FlaskClient, collection: str) -> None:
    links: list[Document] = get(f"/collections/{collection}")["links"]
    listed = visitor.get(next(link["href"] for link in links if link["rel"] == TILESETS_REL)).get_json(
        force=True
    )
    own = next(link["href"] for link in listed["tilesets"][0]["links"] if link["rel"] == "self")
    tileset = visitor.get(own).get_json(force=True)
    assert (tileset["dataType"], tileset["crs"]) == ("vector", "http://www.opengis.net/def/crs/EPSG/0/3857")
    scheme = next(link["href"] for link in tileset["links"] if link["rel"].endswith("tiling-scheme"))
    matrices = visitor.get(scheme).get_json(force=True)["tileMatrices"]
    assert matrices[0]["scaleDenominator"] == pytest.approx(559_082_264.0287178)


@pytest.mark.parametrize("zoom", [0, 10, 16])
@every_tiled
def test_tiles_hold_what_is_published(
    get: Get, visitor: FlaskClient, city: City, collection: str, zoom: int
) -> None:
    answer = visitor.get(tile_at(template_of(get, collection), zoom))
    assert (answer.status_code, answer.mimetype) == (200, "application/vnd.mapbox-vector-tile")
    layers = mapbox_vector_tile.decode(answer.data)
    if collection == "areas":
        assert {one["properties"]["level"] for one in layers["area"]["features"]} == {
            "city",
            "district",
            "neighbourhood",
        }
    else:
        cells = layers.get("cell", {"features": []})["features"]
        pins = layers.get("pin", {"features": []})["features"]
        counted = sum(one["properties"]["n"] for one in cells) + len(pins)
        everywhere = {"proposals": 4, "projects": 2}[collection]
        assert counted == (everywhere if zoom == 0 else everywhere / 2)
        assert "Salainen" not in str(layers)


def test_a_round_narrows_and_an_empty_tile_is_no_content(get: Get, visitor: FlaskClient, city: City) -> None:
    address = tile_at(template_of(get, "proposals"), 10)
    assert visitor.get(f"{address}?round={city.slug}").status_code == 200
    assert visitor.get(f"{address}?round=other").status_code == 204
    assert visitor.get(tile_at(template_of(get, "proposals"), 10, 0.0, 0.0)).status_code == 204
