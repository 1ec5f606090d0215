"""The list of rounds and the page of a round. They compose several features, so they stand above them."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.counting.rules import RULES
from webapp.extensions import db
from webapp.projects.queries import Filters, on_ballot
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
