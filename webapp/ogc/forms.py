"""Reading a request to the open interface: which collection, which system, which features."""

from __future__ import annotations

from flask import request

from geo.grids import GRIDS, Grid
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings
from webapp.ogc import queries, tilesets
from webapp.ogc.answers import spoken
from webapp.ogc.collection import Collection
from webapp.ogc.collections import BY_KEY
from webapp.ogc.rules import DEFAULT_ITEMS, box_of, limit_of, number_of, plain_text, text_of, when_of, wrong
from webapp.ogc.systems import System, systems

ITEM_PARAMETERS = ("bbox", "bbox-crs", "crs", "datetime", "limit", "after")


def collection_of(key: str) -> Collection:
    """The collection with this key. Raises Refusal(NOT_FOUND)."""
    if key not in BY_KEY:
        raise Refusal(RefusalCode.NOT_FOUND)
    return BY_KEY[key]


def tiled(collection: str) -> None:
    """Refuse a collection that has no tiles. Raises Refusal(NOT_FOUND)."""
    if collection not in tilesets.TILED:
        raise Refusal(RefusalCode.NOT_FOUND)


def grid_of(matrix_set: str) -> Grid:
    """The tile matrix set of that name. Raises Refusal(NOT_FOUND)."""
    if matrix_set not in GRIDS:
        raise Refusal(RefusalCode.NOT_FOUND)
    return GRIDS[matrix_set]


def id_of(collection: Collection, text: str) -> int | str | None:
    """The id as the collection has it, or None for what can be none."""
    return text_of(text) if collection.has_text_ids else number_of(text)


def system_of(name: str) -> System:
    """The coordinate system that the parameter names, else degrees. Raises Refusal(PARAMETER_WRONG)."""
    known = systems(current_settings().metric_crs)
    asked = request.args.get(name, known[0].uri)
    found = next((system for system in known if system.uri == asked), None)
    if found is None:
        raise wrong(name)
    return found


def wanted_of(collection: Collection) -> queries.Wanted:
    """What is asked of the collection's features. Raises Refusal(PARAMETER_WRONG)."""
    args = request.args
    box_system = system_of("bbox-crs")
    after = id_of(collection, args["after"]) if "after" in args else None
    if "after" in args and after is None:
        raise wrong("after")
    return queries.Wanted(
        language=spoken(),
        system=system_of("crs"),
        filters=_filters(collection),
        box=box_of(args["bbox"], is_north_first=box_system.is_north_first) if "bbox" in args else None,
        box_system=box_system,
        when=when_of(args["datetime"]) if "datetime" in args else None,
        after=after,
        limit=limit_of(args.get("limit", str(DEFAULT_ITEMS))),
    )


def _filters(collection: Collection) -> dict[str, str]:
    found = {}
    for one in collection.filters:
        if one.key in request.args:
            found[one.key] = plain_text(one.key, request.args[one.key])
            if one.values and found[one.key] not in one.values:
                raise wrong(one.key)
    return found
