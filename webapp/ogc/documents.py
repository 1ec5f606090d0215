"""The documents of the open interface that describe it: landing page, conformance, collections, features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from webapp.extensions import current_settings
from webapp.ogc import queries
from webapp.ogc.answers import GEOJSON, HTML, JSON, OPENAPI, Document, link, self_links, spoken
from webapp.ogc.collection import Collection
from webapp.ogc.collections import COLLECTIONS
from webapp.ogc.systems import CRS84, systems
from webapp.ogc.tilesets import TILED, tile_links
from webapp.texts import Texts

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
)


def landing() -> Document:
    """Where everything begins."""
    city = Texts(current_settings().city_name).in_language(spoken())
    return {
        "title": _("Participatory budgeting, %(city)s: open data", city=city),
        "description": _(
            "Published proposals, projects, areas and outcomes for GIS programs. Names of residents and single "
            "ballots are not here."
        ),
        "links": [
            *self_links(),
            link("service-desc", "ogc.api", _("The interface as OpenAPI"), OPENAPI, f="json"),
            link("service-doc", "ogc.api", _("The interface in words"), HTML, f="html"),
            link("conformance", "ogc.conformance", _("Which standards it follows")),
            link("data", "ogc.collections", _("The collections")),
            link(
                "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                "ogc.tile_matrix_sets",
                _("Tile matrix sets"),
            ),
        ],
    }


def conformance() -> Document:
    """Which parts of which standards are followed."""
    return {"conformsTo": list(CONFORMANCE), "links": self_links()}


def collections(extent: Any) -> Document:
    """Every collection."""
    return {
        "links": self_links(),
        "crs": [system.uri for system in systems(current_settings().metric_crs)],
        "collections": [described(collection, extent) for collection in COLLECTIONS],
    }


def described(collection: Collection, extent: Any, *, is_alone: bool = False) -> Document:
    """One collection: what it is, where it lies, in which systems it can be had."""
    key = collection.key
    own = self_links() if is_alone else [link("self", "ogc.collection", _(collection.title), collection=key)]
    links = [
        *own,
        link("items", "ogc.items", _(collection.title), GEOJSON, collection=key, f="json"),
        link("items", "ogc.items", _(collection.title), HTML, collection=key, f="html"),
    ]
    if key in TILED:
        links += tile_links(key)
    found: Document = {
        "id": key,
        "title": _(collection.title),
        "description": _(collection.description),
        "itemType": "feature",
        "crs": [system.uri for system in systems(current_settings().metric_crs)],
        "storageCrs": CRS84,
        "links": links,
    }
    if extent is not None:
        found["extent"] = {"spatial": {"bbox": [list(extent)], "crs": CRS84}}
    return found


def divisions(used: Sequence[queries.Feature]) -> list[Document]:
    """By which division of the city the areas in an answer are, level by level."""
    return [{key: _plain(value) for key, value in one.items()} for one in used]


def feature(collection: Collection, row: queries.Feature) -> Document:
    """A row as GeoJSON."""
    properties = {key: _plain(row[key]) for key in collection.keys}
    if collection.page is not None:
        endpoint, argument = collection.page
        properties["page"] = url_for(endpoint, _external=True, **{argument: row["fid"]})
    geometry = None if row["geometry"] is None else json.loads(row["geometry"])
    return {"type": "Feature", "id": row["fid"], "geometry": geometry, "properties": properties}


def feature_links(collection: Collection) -> list[Document]:
    """Links of one feature."""
    back = link("collection", "ogc.collection", _(collection.title), JSON, collection=collection.key)
    return [*self_links(GEOJSON), back]


def page_links(collection: Collection, last: int | str | None) -> list[Document]:
    """Links of a page of features; `last` is the last id on it if there are more."""
    links = [
        *self_links(GEOJSON),
        link("collection", "ogc.collection", _(collection.title), JSON, collection=collection.key),
    ]
    if last is not None:
        values: dict[str, Any] = {**request.args.to_dict(), "collection": collection.key, "after": last}
        links.append(link("next", "ogc.items", _("Next page"), GEOJSON, **values))
    return links


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
