"""OGC API Features and Tiles over published data, at /ogc."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from psycopg import Connection
from psycopg.errors import QueryCanceled
from psycopg_pool import PoolTimeout
from werkzeug.exceptions import MethodNotAllowed

from geo.grids import GridTile
from webapp import error_handlers, error_pages
from webapp.access import public
from webapp.config import Settings
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings
from webapp.ogc import documents, queries, tile_queries, tilesets
from webapp.ogc.answers import (
    GEOJSON,
    OPENAPI,
    error,
    only,
    open_to_all,
    respond,
    spoken,
    streamed,
    wants_page,
)
from webapp.ogc.forms import ITEM_PARAMETERS, collection_of, grid_of, id_of, system_of, tiled, wanted_of
from webapp.ogc.openapi import openapi
from webapp.ogc.rules import plain_text
from webapp.ogc.systems import System, systems
from webapp.side_pools import SidePool

blueprint = Blueprint("ogc", __name__, url_prefix="/ogc")

TIME_LIMIT = "5s"


def make_pool(settings: Settings) -> SidePool:
    """A few connections of its own, so that programs that fetch everything never starve ballots."""
    return SidePool(settings, "nasta-ogc", settings.ogc_connections, TIME_LIMIT)


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for this request."""
    pool: SidePool = current_app.extensions["ogc_pool"]
    with pool.connection() as connection:
        yield connection


@blueprint.get("", strict_slashes=False)
@public
def landing() -> Response:
    """Where everything begins."""
    only()
    return respond(documents.landing(), "landing")


@blueprint.get("/conformance")
@public
def conformance() -> Response:
    """Which standards are followed."""
    only()
    return respond(documents.conformance(), "conformance")


@blueprint.get("/api")
@public
def api() -> Response:
    """The interface as OpenAPI 3.0."""
    only()
    return respond(openapi(systems(current_settings().metric_crs)), "api", OPENAPI)


@blueprint.get("/collections")
@public
def collections() -> Response:
    """Every collection."""
    only()
    with reading() as connection:
        document = documents.collections(queries.extent(connection))
    return respond(document, "collections")


@blueprint.get("/collections/<collection>")
@public
def collection(collection: str) -> Response:
    """One collection."""
    only()
    found = collection_of(collection)
    with reading() as connection:
        document = documents.described(found, queries.extent(connection), is_alone=True)
        document["divisions"] = documents.divisions(queries.divisions(connection))
    return respond(document, "collection", collection=found, systems=systems(current_settings().metric_crs))


@blueprint.get("/collections/<collection>/items")
@public
def items(collection: str) -> Response:
    """A page of features."""
    found = collection_of(collection)
    only(*ITEM_PARAMETERS, *(one.key for one in found.filters))
    wanted = wanted_of(found)
    with reading() as connection:
        page = queries.page(connection, found, wanted)
        used = queries.divisions(connection)
    last = page.features[-1]["fid"] if page.has_more else None
    start: dict[str, Any] = {
        "type": "FeatureCollection",
        "links": documents.page_links(found, last),
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberReturned": len(page.features),
        "divisions": documents.divisions(used),
    }
    if page.matched is not None:
        start["numberMatched"] = page.matched
    features = (documents.feature(found, row) for row in page.features)
    if wants_page():
        document = {**start, "features": list(features)}
        answer = Response(render_template("ogc/items.html", document=document, collection=found))
    else:
        body = list(streamed(start, "features", features))
        answer = Response(body, content_type=GEOJSON)
    return _in_system(open_to_all(answer), wanted.system)


@blueprint.get("/collections/<collection>/items/<path:fid>")
@public
def item(collection: str, fid: str) -> Response:
    """One feature."""
    found = collection_of(collection)
    only("crs")
    number = id_of(found, fid)
    system = system_of("crs")
    if number is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    with reading() as connection:
        row = queries.one(connection, found, number, spoken(), system)
        used = queries.divisions(connection)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    document = {
        **documents.feature(found, row),
        "links": documents.feature_links(found),
        "divisions": documents.divisions(used),
    }
    return _in_system(respond(document, "item", GEOJSON, collection=found), system)


@blueprint.get("/collections/<collection>/tiles")
@public
def tilesets_of(collection: str) -> Response:
    """The tilesets of a collection."""
    only()
    tiled(collection)
    with reading() as connection:
        document = tilesets.tilesets(collection, queries.extent(connection))
    return respond(document, "document")


@blueprint.get("/collections/<collection>/tiles/<matrix_set>")
@public
def tileset(collection: str, matrix_set: str) -> Response:
    """One tileset."""
    only()
    tiled(collection)
    grid = grid_of(matrix_set)
    with reading() as connection:
        document = tilesets.tileset(collection, queries.extent(connection), grid)
    return respond(document, "document")


@blueprint.get("/collections/<collection>/tiles/<matrix_set>/<int:z>/<int:row>/<int:column>")
@public
def tile(collection: str, matrix_set: str, z: int, row: int, column: int) -> ResponseReturnValue:
    """One vector tile: zoom, row from the north, column from the west."""
    only("round")
    tiled(collection)
    try:
        wanted = GridTile(grid_of(matrix_set), z, column, row)
    except ValueError:
        raise Refusal(RefusalCode.NOT_FOUND) from None
    slug = request.args.get("round")
    with reading() as connection:
        body = tile_queries.tile(
            connection, collection, wanted, spoken(), None if slug is None else plain_text("round", slug)
        )
    response = Response(body, status=200 if body else 204, content_type=tilesets.MVT)
    return open_to_all(response)


@blueprint.get("/tileMatrixSets")
@public
def tile_matrix_sets() -> Response:
    """The tile matrix sets that tiles come in."""
    only()
    return respond(tilesets.tile_matrix_sets(), "document")


@blueprint.get("/tileMatrixSets/<matrix_set>")
@public
def tile_matrix_set(matrix_set: str) -> Response:
    """The definition of a tile matrix set."""
    only()
    return respond(tilesets.tile_matrix_set(grid_of(matrix_set)), "document")


@blueprint.get("/<path:address>")
@public
def nowhere(address: str) -> Response:
    """Any other address under this one: told as programs read it, as every other refusal here."""
    raise Refusal(RefusalCode.NOT_FOUND)


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> ResponseReturnValue:
    """A refusal as programs read it, or as a page that leads back to where the data begin."""
    status, words = error_pages.REFUSALS[refusal.code][0], error_pages.words_of(refusal)
    if wants_page():
        return error_handlers.page(status, words, ("ogc.landing", _("Go to the open data")))
    return error(status, refusal.code.value, words)


@blueprint.app_errorhandler(MethodNotAllowed)
def not_by_this_method(reason: MethodNotAllowed) -> ResponseReturnValue:
    """No address here takes what is sent to it. Flask tells nobody's own handler of such a request, so this one looks at all."""
    is_here = f"{request.path}/".startswith(f"{blueprint.url_prefix}/")
    if not is_here or wants_page():
        return error_handlers.http_error(reason)
    answer = error(405, "method_not_allowed", _("Here one can only read."))
    answer.headers["Allow"] = ", ".join(sorted(reason.valid_methods or ()))
    return answer


@blueprint.errorhandler(QueryCanceled)
@blueprint.errorhandler(PoolTimeout)
def too_slow(reason: Exception) -> Response:
    """What takes too long, or finds no turn, is given up, so that the service stays quick for residents."""
    response = error(503, "too_slow", _("It took too long; ask again, or for less."))
    response.headers["Retry-After"] = "5"
    return response


def _in_system(response: Response, system: System) -> Response:
    response.headers["Content-Crs"] = f"<{system.uri}>"
    return response
