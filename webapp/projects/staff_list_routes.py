"""Pages for officials: the projects of a round by how far they are, and making one of accepted proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp.access import Permission, requires, the_account
from webapp.areas.queries import active_areas
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import today
from webapp.projects import actions
from webapp.projects import staff_queries as queries
from webapp.projects.rules import STEP_NAMES, is_news_late
from webapp.projects.staff_queries import PAGE, Wanted
from webapp.projects.staff_routes import chosen_proposals, link, number
from webapp.rounds.queries import round_view
from webapp.texts import is_storable

blueprint = Blueprint("costing_list", __name__, url_prefix="/staff/rounds/<slug>/projects")

MOST_WORDS = 100


@blueprint.get("")
@requires(Permission.COST)
def index(slug: str) -> ResponseReturnValue:
    """The projects of a round by how far they are, by area and by words."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    wanted = wanted_of(request.args)
    rows = queries.listed(db.session, round_.id, wanted)
    return render_template(
        "projects/staff/index.html",
        round=round_,
        rows=rows,
        wanted=wanted,
        late={row.id for row in rows if is_news_late(row.delivery, row.next_date, today())},
        counts=queries.counts_by_step(db.session, round_.id),
        districts=active_areas(db.session, "district"),
        **pages(rows, wanted),
    )


@blueprint.get("/new")
@requires(Permission.COST)
def choose(slug: str) -> ResponseReturnValue:
    """Choose the accepted proposals that a project is made of, or (`?project=`) that are added to one."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    project_id = number(request.args.get("project"))
    project = of_round(queries.detail(db.session, project_id), round_.id) if project_id else None
    wanted, chosen = wanted_of(request.args), chosen_proposals(request.args.getlist("proposal"))
    rows = queries.free_proposals(db.session, round_.id, wanted, chosen)
    return render_template(
        "projects/staff/choose.html",
        round=round_,
        rows=rows,
        wanted=wanted,
        elsewhere=[id_ for id_ in chosen if id_ not in {row.id for row in rows}],
        project=project,
        seen=queries.mark(project) if project else "",
        districts=active_areas(db.session, "district"),
        **pages(rows, wanted),
    )


@blueprint.post("/new")
@requires(Permission.COST)
def keep_choice(slug: str) -> ResponseReturnValue:
    """Another page of the choice, or a narrower one: the address carries what has been ticked so far."""
    names = ("project", "district", "text", "page")
    given: dict[str, Any] = {name: request.form.get(name) or None for name in names}
    chosen = chosen_proposals(request.form.getlist("proposal"))
    return redirect(url_for("costing_list.choose", slug=slug, proposal=chosen, **given), 303)


@blueprint.post("")
@requires(Permission.COST)
def make(slug: str) -> ResponseReturnValue:
    """Make a project of the chosen proposals."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    chosen = chosen_proposals(request.form.getlist("proposal"))
    if not chosen:
        flash(_("Choose at least one proposal."), "error")
        return redirect(url_for("costing_list.choose", slug=slug))
    made = actions.make_project(db.session, round_.id, chosen, the_account().id, link())
    db.session.commit()
    flash(_("The project was made. Check its texts in each language, then estimate its cost."))
    return redirect(url_for("costing.show", project_id=made))


def of_round(project: Row[Any], round_id: int) -> Row[Any]:
    """The project if it is of the round. Raises Refusal(NOT_FOUND)."""
    if project.round_id != round_id:
        raise Refusal(RefusalCode.NOT_FOUND)
    return project


def wanted_of(args: Mapping[str, str]) -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    district, text = args.get("district", "")[:MOST_WORDS], args.get("text", "").strip()[:MOST_WORDS]
    step = args.get("step", "")
    return Wanted(
        step=step if step in STEP_NAMES else None,
        district=district if district and is_storable(district) else None,
        words=text if text and is_storable(text) else None,
        page=min(number(args.get("page")) or 1, 10_000),
    )


def pages(rows: Sequence[Row[Any]], wanted: Wanted) -> dict[str, Any]:
    """Where the list stands among its pages."""
    total = rows[0].total if rows else 0
    given: dict[str, Any] = {name: request.args.get(name) for name in ("step", "district", "text")}
    last = (wanted.page - 1) * PAGE + len(rows)
    endpoint, values = request.endpoint or "", request.view_args or {}

    def page(number_: int) -> str:
        return url_for(endpoint, **{**values, **given, "page": str(number_)})

    return {
        "total": total,
        "first": (wanted.page - 1) * PAGE + 1,
        "last": last,
        "previous": page(wanted.page - 1) if wanted.page > 1 else None,
        "next": page(wanted.page + 1) if last < total else None,
    }
