"""Addresses of vector tiles. A version in the address lets browsers keep a tile for as long as they like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from psycopg.errors import QueryCanceled
from psycopg_pool import PoolTimeout

from geo.tiles import Tile
from webapp.access import public
from webapp.config import Settings
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, memory
from webapp.formats import language
from webapp.side_pools import SidePool
from webapp.texts import like_letters
from webapp.tiles import queries
from webapp.tiles.kept import KeptTiles
from webapp.tiles.queries import Mark

blueprint = Blueprint("tiles", __name__, url_prefix="/tiles")

MVT = "application/vnd.mapbox-vector-tile"
FOREVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=5"
TIME_LIMIT = "2s"


def make_pool(settings: Settings) -> SidePool:
    """A few connections of their own, so that tiles never starve ballots."""
    return SidePool(settings, "nasta-tiles", settings.tile_connections, TIME_LIMIT)


@blueprint.record_once
def keep_tiles(state: BlueprintSetupState) -> None:
    """Give the application its memory of tiles."""
    settings: Settings = state.app.config["SETTINGS"]
    state.app.extensions["kept_tiles"] = KeptTiles(settings.tile_memory_mb * 2**20)


def kept_tiles() -> KeptTiles:
    """The tiles that this process keeps."""
    kept: KeptTiles = current_app.extensions["kept_tiles"]
    return kept


def pool() -> SidePool:
    """The pool of this process."""
    tiles: SidePool = current_app.extensions["tile_pool"]
    return tiles


@blueprint.get("/proposals/v<int:version>/<int:z>/<int:y>/<int:x>")
@public
def proposals(version: int, z: int, y: int, x: int) -> Response:
    """Pins and cells of a round's proposals (`?round=` and the list's filters)."""
    tile, owner = tile_of(z, x, y), round_id()
    asked = filters("theme", "district", "neighbourhood", "state", "from", "to", "q")
    areas = request.args.get("areas")
    mark = mark_of(owner, version, areas)
    body = kept_tiles().get(
        (owner, tile, mark, *sorted(asked.items())),
        lambda: queries.proposals(pool(), tile, owner, asked, current_settings().time_zone),
    )
    is_settled = mark.unsettled is None and (version, areas) == (mark.version, mark.areas)
    return answer(body, FOREVER if is_settled else A_MOMENT)


def mark_of(owner: int, version: int, areas: str | None) -> Mark:
    """The state of affairs of a round's pins: at least as new as the page, which names a version and a mark of areas.

    Raises Refusal(NOT_FOUND) where no such round is published.
    """

    def look() -> Mark | None:
        return queries.mark_of(pool(), owner)

    mark = memory().fresh(("pins", owner), current_settings().list_seconds, look)
    if mark is None or version > mark.version or areas not in (None, mark.areas):
        mark = memory().fresh(("pins", owner), 0, look)
    if mark is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return mark


@blueprint.get("/projects/v<int:version>/<int:z>/<int:y>/<int:x>")
@public
def projects(version: int, z: int, y: int, x: int) -> Response:
    """Pins and cells of a round's projects on the ballot (`?round=` and the list's filters)."""
    body = queries.projects(
        pool(),
        tile_of(z, x, y),
        round_id(),
        language(),
        filters("theme", "district", "neighbourhood", "pot", "low", "high", "q"),
    )
    return in_language(answer(body, A_MOMENT))


@blueprint.get("/backdrop/<int:z>/<int:y>/<int:x>")
@public
def backdrop(z: int, y: int, x: int) -> Response:
    """The city's own background map."""
    tile, spoken = tile_of(z, x, y), language()
    mark = memory().fresh("backdrop", current_settings().list_seconds, lambda: queries.backdrop_mark(pool()))
    body = kept_tiles().get(("backdrop", tile, spoken, mark), lambda: queries.backdrop(pool(), tile, spoken))
    return in_language(answer(body, A_MOMENT))


@blueprint.errorhandler(QueryCanceled)
@blueprint.errorhandler(PoolTimeout)
def too_slow(error: Exception) -> Response:
    """A tile that took too long, or found no turn, is left out; the map asks again by itself."""
    return Response(status=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})


def tile_of(z: int, x: int, y: int) -> Tile:
    """The tile, or the refusal that there is none."""
    try:
        return Tile(z, x, y)
    except ValueError as error:
        raise Refusal(RefusalCode.NOT_FOUND) from error


def round_id() -> int:
    """The number of the round that the address asks for."""
    value = request.args.get("round", "")
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Refusal(RefusalCode.NOT_FOUND)
    return int(value)


def filters(*known: str) -> Mapping[str, str | int]:
    """The filters that the address has a value for; LIKE's own signs are taken as letters."""
    found: dict[str, str | int] = {name: request.args[name] for name in known if request.args.get(name)}
    if any("\0" in str(value) or len(str(value)) > 200 for value in found.values()):
        raise Refusal(RefusalCode.NOT_FOUND)
    if "q" in found:
        found["q"] = like_letters(str(found["q"]))
    for name in ("pot", "low", "high"):
        if name in found:
            if not str(found[name]).isdecimal() or len(str(found[name])) > 18:
                raise Refusal(RefusalCode.NOT_FOUND)
            found[name] = int(found[name])
    for name in ("from", "to"):
        if name in found:
            found[name] = day_of(str(found[name]))
    return found


def day_of(words: str) -> str:
    """A day such as 2026-11-24, or the refusal that there is no such tile."""
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise Refusal(RefusalCode.NOT_FOUND) from error


def in_language(response: Response) -> Response:
    """A tile with names: who keeps it, keeps it for each language."""
    response.vary.update(["Cookie", "Accept-Language"])
    return response


def answer(body: bytes, cache: str) -> Response:
    """A tile with a tag of its content; an empty one is 204."""
    response = Response(body, status=200 if body else 204, mimetype=MVT)
    response.headers["Cache-Control"] = cache
    response.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
    response.make_conditional(request)
    return response
