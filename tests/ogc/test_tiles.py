"""OGC API Tiles: what describes the tiles, and what is in them."""

from __future__ import annotations

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from shapely import Point

from geo.crs import WGS84, transform_one
from geo.grids import GRIDS, NATIONAL, WEB_QUAD, Grid
from tests.ogc.conftest import City, Document, Get
from webapp.ogc.tilesets import TILED, TILESETS_REL

every_tiled = pytest.mark.parametrize("collection", TILED)


QUAD = WEB_QUAD.key
every_grid = pytest.mark.parametrize("grid", GRIDS.values(), ids=lambda grid: grid.key)


def tile_at(
    template: str, zoom: int, longitude: float = 28.05, latitude: float = 61.05, grid: Grid = WEB_QUAD
) -> str:
    """The address of the tile that holds the place, from the template of the tileset."""
    point = transform_one(Point(longitude, latitude), WGS84, grid.epsg).centroid
    side = grid.side / 2**zoom
    column, row = int((point.x - grid.west) // side), int((grid.north - point.y) // side)
    for name, value in {"tileMatrix": zoom, "tileRow": row, "tileCol": column}.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


def template_of(get: Get, collection: str, grid: str = QUAD) -> str:
    links = get(f"/collections/{collection}/tiles/{grid}")["links"]
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


@pytest.mark.parametrize("zoom", [0, 1, 2, 10, 15])
@every_grid
@every_tiled
def test_tiles_hold_what_is_published(
    get: Get, visitor: FlaskClient, city: City, collection: str, grid: Grid, zoom: int
) -> None:
    answer = visitor.get(tile_at(template_of(get, collection, grid.key), zoom, grid=grid))
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
        assert counted == (everywhere if zoom < 3 else everywhere / 2)
        assert "Salainen" not in str(layers)
        places = [one["geometry"]["coordinates"] for one in (*cells, *pins)]
        assert all(0 <= number <= 4096 for place in places for number in place)


@pytest.mark.parametrize("collection", ["proposals", "projects"])
@pytest.mark.parametrize(
    ("grid", "first"), [(WEB_QUAD, 12), (NATIONAL, 9)], ids=lambda one: getattr(one, "key", str(one))
)
def test_lines_are_in_the_tiles_close_in(
    get: Get, visitor: FlaskClient, city: City, collection: str, grid: Grid, first: int
) -> None:
    template = template_of(get, collection, grid.key)
    for zoom in (first, first + 3, first - 1):
        data = visitor.get(tile_at(template, zoom, 28.255, 61.15, grid)).data
        layers = mapbox_vector_tile.decode(data)
        drawn = layers.get("shape", {"features": []})["features"]
        assert len(drawn) == (zoom >= first)
        assert all(one["geometry"]["type"] == "LineString" for one in drawn)
        assert {one["properties"]["kind"] for one in drawn} <= {collection.rstrip("s")}
        hidden = visitor.get(tile_at(template, zoom, 28.055, 61.05, grid)).data
        assert "shape" not in mapbox_vector_tile.decode(hidden)


def test_a_round_narrows_and_an_empty_tile_is_no_content(get: Get, visitor: FlaskClient, city: City) -> None:
    address = tile_at(template_of(get, "proposals"), 10)
    assert visitor.get(f"{address}?round={city.slug}").status_code == 200
    assert visitor.get(f"{address}?round=other").status_code == 204
    assert visitor.get(tile_at(template_of(get, "proposals"), 10, 0.0, 0.0)).status_code == 204


def test_the_national_grid_is_as_the_recommendation_says(get: Get) -> None:
    listed = [one["id"] for one in get("/tileMatrixSets")["tileMatrixSets"]]
    assert listed == [QUAD, NATIONAL.key]
    scheme = get(f"/tileMatrixSets/{NATIONAL.key}")
    assert scheme["crs"].endswith("/3067") and len(scheme["tileMatrices"]) == 16
    first, last = scheme["tileMatrices"][0], scheme["tileMatrices"][-1]
    assert (first["cellSize"], first["pointOfOrigin"], first["matrixWidth"]) == (8192, [-548576, 8388608], 1)
    assert (last["cellSize"], last["matrixWidth"]) == (0.25, 2**15)


@pytest.mark.parametrize("zoom", range(0, 16, 3))
def test_every_pin_is_in_one_tile_of_the_national_grid(
    get: Get, visitor: FlaskClient, city: City, zoom: int
) -> None:
    template = template_of(get, "proposals", NATIONAL.key)
    around = {
        tile_at(template, zoom, longitude, latitude, NATIONAL)
        for longitude in (28.0, 28.05, 28.1, 28.15, 28.2, 28.25, 28.3, 28.35)
        for latitude in (61.0, 61.05, 61.1, 61.15)
    }
    counted = 0
    for address in around:
        answer = visitor.get(address)
        layers = mapbox_vector_tile.decode(answer.data) if answer.status_code == 200 else {}
        counted += sum(one["properties"]["n"] for one in layers.get("cell", {"features": []})["features"])
        counted += len(layers.get("pin", {"features": []})["features"])
    assert counted == 4
