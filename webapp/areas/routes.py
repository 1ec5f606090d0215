"""The areas in use for everyone: a page, and GeoJSON for maps and GIS programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from geo.detail import LEVELS as LEVELS_OF_DETAIL
from geo.geojson import feature, feature_collection, write_json
from webapp.access import public
from webapp.areas import queries, version_queries
from webapp.areas.models import LEVELS, BoundaryLayer
from webapp.areas.version_queries import VersionRow
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.texts import LANGUAGES

blueprint = Blueprint("areas", __name__)

GEOJSON = "application/geo+json"
A_WHILE = "public, max-age=300"


@blueprint.get("/areas")
@public
def index() -> ResponseReturnValue:
    """Into what the city is divided, and where to get it as data."""
    return render_template("areas/index.html", layers=version_queries.layers_in_use(db.session))


@blueprint.get("/areas/<level>.geojson")
@public
def geojson(level: str) -> Response:
    """The areas of a level as they are in use, in longitude and latitude (CRS84). `?detail=` in metres: fewer points."""
    detail = request.args.get("detail", type=int)
    if "detail" in request.args and detail not in LEVELS_OF_DETAIL:
        raise Refusal(RefusalCode.NOT_FOUND)
    found = version_queries.layer_in_use(db.session, level) if level in LEVELS else None
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    layer, version = found
    tag = f"v{version.id}-{detail or 0}"
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        response = geojson_answer(collection(db.session, layer, version, detail))
    response.set_etag(tag)
    response.headers["Cache-Control"] = A_WHILE
    return response


def collection(
    session: Session, layer: BoundaryLayer, version: VersionRow, detail: int | None = None
) -> dict[str, Any]:
    """The areas of a version as a GeoJSON collection that says which version it is. `detail` in metres."""
    features = [
        feature(
            shape,
            {
                "code": row.code,
                **{f"name_{language}": row.name.get(language) for language in LANGUAGES},
                "parent": row.parent_code,
                "population": row.population,
            },
            id=row.code,
        )
        for row, shape in queries.shapes_of_version(session, version.id, detail)
    ]
    return {
        **feature_collection(features),
        "name": layer.level,
        "version": version.number,
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "last_day": version.last_day.isoformat() if version.last_day else None,
    }


def geojson_answer(content: dict[str, Any]) -> Response:
    """GeoJSON that any page may fetch: it is open data."""
    response = Response(write_json(content), mimetype=GEOJSON)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
