"""The planner's pages of a round: create it, see what is missing, edit its parts, publish it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.rounds import actions, part_routes
from webapp.rounds.advice import advice
from webapp.rounds.copying import copy_round
from webapp.rounds.forms import CreateForm, ReasonsForm, RoundTextsForm, ThemesForm
from webapp.rounds.part_routes import Part, editable
from webapp.rounds.phases_form import PhasesForm
from webapp.rounds.places_form import PlacesForm
from webapp.rounds.pots_form import PotsForm
from webapp.rounds.proposing_form import ProposingForm
from webapp.rounds.queries import all_rounds, has_come_in, reason_views
from webapp.rounds.rules import Missing, missing_for_publishing, overlaps
from webapp.texts import N_

blueprint = Blueprint("planning", __name__, url_prefix="/staff/rounds")

PARTS = (
    Part("texts", N_("Name and texts"), RoundTextsForm, "rounds/edit_texts.html", actions.save_texts),
    Part("phases", N_("Timetable"), PhasesForm, "rounds/edit_phases.html", actions.save_phases),
    Part("pots", N_("Money by area"), PotsForm, "rounds/edit_pots.html", actions.save_pots, True),
    Part("themes", N_("Themes"), ThemesForm, "rounds/edit_rows.html", actions.save_themes),
    Part("reasons", N_("Reasons for refusal"), ReasonsForm, "rounds/edit_rows.html", actions.save_reasons),
    Part(
        "places", N_("Places of proposals"), PlacesForm, "rounds/edit_places.html", actions.save_places, True
    ),
    Part(
        "proposing",
        N_("Who proposes"),
        ProposingForm,
        "rounds/edit_proposing.html",
        actions.save_proposing,
        True,
    ),
)
BY_KEY = {part.key: part for part in PARTS}
MISSING_WORDS = {
    Missing.TEXTS: ("texts", N_("The name, the summary or the rules are not written yet.")),
    Missing.PHASES: ("phases", N_("There is no timetable yet.")),
    Missing.VOTING: ("phases", N_("The timetable has no voting.")),
    Missing.POTS: ("pots", N_("There is no money yet.")),
    Missing.THEMES: ("themes", N_("There are no themes yet.")),
    Missing.REASONS: ("reasons", N_("There are no reasons for refusing a proposal yet.")),
    Missing.SEED: ("voting", N_("The seed of the lot is missing: it must be known before voting.")),
}
"""Where each thing that is missing is written, and how it is said."""


@blueprint.get("/new")
@requires(Permission.RUN_ROUND)
def new() -> ResponseReturnValue:
    """The form of a new round."""
    return render_template("rounds/create.html", form=CreateForm().with_rounds(all_rounds(db.session)))


@blueprint.post("/new")
@requires(Permission.RUN_ROUND)
def create() -> ResponseReturnValue:
    """Make the round, unpublished, and go on to what is missing."""
    form = CreateForm().with_rounds(all_rounds(db.session))
    if not form.validate():
        return render_template("rounds/create.html", form=form), 400
    title, day, account = form.title.data, form.first_day.data, the_account().id
    zone = ZoneInfo(current_settings().time_zone)
    try:
        if form.source.data and day:
            slug = copy_round(db.session, form.source.data, title, day, zone, account).slug
        else:
            slug = actions.create_round(db.session, title, account).slug
    except Refusal as refusal:
        return name_taken(form, refusal), 409
    db.session.commit()
    flash(_("The round was created. Only those who work on it can see it."), "success")
    return redirect(url_for("planning.settings", slug=slug))


def name_taken(form: CreateForm, refusal: Refusal) -> str:
    """The form again where somebody made a round of the same name at the same moment. Raises any other refusal."""
    if refusal.code is not RefusalCode.ADDRESS_TAKEN:
        raise refusal
    db.session.rollback()
    words = _(
        "A colleague has just made a round of this name. Send again if you want another, or change the name."
    )
    form.title.form["fi"].errors = [words]
    return render_template("rounds/create.html", form=form.with_rounds(all_rounds(db.session)))


@blueprint.get("/<slug>/settings")
@requires(Permission.RUN_ROUND)
def settings(slug: str) -> ResponseReturnValue:
    """The parts of the round, what is missing, and whether residents see it."""
    round_ = editable(slug)
    reasons = reason_views(db.session, round_.id)
    return render_template(
        "rounds/settings.html",
        round=round_,
        reasons=reasons,
        missing=[MISSING_WORDS[what] for what in missing_for_publishing(round_, len(reasons))],
        advice=advice(round_, reasons),
        part_names={part.key: _(part.name) for part in PARTS} | {"voting": _("Voting and counting")},
        overlaps=overlaps(round_.phases),
        is_untouched=not round_.has_voting_opened and not has_come_in(db.session, round_.id),
    )


@blueprint.get("/<slug>/<any(texts, phases, pots, themes, reasons, places, proposing):key>")
@requires(Permission.RUN_ROUND)
def edit(slug: str, key: str) -> ResponseReturnValue:
    """One part in its form."""
    return part_routes.show(slug, BY_KEY[key])


@blueprint.post("/<slug>/<any(texts, phases, pots, themes, reasons, places, proposing):key>")
@requires(Permission.RUN_ROUND)
def save(slug: str, key: str) -> ResponseReturnValue:
    """Save one part."""
    return part_routes.save(slug, BY_KEY[key])


@blueprint.get("/<slug>/publish")
@requires(Permission.RUN_ROUND)
def ask_to_publish(slug: str) -> ResponseReturnValue:
    """What publishing means, before it is done."""
    round_ = editable(slug)
    if round_.is_published:
        return redirect(url_for("planning.settings", slug=slug))
    if missing_for_publishing(round_, len(reason_views(db.session, round_.id))):
        raise Refusal(RefusalCode.ROUND_INCOMPLETE)
    return render_template("rounds/publish.html", round=round_, overlaps=overlaps(round_.phases))


@blueprint.post("/<slug>/publish")
@requires(Permission.RUN_ROUND)
def publish(slug: str) -> ResponseReturnValue:
    """Let residents see the round."""
    actions.publish_round(db.session, editable(slug).id, the_account().id)
    db.session.commit()
    flash(_("The round is published."), "success")
    return redirect(url_for("planning.settings", slug=slug))


@blueprint.post("/<slug>/unpublish")
@requires(Permission.RUN_ROUND)
def unpublish(slug: str) -> ResponseReturnValue:
    """Hide the round again, while nothing has come in."""
    actions.unpublish_round(db.session, editable(slug).id, the_account().id)
    db.session.commit()
    flash(_("The round is hidden from residents."), "success")
    return redirect(url_for("planning.settings", slug=slug))


@blueprint.post("/<slug>/remove")
@requires(Permission.RUN_ROUND)
def remove(slug: str) -> ResponseReturnValue:
    """Remove a round that nobody has seen and in which nothing has come in."""
    actions.remove_round(db.session, editable(slug).id, the_account().id)
    db.session.commit()
    flash(_("The round was removed."), "success")
    return redirect(url_for("dashboard.index"))
