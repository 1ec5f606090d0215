"""Projects for everyone: the list of a round's projects and the page of each."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.projects import queries
from webapp.rounds.queries import round_view

blueprint = Blueprint("projects", __name__)

LARGEST = 2**53
PRICES = tuple(euros * 100 for euros in (5_000, 10_000, 20_000, 50_000, 100_000))


@blueprint.get("/rounds/<slug>/projects")
@public
def index(slug: str) -> ResponseReturnValue:
    """The projects on the ballot, narrowed by pot, theme, price and text."""
    round_ = round_view(db.session, slug)
    chosen, page = filters_from_address(), page_number()
    found = queries.on_ballot(db.session, round_.id, chosen, page)
    return render_template(
        "projects/index.html",
        round=round_,
        found=found,
        filters=chosen,
        page=page,
        size=queries.PAGE,
        prices=PRICES,
    )


@blueprint.get("/projects/<int:project_id>")
@public
def show(project_id: int) -> ResponseReturnValue:
    """A project: price, estimate, place, where it came from, and how it proceeds."""
    if project_id > LARGEST:
        raise Refusal(RefusalCode.NOT_FOUND)
    project = queries.public_project(db.session, project_id)
    return render_template(
        "projects/show.html",
        project=project,
        estimates=queries.published_estimates(db.session, project_id),
        proposals=queries.proposals_of(db.session, project_id),
        updates=queries.delivery_updates(db.session, project_id),
    )


@blueprint.get("/rounds/<slug>/projects/<int:project_id>")
@public
def show_in_round(slug: str, project_id: int) -> ResponseReturnValue:
    """The longer address of a project leads to the short one."""
    return redirect(url_for("projects.show", project_id=project_id), 301)


def filters_from_address() -> queries.Filters:
    """The filters in the address; what is no number is left out rather than refused."""
    text = request.args.get("text", "").replace("\x00", "").strip()[:100]
    most = number("price")
    return queries.Filters(number("pot"), number("theme"), most, text or None)


def number(name: str) -> int | None:
    """A whole number of the address within what the database can hold, else None."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value < LARGEST else None


def page_number() -> int:
    """Which page of the list; the first when nothing sensible is asked for."""
    return min(number("page") or 1, 100_000)
