"""Pages for officials: one project, its texts, its place, the proposals it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp.access import Permission, requires, the_account
from webapp.areas.in_use import FINLAND
from webapp.areas.queries import city_extent
from webapp.conflicts import Difference, differences
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.projects import actions
from webapp.projects import staff_queries as queries
from webapp.projects.forms import WhereForm, WordingForm, where_of, wording_of
from webapp.projects.rules import DELIVERY_NAMES, STEP_NAMES, has_finnish
from webapp.proposals.forms import on_the_map
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open, round_view
from webapp.rounds.rules import RoundView

blueprint = Blueprint("costing", __name__, url_prefix="/staff")

MOST_WORDS = 100
LARGEST = 2**53


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """The names of steps and of states of delivery, for every template that tells of projects."""
    return {"project_steps": STEP_NAMES, "delivery_states": DELIVERY_NAMES}


@blueprint.get("/projects/<int:project_id>")
@requires(Permission.COST)
def show(project_id: int) -> ResponseReturnValue:
    """A project with everything that can be done with it."""
    project = the_project(project_id)
    return render_template(
        "projects/staff/show.html",
        project=project,
        seen=queries.mark(project),
        versions=queries.versions(db.session, project_id),
        origins=queries.origins(db.session, project_id),
        news=queries.news(db.session, project_id),
        is_costing=is_open(db.session, project.round_id, Activity.COST),
        has_finnish=has_finnish(project.title, project.summary),
    )


@blueprint.post("/projects/<int:project_id>/undo")
@requires(Permission.COST)
def undo(project_id: int) -> ResponseReturnValue:
    """Remove a draft of which nothing has been published."""
    project = the_project(project_id)
    actions.undo_project(db.session, project_id, the_account().id, seen())
    db.session.commit()
    flash(_("The project was removed. Its proposals can be used again."))
    return redirect(url_for("costing_list.index", slug=project.slug))


@blueprint.post("/projects/<int:project_id>/proposals")
@requires(Permission.COST)
def add(project_id: int) -> ResponseReturnValue:
    """Count the chosen proposals as the project's origin too."""
    project = the_project(project_id)
    chosen = chosen_proposals(request.form.getlist("proposal"))
    if not chosen:
        flash(_("Choose at least one proposal."), "error")
        return redirect(url_for("costing_list.choose", slug=project.slug, project=project_id))
    actions.add_proposals(db.session, project_id, chosen, the_account().id, seen(), link())
    return done(project_id)


@blueprint.post("/projects/<int:project_id>/proposals/<int:proposal_id>/remove")
@requires(Permission.COST)
def remove(project_id: int, proposal_id: int) -> ResponseReturnValue:
    """Let a proposal no longer be part of the project."""
    actions.remove_proposal(db.session, within(project_id), within(proposal_id), the_account().id, seen())
    return done(project_id)


@blueprint.get("/projects/<int:project_id>/texts")
@requires(Permission.COST)
def texts(project_id: int) -> ResponseReturnValue:
    """The form of its texts, with the proposals' own words beside."""
    project = the_project(project_id)
    return texts_page(project, WordingForm(formdata=None, data=wording_of(project, queries.mark(project))))


@blueprint.post("/projects/<int:project_id>/texts")
@requires(Permission.COST)
def save_texts(project_id: int) -> ResponseReturnValue:
    """Save the texts. What a colleague has changed meanwhile is not written over unseen."""
    project, form = the_project(project_id), WordingForm()
    form.with_choices(pots_of(project))
    if not form.validate():
        return texts_page(project, form), 400
    try:
        actions.word_project(db.session, project_id, form.wording, the_account().id, form.seen.data or "")
    except Refusal as refusal:
        project, form = again(refusal, project_id, form)
        saved = WordingForm(formdata=None, data=wording_of(project, "")).with_choices(pots_of(project))
        return texts_page(project, form, differences(form, saved)), 409
    return done(project_id)


@blueprint.get("/projects/<int:project_id>/place")
@requires(Permission.COST)
def place(project_id: int) -> ResponseReturnValue:
    """The form of its place and of who answers for it."""
    project = the_project(project_id)
    return place_page(project, WhereForm(formdata=None, data=where_of(project, queries.mark(project))))


@blueprint.post("/projects/<int:project_id>/place")
@requires(Permission.COST)
def save_place(project_id: int) -> ResponseReturnValue:
    """Save the place, or look for one by name."""
    project, form = the_project(project_id), WhereForm()
    form.with_sources(queries.origin_places(db.session, project_id))
    if request.form.get("step") == "search":
        form.look_for_places()
        return place_page(project, form)
    if not form.validate():
        return place_page(project, form), 400
    try:
        actions.place_project(
            db.session, project_id, form.whereabouts, the_account().id, form.seen.data or ""
        )
    except Refusal as refusal:
        project, form = again(refusal, project_id, form)
        saved = WhereForm(formdata=None, data=where_of(project, ""))
        saved.with_sources(queries.origin_places(db.session, project_id))
        return place_page(project, form, [*on_the_map(form, saved), *differences(form, saved)]), 409
    return done(project_id)


def pots_of(project: Row[Any]) -> RoundView:
    """The project's round, whose money and themes its form chooses from."""
    return round_view(db.session, project.slug, also_unpublished=True)


def texts_page(project: Row[Any], form: WordingForm, both: Sequence[Difference] = ()) -> str:
    """The page of the texts; `both`: where they differ from what a colleague has saved meanwhile."""
    form.with_choices(pots_of(project))
    found = queries.origins(db.session, project.id)
    return render_template("projects/staff/texts.html", project=project, form=form, origins=found, both=both)


def place_page(project: Row[Any], form: WhereForm, both: Sequence[Difference] = ()) -> str:
    """The page of the place; `both` as for the texts."""
    if not form.area.choices:
        form.with_sources(queries.origin_places(db.session, project.id))
    extent = list(city_extent(db.session) or FINLAND)
    return render_template("projects/staff/place.html", project=project, form=form, extent=extent, both=both)


def again(refusal: Refusal, project_id: int, form: Any) -> tuple[Row[Any], Any]:
    """Show the form once more where a colleague was faster: nothing written is lost, and sending again is meant.

    Raises the refusal where it is another.
    """
    if refusal.code is not RefusalCode.STATE_CHANGED:
        raise refusal
    db.session.rollback()
    project = the_project(project_id)
    form.seen.data, form.seen.raw_data = queries.mark(project), None
    form.form_errors = [
        _(
            "A colleague has changed the project meanwhile. Yours is not saved yet: look at the change, then send this again."
        )
    ]
    return project, form


def done(project_id: int) -> ResponseReturnValue:
    """Keep the deed and show the project."""
    db.session.commit()
    return redirect(url_for("costing.show", project_id=project_id))


def the_project(project_id: int) -> Row[Any]:
    """The project with its names. Raises Refusal(NOT_FOUND)."""
    return queries.detail(db.session, within(project_id))


def within(number_: int) -> int:
    """A number that the database can hold. Raises Refusal(NOT_FOUND)."""
    if number_ > LARGEST:
        raise Refusal(RefusalCode.NOT_FOUND)
    return number_


def chosen_proposals(values: list[str]) -> list[int]:
    """The numbers of proposals, at most 100 of them."""
    return [found for value in values[:100] if (found := number(value)) is not None]


def number(value: str | None) -> int | None:
    """A number from the address or a form, None for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else None


def seen() -> str:
    """The mark of the project as the official's page showed it."""
    return request.form.get("seen", "")[:40]


def link() -> str:
    """The address of this service, for mail."""
    return request.url_root.rstrip("/")
