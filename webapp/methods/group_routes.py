"""The planner's page of projects of which one may win, such as two plans for the same place."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires, the_account
from webapp.counting.rules import BY_NAME as RULES_BY_NAME
from webapp.counting.rules import GROUPS, takes
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.projects.groups import candidates, exclusive_groups, group_projects, part_group
from webapp.rounds.part_routes import editable
from webapp.rounds.rules import RoundView

blueprint = Blueprint("groups", __name__, url_prefix="/staff/rounds/<slug>/groups")

LARGEST = 2**53


@blueprint.get("")
@requires(Permission.RUN_ROUND)
def index(slug: str) -> ResponseReturnValue:
    """The groups there are, and the projects that can be put into one."""
    return _page(editable(slug))


@blueprint.post("")
@requires(Permission.RUN_ROUND)
def group(slug: str) -> ResponseReturnValue:
    """Let only one of the ticked projects win."""
    chosen = [int(text) for text in request.form.getlist("project") if text.isascii() and text.isdigit()]
    round_ = editable(slug)
    if any(project > LARGEST for project in chosen):
        raise Refusal(RefusalCode.NOT_A_GROUP)
    try:
        group_projects(db.session, round_.id, chosen, the_account().id)
    except Refusal as refusal:
        if refusal.code is not RefusalCode.NOT_A_GROUP:
            raise
        db.session.rollback()
        return _page(editable(slug), chosen, wrong=True), 400
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


def _page(round_: RoundView, chosen: Collection[int] = (), *, wrong: bool = False) -> str:
    """The page, with the ticks of a choice that makes no group."""
    return render_template(
        "methods/groups.html",
        round=round_,
        rule=RULES_BY_NAME[round_.counting_rule],
        takes_groups=takes(round_.counting_rule, GROUPS),
        groups=exclusive_groups(db.session, round_.id, on_ballot=False),
        free=candidates(db.session, round_.id),
        chosen=chosen,
        wrong=wrong,
    )
