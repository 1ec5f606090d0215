"""The public list of proposals with its map, narrowed by the same filters."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from webapp.access import public
from webapp.areas.in_use import FINLAND
from webapp.extensions import db
from webapp.proposals import list_queries as queries
from webapp.proposals.list_queries import PAGE, Wanted
from webapp.proposals.rules import SHOWN_STATES, turn_of
from webapp.revalidation import is_unchanged, tag_of, with_tag
from webapp.rounds.phases import Activity, opening
from webapp.texts import Texts, is_storable

blueprint = Blueprint("proposal_list", __name__)

MOST_TEXT = 100


@blueprint.get("/rounds/<slug>/proposals")
@public
def index(slug: str) -> ResponseReturnValue:
    """The public list with its map; both have the same filters. Unchanged pages are answered with 304."""
    if "turn" not in request.args and request.args.get("order") != "newest":
        return redirect(
            f"{request.path}?{urlencode({**request.args, 'turn': f'{secrets.randbelow(1000) / 1000:.3f}'})}"
        )
    head = queries.head(db.session, slug, opening(Activity.PROPOSE))
    tag = tag_of(head)
    if is_unchanged(tag):
        return with_tag(Response(status=304), tag)
    wanted = wanted_of(request.args)
    rows = queries.listed(db.session, head.id, wanted)
    total = queries.count_listed(db.session, head.id, wanted)
    body = render_template(
        "proposals/index.html", head=head, rows=rows, wanted=wanted, **frame(head, wanted, total)
    )
    return with_tag(make_response(body), tag)


def frame(head: Row[Any], wanted: Wanted, total: int) -> dict[str, Any]:
    """What the list's page needs around its rows."""
    path, given = request.path, {k: v for k, v in request.args.items() if k != "page"}
    first = (wanted.page - 1) * PAGE + 1
    last = min(wanted.page * PAGE, total)
    asked = {"round": head.id, **wanted.filters}
    if "text" in asked:
        asked["q"] = asked.pop("text")
    if wanted.state:
        asked["state"] = wanted.state
    version = int(head.changed_at.timestamp() * 1_000_000) if head.changed_at else 0
    return {
        "total": total,
        "first": min(first, total),
        "last": last,
        "previous": f"{path}?{urlencode({**given, 'page': wanted.page - 1})}" if wanted.page > 1 else None,
        "next": f"{path}?{urlencode({**given, 'page': wanted.page + 1})}" if last < total else None,
        "pins": f"/tiles/proposals/v{version}/{{z}}/{{y}}/{{x}}?{urlencode(asked)}",
        "extent": head.extent if head.extent and None not in head.extent else FINLAND,
        "round_title": Texts(head.title),
        "clear": path if wanted.filters or wanted.state else None,
        "states": SHOWN_STATES,
    }


def wanted_of(args: Mapping[str, str]) -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    known = {name: args.get(name, "").strip()[:MOST_TEXT] for name in queries.FILTERS}
    state, page = args.get("state", ""), args.get("page", "1")
    return Wanted(
        filters={name: value for name, value in known.items() if value and is_storable(value)},
        state=state if state in SHOWN_STATES else None,
        order="newest" if args.get("order") == "newest" else "random",
        turn=turn_of(args.get("turn", "0")),
        page=min(max(int(page), 1), queries.MOST_PAGES)
        if page.isascii() and page.isdigit() and len(page) < 7
        else 1,
    )
