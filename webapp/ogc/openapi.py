"""The open interface as an OpenAPI 3.0 document, made from the list of collections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from geo.grids import GRIDS, Grid
from webapp.extensions import current_settings
from webapp.ogc.answers import GEOJSON, HTML, JSON, OPENAPI, Document
from webapp.ogc.collection import Collection
from webapp.ogc.collections import COLLECTIONS
from webapp.ogc.rules import DEFAULT_ITEMS, LONGEST_TEXT, MOST_ID, MOST_ITEMS
from webapp.ogc.systems import System
from webapp.ogc.tilesets import MVT, TILED
from webapp.texts import LANGUAGES
from webapp.version import VERSION

MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-3]):[0-5]\d)"
MOMENT = rf"[12]\d{{3}}-{MONTH_DAY}(T{CLOCK})?"
DATETIME = rf"^({MOMENT}|{MOMENT}/{MOMENT}|{MOMENT}/(\.\.)?|(\.\.)?/{MOMENT})$"


def openapi(known: Sequence[System]) -> Document:
    """The whole document for these coordinate systems."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Participatory budgeting: open data"),
            "version": VERSION,
            "description": _(
                "Published proposals, projects, areas and outcomes. OGC API Features and Tiles."
            ),
            "contact": {"email": current_settings().contact_email},
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": url_for("ogc.landing", _external=True)}],
        "paths": _paths(),
        "components": {
            "parameters": _parameters(known),
            "schemas": _schemas(),
            "responses": _errors(),
        },
    }


def _paths() -> Document:
    paths = {
        "/": _get("landing", _("Where everything begins"), _json("document")),
        "/conformance": _get("conformance", _("Which standards are followed"), _json("document")),
        "/api": _get("api", _("This document"), {OPENAPI: _schema("document"), **_page()}),
        "/collections": _get("collections", _("Every collection"), _json("document")),
        "/tileMatrixSets": _get("tileMatrixSets", _("Tile matrix sets"), _json("document")),
    }
    for key in GRIDS:
        paths[f"/tileMatrixSets/{key}"] = _get(f"tileMatrixSet.{key}", key, _json("document"))
    for collection in COLLECTIONS:
        paths |= _of_collection(collection)
    for key in TILED:
        paths |= _of_tiles(key)
    return paths


def _of_collection(collection: Collection) -> Document:
    key, title, base = collection.key, _(collection.title), f"/collections/{collection.key}"
    own = [_filter(one.key, _(one.meaning), one.values) for one in collection.filters]
    asked = [_parameter(name) for name in ("bbox", "bbox-crs", "crs", "datetime", "limit")]
    after = {
        **_query("after", _("Begin after this id, as the link to the next page does")),
        "schema": _id(collection),
    }
    fid = {"name": "featureId", "in": "path", "required": True, "schema": _id(collection)}
    features = {GEOJSON: _schema("features"), **_page()}
    one = {GEOJSON: _schema("feature"), **_page()}
    return {
        base: _get(f"collection.{key}", title, _json("document")),
        f"{base}/items": _get(f"items.{key}", title, features, [*asked, after, *own], crs=True),
        f"{base}/items/{{featureId}}": _get(
            f"item.{key}", title, one, [fid, _parameter("crs")], crs=True, missing=True
        ),
    }


def _id(collection: Collection) -> Document:
    if collection.has_text_ids:
        return _text()
    return {"type": "integer", "minimum": 0, "maximum": MOST_ID}


def _text() -> Document:
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": r"^[^\x00]+$"}


def _of_tiles(key: str) -> Document:
    base = f"/collections/{key}/tiles"
    found = {base: _get(f"tilesets.{key}", _("Vector tiles"), _json("document"))}
    for grid in GRIDS.values():
        name = f"{key}.{grid.key}"
        found[f"{base}/{grid.key}"] = _get(f"tileset.{name}", _("Vector tiles"), _json("document"))
        found[f"{base}/{grid.key}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"] = _of_tile(name, grid)
    return found


def _of_tile(name: str, grid: Grid) -> Document:
    most = 2**grid.most_zoom - 1
    place = [
        {
            "name": part,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0, "maximum": highest},
        }
        for part, highest in (("tileMatrix", grid.most_zoom), ("tileRow", most), ("tileCol", most))
    ]
    tile = _get(
        f"tile.{name}",
        _("One vector tile"),
        {MVT: {"schema": {"type": "string", "format": "binary"}}},
        [*place, _filter("round", _("Only of the round with this address"), ())],
        missing=True,
    )
    tile["get"]["responses"]["204"] = {"description": _("An empty tile")}
    return tile


def _get(
    operation: str,
    summary: str,
    content: Document,
    parameters: Sequence[Document] = (),
    *,
    crs: bool = False,
    missing: bool = False,
) -> Document:
    found: Document = {"description": summary, "content": content}
    if crs:
        found["headers"] = {
            "Content-Crs": {
                "description": _("The coordinate system"),
                "required": True,
                "schema": {"type": "string"},
            }
        }
    responses = {"200": found, "400": _error("wrong"), "503": _error("resting")}
    if missing:
        responses["404"] = _error("missing")
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [operation.split(".")[-1]],
            "parameters": [*parameters, _parameter("f"), _parameter("lang")],
            "responses": responses,
        }
    }


def _json(name: str) -> Document:
    return {JSON: _schema(name), **_page()}


def _page() -> Document:
    return {HTML: {"schema": {"type": "string"}}}


def _schema(name: str) -> Document:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _parameter(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}


def _error(name: str) -> Document:
    return {"$ref": f"#/components/responses/{name}"}


def _query(name: str, words: str) -> Document:
    return {"name": name, "in": "query", "required": False, "description": words}


def _filter(name: str, words: str, values: Sequence[str]) -> Document:
    return {**_query(name, words), "schema": {"type": "string", "enum": list(values)} if values else _text()}


def _parameters(known: Sequence[System]) -> Document:
    uris = [system.uri for system in known]
    number = {"type": "number"}
    lengths = [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]
    bbox = {"type": "array", "oneOf": lengths, "items": number}
    return {
        "f": {
            **_query("f", _("Format of the answer")),
            "schema": {"type": "string", "enum": ["json", "html"]},
        },
        "lang": {
            **_query("lang", _("Language of the city's texts")),
            "schema": {"type": "string", "enum": list(LANGUAGES)},
        },
        "bbox": {
            **_query("bbox", _("Only what touches this box, in the order of axes of its coordinate system")),
            "schema": bbox,
            "style": "form",
            "explode": False,
        },
        "bbox-crs": {
            **_query("bbox-crs", _("Coordinate system of the box")),
            "schema": {"type": "string", "enum": uris},
        },
        "crs": {
            **_query("crs", _("Coordinate system of the answer")),
            "schema": {"type": "string", "enum": uris},
        },
        "datetime": {
            **_query("datetime", _("An instant or an interval; '..' leaves an end open")),
            "schema": {"type": "string", "pattern": DATETIME},
        },
        "limit": {
            **_query("limit", _("How many features at once; more than the most is taken as the most")),
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_ITEMS},
            "style": "form",
            "explode": False,
        },
    }


def _schemas() -> Document:
    text, many = {"type": "string"}, {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    used = {"type": "array", "items": {"$ref": "#/components/schemas/division"}}
    feature: Document = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            "geometry": {"type": "object", "nullable": True, "required": ["type", "coordinates"]},
            "properties": {"type": "object"},
            "links": many,
            "divisions": used,
        },
    }
    features: Document = {
        "type": "object",
        "required": ["type", "features", "links", "timeStamp", "numberReturned"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
            "links": many,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "divisions": used,
        },
    }
    return {
        "link": {
            "type": "object",
            "required": ["href", "rel"],
            "properties": {"href": text, "rel": text, "type": text},
        },
        "division": _division(),
        "document": {"type": "object"},
        "feature": feature,
        "features": features,
        "error": {
            "type": "object",
            "required": ["code", "description"],
            "properties": {"code": text, "description": text},
        },
    }


def _errors() -> Document:
    content: dict[str, Any] = {JSON: _schema("error"), **_page()}
    words = {
        "wrong": _("An unknown parameter, or a value that it cannot have"),
        "missing": _("There is nothing at this address"),
        "resting": _("It took too long; ask again, or for less."),
    }
    return {name: {"description": text, "content": content} for name, text in words.items()}


def _division() -> Document:
    return {
        "type": "object",
        "required": ["level", "version", "since", "settling"],
        "properties": {
            "level": {"type": "string"},
            "version": {"type": "integer"},
            "since": {"type": "string", "format": "date", "nullable": True},
            "settling": {"type": "boolean"},
        },
    }
