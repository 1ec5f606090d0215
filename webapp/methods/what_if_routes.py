"""Planners try counting rules and their settings on the votes of a round that is over, before they choose for the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import Permission, requires
from webapp.counting.actions import counting_of, options_of
from webapp.counting.joining import APART, joining_of
from webapp.counting.leftover import BY_KEY, leftover_of
from webapp.counting.models import Count
from webapp.counting.pots import count_pots
from webapp.counting.queries import Voting, elections, number_of_ballots, voting_of
from webapp.counting.rules import AREA_MONEY, CAPS, GROUPS, RULES, takes
from webapp.counting.rules import BY_NAME as RULES_BY_NAME
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.methods.option_fields import attribute, options_of_rule
from webapp.methods.rule_forms import RoundRule, RuleForm
from webapp.outcome.queries import told
from webapp.outcome.routes import is_scored
from webapp.rounds.queries import all_rounds

blueprint = Blueprint("what_if", __name__)


@blueprint.get("/staff/what-if")
@requires(Permission.COUNT)
def index() -> ResponseReturnValue:
    """The rounds whose votes can be counted in other ways."""
    over = [
        one
        for one in all_rounds(db.session)
        if one.is_published and one.voting and one.voting.state == "past"
    ]
    return render_template("methods/what_if_rounds.html", rounds=over)


@blueprint.get("/staff/rounds/<slug>/what-if")
@requires(Permission.COUNT)
def try_rule(slug: str) -> ResponseReturnValue:
    """Count the votes of a round by the rule and settings in the address; nothing is kept."""
    voting = voting_of(db.session, slug)
    if voting is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if not voting.is_over:
        raise Refusal(RefusalCode.VOTING_STILL_OPEN)
    is_asked = "counting_rule" in request.args
    form = RuleForm(request.args if is_asked else None, data=_settings_of(voting))
    if joining_of(voting.round.counting_options) is not APART:
        del form.leftover  # pots that are counted together leave nothing to each other
    is_wrong = is_asked and not form.validate()
    return render_template(
        "methods/what_if.html",
        voting=voting,
        form=form,
        pots=told(db.session, _count(voting, form)) if is_asked and not is_wrong else None,
        rule=RULES_BY_NAME.get(form.counting_rule.data),
        is_scored=is_scored(voting),
    ), (400 if is_wrong else 200)


def _settings_of(voting: Voting) -> dict[str, Any]:
    """The form as the round itself is counted, and every other rule with its usual options."""
    round_ = voting.round
    own = {
        f"options_{attribute(rule.name)}": {
            name: round_.counting_options.get(name, getattr(rule(), name))
            if rule.name == round_.counting_rule
            else getattr(rule(), name)
            for name in options_of_rule(rule)
        }
        for rule in RULES
    }
    return own | {
        "counting_rule": round_.counting_rule,
        "leftover": leftover_of(round_.counting_options).key,
    }


def limits_of(rule: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The caps, groups and areas of the round itself, where the rule that is tried takes them."""
    return {
        name: options[name] for name in (CAPS, GROUPS, AREA_MONEY) if name in options and takes(rule, name)
    }


def _count(voting: Voting, form: RoundRule) -> Count:
    """A count that is never written."""
    round_ = voting.round
    ties = {name: value for name, value in round_.counting_options.items() if name == "ties"}
    name = form.counting_rule.data
    options = form.options() | limits_of(name, options_of(db.session, round_))
    rule, order = counting_of(name, options | ties, round_.tie_seed)
    leftover = BY_KEY[form.leftover.data] if "leftover" in form else leftover_of(round_.counting_options)
    counted = count_pots(elections(db.session, round_), rule, order, leftover)
    return Count(
        round_id=round_.id,
        rule=name,
        options=options,
        ballots=number_of_ballots(db.session, round_.id),
        result={"pots": [pot.json() for pot in counted]},
    )
