"""The outcome for everyone, the published ballots, and the planner's page that counts and publishes."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, fresh_sign_in, public, requires, the_account
from webapp.areas.queries import divisions_used
from webapp.ballots.steps import vote_of
from webapp.ballots.types import BY_KEY as BALLOT_TYPES
from webapp.counting.actions import run_count
from webapp.counting.election import VoteType
from webapp.counting.joining import APART, joining_of
from webapp.counting.leftover import leftover_of
from webapp.counting.models import Count
from webapp.counting.pots import as_counted
from webapp.counting.publication import pabulib_file
from webapp.counting.queries import PotElection, Voting, elections, latest_count, voting_of
from webapp.counting.repeat import command_line
from webapp.counting.rules import BY_NAME as RULES_BY_NAME
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.outcome.actions import publish_outcome
from webapp.outcome.areas import LEVELS, sums_by_area
from webapp.outcome.level import are_opened
from webapp.outcome.mark import ROUND_PAGES
from webapp.outcome.measures import BY_KEY, MEASURES
from webapp.outcome.picture import choropleth, money_run
from webapp.outcome.queries import outcome_of, told, untold, voters_with_winner
from webapp.outcome.rules import SMALL_CELL, whole_told
from webapp.outcome.what_if import what_if
from webapp.revalidation import looked_up, revalidated

blueprint = Blueprint("outcome", __name__)
blueprint.add_app_template_global(money_run)
blueprint.add_app_template_global(lambda: SMALL_CELL, "few_ballots")


@blueprint.get("/rounds/<slug>/outcome")
@public
def show(slug: str) -> ResponseReturnValue:
    """What won and why, what it costs, and how it lies on the map."""
    return revalidated(lambda: looked_up(ROUND_PAGES, slug=slug), lambda: page(slug))


def page(slug: str) -> str:
    """The page; before there is an outcome, when there will be one. Raises Refusal(NOT_FOUND)."""
    voting = _voting(slug)
    found = outcome_of(db.session, voting.round.id)
    if found is None:
        return render_template("outcome/waiting.html", voting=voting)
    outcome, count = found
    pots = told(db.session, count)
    level = request.args.get("by", LEVELS[0])
    measure = BY_KEY.get(request.args.get("measure", ""), MEASURES[0])
    if level not in LEVELS:
        raise Refusal(RefusalCode.NOT_FOUND)
    joining = joining_of(count.options)
    areas, elsewhere = sums_by_area(db.session, voting.round.id, level, untold(pots))
    return render_template(
        "outcome/show.html",
        voting=voting,
        outcome=outcome,
        count=count,
        pots=pots,
        rule=RULES_BY_NAME[count.rule],
        level=level,
        division=divisions_used(db.session).get(level),
        measure=measure,
        measures=MEASURES,
        picture=choropleth(areas, measure),
        elsewhere=elsewhere,
        ballots=whole_told(count.ballots),
        others=what_if(count, pots),
        rules=RULES_BY_NAME,
        is_scored=is_scored(voting),
        are_opened=are_opened(voting.round, count),
        joining=joining,
        is_joint=joining is not APART,
        leftover=leftover_of(count.options),
        with_winner=voters_with_winner(count),
        command=command_line("outcome.pb", count.rule, count.options, count.seed),
    )


@blueprint.get("/rounds/<slug>/outcome.pb")
@public
def ballots(slug: str) -> ResponseReturnValue:
    """The ballots of a pot as a Pabulib file, where ballots are opened; `?pot=` where there are several."""
    voting = _voting(slug)
    found = outcome_of(db.session, voting.round.id)
    if found is None:
        raise Refusal(RefusalCode.NOT_COUNTED)
    if not are_opened(voting.round, found[1]):
        raise Refusal(RefusalCode.BALLOTS_NOT_OPENED)
    pot = _chosen_pot(as_counted(elections(db.session, voting.round), found[1].result))
    return _pabulib(voting, pot, found[1])


@blueprint.get("/staff/rounds/<slug>/outcome")
@requires(Permission.COUNT)
@fresh_sign_in
def staff(slug: str) -> ResponseReturnValue:
    """Count, look at the result, publish it."""
    voting = _voting(slug)
    count = latest_count(db.session, voting.round.id)
    pots = told(db.session, count) if count else []
    joining = joining_of(voting.round.counting_options)
    return render_template(
        "outcome/staff.html",
        voting=voting,
        outcome=outcome_of(db.session, voting.round.id),
        count=count,
        pots=pots,
        ballots=whole_told(count.ballots) if count else None,
        others=what_if(count, pots) if count else [],
        rules=RULES_BY_NAME,
        is_scored=is_scored(voting),
        may_publish=count is not None and not needs_another(voting, count),
        must_be_closed=voting.round.two_people and not is_closed(voting),
        rule=RULES_BY_NAME[voting.round.counting_rule],
        joining=joining,
        is_joint=joining is not APART,
    )


@blueprint.get("/staff/rounds/<slug>/ballots.pb")
@requires(Permission.COUNT)
@fresh_sign_in
def staff_ballots(slug: str) -> ResponseReturnValue:
    """The counted ballots of a pot for those who check the count, however few there are."""
    voting = _voting(slug)
    count = latest_count(db.session, voting.round.id)
    if count is None:
        raise Refusal(RefusalCode.NOT_COUNTED)
    pot = _chosen_pot(as_counted(elections(db.session, voting.round), count.result))
    return _pabulib(voting, pot, count)


@blueprint.post("/staff/rounds/<slug>/count")
@requires(Permission.COUNT)
def count_votes(slug: str) -> ResponseReturnValue:
    """Count the votes of a round whose voting has closed."""
    voting = _voting(slug)
    if outcome_of(db.session, voting.round.id) is not None:
        raise Refusal(RefusalCode.ALREADY_PUBLISHED)
    run_count(db.session, voting, the_account().id)
    flash(_("The votes have been counted. Look at the result before you publish it."))
    db.session.commit()
    return redirect(url_for("outcome.staff", slug=slug))


@blueprint.post("/staff/rounds/<slug>/outcome")
@requires(Permission.COUNT)
@fresh_sign_in
def publish(slug: str) -> ResponseReturnValue:
    """Publish the count that was looked at."""
    voting = _voting(slug)
    seen = request.form.get("count", type=int)
    if seen is None:
        raise Refusal(RefusalCode.NOT_COUNTED)
    link = request.url_root.rstrip("/")
    publish_outcome(db.session, voting.round.id, seen, the_account().id, link)
    flash(_("The outcome has been published."))
    db.session.commit()
    return redirect(url_for("outcome.show", slug=slug))


def needs_another(voting: Voting, count: Count) -> bool:
    """Whether the count must be published by another person than the one who asks."""
    return voting.round.two_people and count.made_by_id == the_account().id


def is_closed(voting: Voting) -> bool:
    """Whether two people have closed the vote."""
    vote = vote_of(db.session, voting.round.id)
    return vote is not None and vote.closed_at is not None


def is_scored(voting: Voting) -> bool:
    """Whether ballots give points or an order, so that votes and points differ."""
    return BALLOT_TYPES[voting.round.ballot_type].vote_type in (VoteType.CUMULATIVE, VoteType.ORDINAL)


def _voting(slug: str) -> Voting:
    voting = voting_of(db.session, slug)
    if voting is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return voting


def _chosen_pot(pots: list[PotElection]) -> PotElection:
    wanted = request.args.get("pot", type=int)
    found = next((pot for pot in pots if wanted is None or pot.pot.id == wanted), None)
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return found


def _pabulib(voting: Voting, pot: PotElection, count: Count) -> Response:
    settings = current_settings()
    text = pabulib_file(voting, pot, count.options, settings.city_name, settings.time_zone, language())
    name = f"{voting.round.slug}-{'together' if pot.groups else pot.pot.id}.pb"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, mimetype="text/plain", headers=headers)
