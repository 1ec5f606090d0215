"""The list of rounds and the page of a round. They compose several features, so they stand above them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import public
from webapp.addresses import pins_address
from webapp.areas.in_use import FINLAND
from webapp.areas.queries import city_extent
from webapp.ballots.turnout import Turnout, turnout_of
from webapp.counting.joining import APART, Joining, joining_of
from webapp.counting.leftover import leftover_of
from webapp.counting.rules import BY_NAME as COUNTING
from webapp.counting.rules import caps_of
from webapp.extensions import db, memory
from webapp.formats import in_language, language, speaking
from webapp.methods.option_fields import options_in_words
from webapp.outcome.mark import ALL_ROUNDS, ROUND_PAGES
from webapp.projects.groups import exclusive_groups
from webapp.projects.queries import on_ballot
from webapp.proposals.list_head import frame_of, mark_of
from webapp.proposals.list_queries import Wanted, found
from webapp.revalidation import looked_up, revalidated
from webapp.rounds.calendar import Event, calendar
from webapp.rounds.phases import Activity, opening
from webapp.rounds.queries import public_rounds, round_view
from webapp.rounds.rules import RoundView
from webapp.texts import LANGUAGES, Texts

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")

FEW = 6
"""So many proposals or projects are shown on the round's own page, beside the map of all."""
GOLDEN = (5**0.5 - 1) / 2


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """Every round: what is open first."""
    return revalidated(
        lambda: looked_up(ALL_ROUNDS),
        lambda: render_template("rounds/index.html", rounds=public_rounds(db.session)),
    )


@blueprint.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What the round is, what is open in it, what it is about, its money and its rules."""
    return revalidated(lambda: looked_up(ROUND_PAGES, slug=slug), lambda: page(slug))


def page(slug: str) -> str:
    """The page. Raises Refusal(NOT_FOUND)."""
    round_ = round_view(db.session, slug)
    rule = COUNTING.get(round_.counting_rule)
    projects = on_ballot(db.session, round_.id, FEW)
    return render_template(
        "rounds/show.html",
        round=round_,
        found=projects,
        few=projects.rows,
        counting_rule=rule,
        counting_options=options_in_words(rule, round_.counting_options) if rule else [],
        leftover=leftover_of(round_.counting_options),
        caps=caps_in_words(round_),
        groups=exclusive_groups(db.session, round_.id) if projects.total else [],
        turnout=turnout_now(round_) if round_.is_open("vote") else None,
        **(map_of_projects(round_) if projects.total else some(round_)),
    )


@blueprint.app_template_global()
def joint(round_: RoundView) -> Joining | None:
    """The way in which a round counts its pots together; None where each is counted for itself."""
    joining = joining_of(round_.counting_options)
    return None if joining is APART else joining


def caps_in_words(round_: RoundView) -> list[tuple[Texts, int]]:
    """The themes whose winners may cost only so many cents together."""
    caps = caps_of(round_.counting_options)
    return [(theme.name, caps[theme.slug]) for theme in round_.themes if theme.slug in caps]


def turnout_now(round_: RoundView) -> Turnout:
    """The turnout, counted once a minute by each process."""
    minute = round_.now.replace(second=0, microsecond=0)
    return memory().get(("turnout", round_.id, minute), lambda: turnout_of(db.session, round_))


def map_of_projects(round_: RoundView) -> dict[str, Any]:
    """Where the map finds all projects on the ballot, and what it shows of the world."""
    pins = pins_address("projects", None, {"round": round_.id})
    return {"pins": pins, "extent": city_extent(db.session) or FINLAND}


def some(round_: RoundView) -> dict[str, Any]:
    """A few of the round's proposals, how many there are, and where the map finds all."""
    mark = mark_of(db.session, round_.slug, opening(Activity.PROPOSE))
    frame = frame_of(db.session, mark, language(), memory())
    wanted = Wanted({}, None, "random", turn_of_hour(round_.now), 1)
    total, rows = found(db.session, mark, wanted, memory())
    return {
        "proposals": rows[:FEW],
        "proposals_total": total,
        "pins": pins_address("proposals", mark.changed_at, {"round": round_.id}, mark.areas),
        "frame": frame,
        "extent": frame.extent or FINLAND,
    }


def turn_of_hour(now: datetime) -> float:
    """Where the random order begins in this hour, in [0, 1): each hour far from the last, so that all come first in turn."""
    return now.timestamp() // 3600 * GOLDEN % 1


@blueprint.get("/<slug>/calendar.ics")
@public
def feed(slug: str) -> ResponseReturnValue:
    """The phases of a round as a calendar to subscribe to, in the language of the page where its address was found:
    a calendar program has no cookie that would tell."""
    asked = request.args.get("language", "")
    with speaking(asked if asked in LANGUAGES else language()):
        return _feed(round_view(db.session, slug))


def _feed(round_: RoundView) -> Response:
    title = in_language(round_.title)
    page = url_for("rounds.show", slug=round_.slug, _external=True)
    events = [
        Event(
            f"phase-{phase.id}@{request.host}",
            phase.starts_at,
            phase.ends_at,
            f"{_(phase.name)}: {title}",
            in_language(phase.note),
            page,
            reminds=not phase.kind.opens.isdisjoint({Activity.PROPOSE, Activity.VOTE}),
        )
        for phase in round_.phases
    ]
    text = calendar(title, events, round_.now)
    headers = {"Content-Disposition": f'inline; filename="{round_.slug}.ics"', "Cache-Control": "no-cache"}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)
