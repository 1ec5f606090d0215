"""The list of rounds for those who work on them, and the figures of one round."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import Permission, requires
from webapp.areas.queries import divisions_used
from webapp.dashboard import queries
from webapp.extensions import current_settings, db
from webapp.pages.work import IN_A_ROUND, open_to_me
from webapp.rounds.queries import all_rounds, round_view

blueprint = Blueprint("dashboard", __name__, url_prefix="/staff/rounds")


@blueprint.get("")
@requires(Permission.SEE_DASHBOARD)
def index() -> ResponseReturnValue:
    """Every round, published or not, with what it holds."""
    rounds, activity = all_rounds(db.session), queries.activity(db.session)
    return render_template("dashboard/index.html", rounds=rounds, activity=activity)


@blueprint.get("/<slug>")
@requires(Permission.SEE_DASHBOARD)
def show(slug: str) -> ResponseReturnValue:
    """The figures of a round by area, theme and week, and the way to everything that is done with it."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    areas = queries.by_area(db.session, round_.id)
    people = [area.population for area in areas if area.name]
    return render_template(
        "dashboard/show.html",
        round=round_,
        is_open=round_.is_open("vote"),
        activity=queries.activity(db.session)[round_.id],
        areas=areas,
        division=divisions_used(db.session).get("district"),
        population=sum(n for n in people if n) if people and None not in people else None,
        themes=queries.by_theme(db.session, round_.id),
        weeks=queries.by_week(db.session, round_.id, current_settings().time_zone),
        works=open_to_me(IN_A_ROUND),
    )
