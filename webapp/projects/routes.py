"""The page of each project, for everyone."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.areas.place_picture import place_picture
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import today
from webapp.projects import queries
from webapp.projects.groups import exclusive_groups, rivals_of
from webapp.projects.mark import MARK
from webapp.projects.place_map import project_map
from webapp.projects.rules import differences, is_news_late, used_share
from webapp.proposals.place_map import ROOM
from webapp.proposals.rules import EVENT_NAMES
from webapp.revalidation import looked_up, revalidated

blueprint = Blueprint("projects", __name__)

LARGEST = 2**53


@blueprint.get("/projects/<int:project_id>")
@public
def show(project_id: int) -> ResponseReturnValue:
    """A project: price, estimates, place, where it came from, and how it proceeds."""
    if project_id > LARGEST:
        raise Refusal(RefusalCode.NOT_FOUND)
    return revalidated(lambda: looked_up(MARK, id=project_id), lambda: page(project_id))


def page(project_id: int) -> str:
    """The page. Raises Refusal(NOT_FOUND)."""
    project = queries.public_project(db.session, project_id)
    estimates = queries.published_estimates(db.session, project_id)
    updates = queries.delivery_updates(db.session, project_id)
    newest = estimates[0] if estimates else None
    voted = next((one for one in estimates if one.is_on_ballot), None)
    refined = newest if voted and newest and newest.version > voted.version else None
    spent = next((one.spent_cents for one in reversed(updates) if one.spent_cents is not None), None)
    latest = updates[-1] if updates else None
    return render_template(
        "projects/show.html",
        project=project,
        place=project_map(project),
        rivals=rivals_of(exclusive_groups(db.session, project.round_id)).get(project_id, []),
        shown=voted or newest,
        refined=refined,
        differences=differences(voted.lines, refined.lines) if voted and refined else [],
        others=[one for one in estimates if one not in (voted or newest, refined)],
        proposals=queries.proposals_of(db.session, project_id),
        turns=EVENT_NAMES,
        happenings=queries.happenings(project, estimates, updates),
        latest=latest,
        is_late=is_news_late(project.delivery, latest.next_date if latest else None, today()),
        spent=spent,
        share=used_share(spent, project.cost_cents) if spent is not None and project.cost_cents else None,
    )


@blueprint.get("/projects/<int:project_id>/place.svg")
@public
def picture(project_id: int) -> Response:
    """Where the project is, as a picture for whoever has no script."""
    place = project_map(queries.public_project(db.session, project_id)) if project_id <= LARGEST else None
    if place is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return place_picture(db.session, place.shapes, ROOM)


@blueprint.get("/rounds/<slug>/projects/<int:project_id>")
@public
def show_in_round(slug: str, project_id: int) -> ResponseReturnValue:
    """The longer address of a project leads to the short one."""
    return redirect(url_for("projects.show", project_id=project_id), 301)
