"""The list of rounds and the page of a round. They compose several features, so they stand above them."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import public
from webapp.counting.rules import RULES
from webapp.extensions import db
from webapp.formats import in_language
from webapp.projects.queries import Filters, on_ballot
from webapp.rounds.calendar import Event, calendar
from webapp.rounds.queries import public_rounds, round_view

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")

COUNTING = {rule.name: rule for rule in RULES}


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """Every round: what is open first."""
    return render_template("rounds/index.html", rounds=public_rounds(db.session))


@blueprint.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What the round is, what is open in it, its money, its rules, and what it is about."""
    round_ = round_view(db.session, slug)
    return render_template(
        "rounds/show.html",
        round=round_,
        found=on_ballot(db.session, round_.id, Filters()),
        counting_rule=COUNTING.get(round_.counting_rule),
    )


@blueprint.get("/<slug>/calendar.ics")
@public
def feed(slug: str) -> ResponseReturnValue:
    """The phases of a round as a calendar to subscribe to, in the visitor's language."""
    round_ = round_view(db.session, slug)
    title = in_language(round_.title)
    page = url_for("rounds.show", slug=slug, _external=True)
    events = [
        Event(
            f"phase-{phase.id}@{request.host}",
            phase.starts_at,
            phase.ends_at,
            f"{_(phase.name)}: {title}",
            in_language(phase.note),
            page,
        )
        for phase in round_.phases
    ]
    text = calendar(title, events, round_.now)
    headers = {"Content-Disposition": f'inline; filename="{slug}.ics"', "Cache-Control": "no-cache"}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)
