"""Pages for officials: writing an estimate, comparing its versions, confirming one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp.access import Permission, requires, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.projects import costing
from webapp.projects import staff_queries as queries
from webapp.projects.estimate_form import EstimateForm, content_of, rearranged
from webapp.projects.rules import differences
from webapp.projects.staff_queries import Version
from webapp.projects.staff_routes import again, done, number, seen, the_project, within

blueprint = Blueprint("estimates", __name__, url_prefix="/staff/projects/<int:project_id>")


@blueprint.get("/estimate")
@requires(Permission.COST)
def write(project_id: int) -> ResponseReturnValue:
    """The form, with the newest version in it to go on from."""
    project = the_project(project_id)
    versions = queries.versions(db.session, project_id)
    before = versions[0].estimate if versions else None
    data = content_of(before, project.unit, queries.mark(project))
    return page(project, EstimateForm(formdata=None, data=data))


@blueprint.post("/estimate")
@requires(Permission.COST)
def save(project_id: int) -> ResponseReturnValue:
    """Save a new version, or only rearrange the lines or reckon the sums as the button says."""
    project, step = the_project(project_id), request.form.get("step", "save")
    if step != "save":
        form = EstimateForm(formdata=rearranged(request.form, step))
        return page(project, form, step=step)
    form = EstimateForm()
    if not form.validate():
        return page(project, form), 400
    account, mark = the_account().id, form.seen.data or ""
    try:
        version = costing.save_estimate(db.session, project_id, form.estimate, account, mark)
    except Refusal as refusal:
        return page(*again(refusal, project_id, form)), 409
    db.session.commit()
    flash(_("Version %(n)s was saved. A colleague must confirm it before it is published.", n=version))
    return redirect(url_for("estimates.compare", project_id=project_id, version=version))


@blueprint.get("/estimates/<int:version>")
@requires(Permission.COST)
def compare(project_id: int, version: int) -> ResponseReturnValue:
    """A version line by line, and what differs from the one before (or from `?with=`)."""
    project = the_project(project_id)
    versions = queries.versions(db.session, project_id)
    shown = version_of(versions, version)
    other = number(request.args.get("with")) or shown.number - 1
    before = version_of(versions, other) if other else None
    return render_template(
        "projects/staff/version.html",
        project=project,
        seen=queries.mark(project),
        versions=versions,
        shown=shown,
        before=before,
        differences=differences(before.estimate.lines, shown.estimate.lines) if before else [],
        is_own=shown.made_by_id == the_account().id,
    )


@blueprint.post("/estimates/<int:version>/publish")
@requires(Permission.PUBLISH_ESTIMATE)
def publish(project_id: int, version: int) -> ResponseReturnValue:
    """Confirm and publish the newest version."""
    costing.publish_estimate(db.session, within(project_id), version, the_account().id, seen())
    flash(_("The estimate was published."))
    return done(project_id)


@blueprint.post("/estimates/<int:version>/withdraw")
@requires(Permission.PUBLISH_ESTIMATE)
def withdraw(project_id: int, version: int) -> ResponseReturnValue:
    """Take the confirmation back."""
    costing.withdraw_estimate(db.session, within(project_id), version, the_account().id, seen())
    return done(project_id)


def page(project: Row[Any], form: EstimateForm, step: str = "") -> str:
    """The page of the form; `step` is the button that brought it here, so that the focus can go on from it."""
    return render_template("projects/staff/estimate.html", project=project, form=form, step=step)


def version_of(versions: list[Version], wanted: int) -> Version:
    """The version of that number. Raises Refusal(NOT_FOUND)."""
    found = next((one for one in versions if one.number == wanted), None)
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return found
