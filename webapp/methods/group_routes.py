"""The planner's page of projects of which one may win, such as two plans for the same place."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires, the_account
from webapp.counting.rules import GROUPS, RULES, takes
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.projects.groups import candidates, exclusive_groups, group_projects, part_group
from webapp.rounds.part_routes import editable

blueprint = Blueprint("groups", __name__, url_prefix="/staff/rounds/<slug>/groups")

LARGEST = 2**53


@blueprint.get("")
@requires(Permission.RUN_ROUND)
def index(slug: str) -> ResponseReturnValue:
    """The groups there are, and the projects that can be put into one."""
    round_ = editable(slug)
    return render_template(
        "methods/groups.html",
        round=round_,
        rule=next(rule for rule in RULES if rule.name == round_.counting_rule),
        takes_groups=takes(round_.counting_rule, GROUPS),
        groups=exclusive_groups(db.session, round_.id, on_ballot=False),
        free=candidates(db.session, round_.id),
    )


@blueprint.post("")
@requires(Permission.RUN_ROUND)
def group(slug: str) -> ResponseReturnValue:
    """Let only one of the ticked projects win."""
    chosen = [int(text) for text in request.form.getlist("project") if text.isascii() and text.isdigit()]
    if any(project > LARGEST for project in chosen):
        raise Refusal(RefusalCode.NOT_A_GROUP)
    group_projects(db.session, editable(slug).id, chosen, the_account().id)
    db.session.commit()
    flash(_("Saved: only one of these projects can win."), "success")
    return redirect(url_for("groups.index", slug=slug))


@blueprint.post("/part")
@requires(Permission.RUN_ROUND)
def part(slug: str) -> ResponseReturnValue:
    """Let each project of a group win for itself."""
    project = request.form.get("project", type=int)
    if project is None or not 0 < project <= LARGEST:
        raise Refusal(RefusalCode.NOT_FOUND)
    part_group(db.session, editable(slug).id, project, the_account().id)
    db.session.commit()
    flash(_("Saved: each of these projects can win for itself."), "success")
    return redirect(url_for("groups.index", slug=slug))
