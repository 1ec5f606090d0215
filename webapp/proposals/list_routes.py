"""The public list of proposals with its map, narrowed by the same filters."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.addresses import pins_address
from webapp.areas.in_use import FINLAND
from webapp.extensions import current_settings, db, memory
from webapp.formats import language
from webapp.proposals import list_queries as queries
from webapp.proposals.list_head import Mark, frame_of, mark_of
from webapp.proposals.list_queries import PAGE, Wanted
from webapp.proposals.rules import SHOWN_STATES, turn_of
from webapp.revalidation import revalidated
from webapp.rounds.phases import Activity, opening

blueprint = Blueprint("proposal_list", __name__)


@blueprint.get("/rounds/<slug>/proposals")
@public
def index(slug: str) -> ResponseReturnValue:
    """The public list with its map; both have the same filters. Unchanged pages are answered with 304."""
    if "turn" not in request.args and request.args.get("order") != "newest":
        return redirect(
            f"{request.path}?{urlencode({**request.args, 'turn': f'{secrets.randbelow(1000) / 1000:.3f}'})}"
        )
    mark = state_of_affairs(slug)
    return revalidated(lambda: mark, lambda: page_of(mark))


def page_of(mark: Mark) -> str:
    """The page of the list."""
    wanted = wanted_of(request.args)
    total, rows = queries.found(db.session, mark, wanted, memory())
    frame = frame_of(db.session, mark, language(), memory())
    return render_template(
        "proposals/index.html",
        mark=mark,
        frame=frame,
        rows=rows,
        wanted=wanted,
        extent=frame.extent or FINLAND,
        opens=frame.box_of(wanted.filters),
        states=SHOWN_STATES,
        pins=pins(mark, wanted),
        density=f"/rounds/{mark.slug}/density?{urlencode(narrowing(wanted))}",
        clear=request.path if wanted.narrowed != (None,) else None,
        **pages(wanted, total),
    )


def state_of_affairs(slug: str) -> Mark:
    """The list's mark, as old as the settings allow. The rows are read anew for it. Raises Refusal(NOT_FOUND)."""
    seconds = current_settings().list_seconds
    return memory().fresh(
        ("mark", slug), seconds, lambda: mark_of(db.session, slug, opening(Activity.PROPOSE))
    )


def pages(wanted: Wanted, total: int) -> dict[str, Any]:
    """Which of how many are shown, and the addresses of the pages before and after."""
    path, given = request.path, {k: v for k, v in request.args.items() if k != "page"}
    first, last = (wanted.page - 1) * PAGE + 1, min(wanted.page * PAGE, total)
    return {
        "total": total,
        "start": f"{path}?{urlencode(given)}",
        "first": min(first, total),
        "last": last,
        "previous": f"{path}?{urlencode({**given, 'page': wanted.page - 1})}" if wanted.page > 1 else None,
        "next": f"{path}?{urlencode({**given, 'page': wanted.page + 1})}" if last < total else None,
    }


def pins(mark: Mark, wanted: Wanted) -> str:
    """The address of the map's tiles, with the list's filters."""
    asked = {"round": mark.id, **filters_of_map(wanted)}
    return pins_address("proposals", mark.changed_at, asked, mark.areas)


def filters_of_map(wanted: Wanted) -> dict[str, str]:
    """The list's filters as the map's tiles call them."""
    asked = narrowing(wanted)
    if "text" in asked:
        asked["q"] = asked.pop("text")
    return asked


def narrowing(wanted: Wanted) -> dict[str, str]:
    """What an address has that narrows a list to the same proposals."""
    return {**wanted.filters, **({"state": wanted.state} if wanted.state else {})}


def wanted_of(args: Mapping[str, str]) -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    state, page = args.get("state", ""), args.get("page", "1")
    return Wanted(
        filters=queries.filters_of(args),
        state=state if state in SHOWN_STATES else None,
        order="newest" if args.get("order") == "newest" else "random",
        turn=turn_of(args.get("turn", "0")),
        page=min(max(int(page), 1), queries.MOST_PAGES)
        if page.isascii() and page.isdigit() and len(page) < 7
        else 1,
        zone=current_settings().time_zone,
    )
