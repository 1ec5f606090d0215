"""The public list of projects with its map, narrowed by the same filters, and the list of what was left out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.addresses import pins_address
from webapp.areas.in_use import FINLAND
from webapp.extensions import db, memory
from webapp.formats import language
from webapp.projects import list_queries as queries
from webapp.projects.groups import exclusive_groups, rivals_of
from webapp.projects.list_queries import MOST_PAGES, ORDERS, PAGE, Mark, Wanted, filters_of, whole
from webapp.proposals.rules import turn_of
from webapp.revalidation import revalidated
from webapp.texts import Texts

blueprint = Blueprint("project_list", __name__, url_prefix="/rounds/<slug>/projects")


@blueprint.get("")
@public
def index(slug: str) -> ResponseReturnValue:
    """The projects on the ballot on one map and in one list. Unchanged pages are answered with 304."""
    wanted = wanted_of(request.args)
    if "turn" not in request.args and wanted.order == "random":
        turn = f"{secrets.randbelow(1000) / 1000:.3f}"
        return redirect(f"{request.path}?{urlencode({**request.args, 'turn': turn})}")
    mark = queries.mark_of(db.session, slug)
    return revalidated(lambda: astuple(mark), lambda: page_of(mark, wanted))


def page_of(mark: Mark, wanted: Wanted) -> str:
    """The page of the list."""
    said = language()
    frame, pots = queries.around(db.session, mark, said, memory())
    rows = queries.listed(db.session, mark, wanted, said)
    return render_template(
        "projects/index.html",
        mark=mark,
        frame=frame,
        pots=pots,
        pot_names=dict(pots),
        rows=rows,
        wanted=wanted,
        rivals=rivals(mark, rows),
        extent=frame.extent or FINLAND,
        opens=rows[0].box if rows else None,
        pins=pins(mark, wanted),
        clear=request.path if wanted.filters else None,
        **pages(wanted, rows[0].total if rows else 0),
    )


@blueprint.get("/left-out")
@public
def left_out(slug: str) -> ResponseReturnValue:
    """The projects that do not go to the vote, each with its reason."""
    mark = queries.mark_of(db.session, slug)
    frame, _pots = queries.around(db.session, mark, language(), memory())
    rows = queries.left_out(db.session, mark.id)
    return render_template("projects/left_out.html", mark=mark, frame=frame, rows=rows)


def rivals(mark: Mark, rows: Sequence[Any]) -> Mapping[int, list[Texts]]:
    """The titles that shut each of the rows out, while that is still open. Asked only where a row is in a group."""
    if mark.has_outcome or not any(row.exclusive_group for row in rows):
        return {}
    return rivals_of(exclusive_groups(db.session, mark.id))


def pages(wanted: Wanted, total: int) -> dict[str, Any]:
    """Which of how many are shown, and the addresses of the pages before and after."""
    given = {name: value for name, value in request.args.items() if name != "page"}
    last = min(wanted.page * PAGE, total)

    def page(number: int) -> str:
        return f"{request.path}?{urlencode({**given, 'page': number})}"

    return {
        "total": total,
        "start": f"{request.path}?{urlencode(given)}",
        "first": min((wanted.page - 1) * PAGE + 1, total),
        "last": last,
        "previous": page(wanted.page - 1) if wanted.page > 1 else None,
        "next": page(wanted.page + 1) if last < total else None,
    }


def pins(mark: Mark, wanted: Wanted) -> str:
    """The address of the map's tiles, with the list's filters; their sums are cents."""
    asked: dict[str, object] = {"round": mark.id, **wanted.filters}
    asked.update(
        {name: int(wanted.filters[name]) * 100 for name in ("low", "high") if name in wanted.filters}
    )
    if "text" in asked:
        asked["q"] = asked.pop("text")
    return pins_address("projects", mark.changed_at, asked)


def wanted_of(args: Mapping[str, str]) -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    order = args.get("order", "random")
    return Wanted(
        filters=filters_of(args),
        order=order if order in ORDERS else "random",
        turn=turn_of(args.get("turn", "0")),
        page=min(whole(args.get("page", "")) or 1, MOST_PAGES),
    )
