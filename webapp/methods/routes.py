"""The planner's page of voting and counting. It composes rounds, ballots and counting, so it stands above them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webapp.access import Permission, requires
from webapp.ballots.types import BALLOT_TYPES
from webapp.counting.joining import BY_KEY as JOININGS_BY_KEY
from webapp.counting.leftover import BY_KEY as LEFTOVERS_BY_KEY
from webapp.counting.rules import RULES, takes
from webapp.methods.choices import BALLOTS_PUBLISHED
from webapp.methods.forms import VotingForm
from webapp.methods.option_fields import options_in_words
from webapp.rounds import actions, part_routes
from webapp.rounds.part_routes import Part
from webapp.rounds.voting_areas import VOTING_AREAS
from webapp.texts import N_

blueprint = Blueprint("voting_settings", __name__, url_prefix="/staff/rounds")

PART = Part("voting", N_("Voting and counting"), VotingForm, "methods/edit.html", actions.save_voting, True)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """The lists that the page chooses from."""
    return {
        "ballot_types": BALLOT_TYPES,
        "counting_rules": RULES,
        "rule_takes": takes,
        "options_in_words": options_in_words,
        "joinings": JOININGS_BY_KEY,
        "leftovers": LEFTOVERS_BY_KEY,
        "voting_areas_list": VOTING_AREAS,
        "ballots_published": BALLOTS_PUBLISHED,
    }


@blueprint.get("/<slug>/voting")
@requires(Permission.RUN_ROUND)
def edit(slug: str) -> ResponseReturnValue:
    """How people vote and how it is counted, in its form."""
    return part_routes.show(slug, PART)


@blueprint.post("/<slug>/voting")
@requires(Permission.RUN_ROUND)
def save(slug: str) -> ResponseReturnValue:
    """Save it, or draw a seed for the lot."""
    return part_routes.save(slug, PART)
