"""The planner's page of a vote: two people open, close and annul it, and destroy its key."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, fresh_sign_in, requires, the_account
from webapp.ballots import desk, keys, steps
from webapp.ballots.queries import turnout
from webapp.ballots.steps import DESTROY_KEY, STEPS, steps_of, vote_of
from webapp.extensions import current_settings, db
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView

blueprint = Blueprint("vote_staff", __name__)


@blueprint.get("/staff/rounds/<slug>/vote")
@requires(Permission.COUNT)
@fresh_sign_in
def show(slug: str) -> ResponseReturnValue:
    """How the vote stands, what has been asked for, and what can be asked for next."""
    round_ = _round(slug)
    told = steps_of(db.session, round_.id)
    vote = vote_of(db.session, round_.id)
    asked = {one.step.step for one in told if one.step.confirmed_at is None}
    return render_template(
        "ballots/staff.html",
        round=round_,
        vote=vote,
        steps=told,
        names=STEPS,
        possible=[step for step in steps.possible(vote, round_) if step not in asked],
        turnout=turnout(db.session, round_.id),
        unfinished=desk.unfinished(db.session, round_.id),
    )


@blueprint.post("/staff/rounds/<slug>/vote/steps")
@requires(Permission.COUNT)
@fresh_sign_in
def ask(slug: str) -> ResponseReturnValue:
    """Ask for a step; another person confirms it."""
    note = request.form.get("note", "").replace("\0", "").strip()
    steps.ask(db.session, _round(slug).id, request.form.get("step", ""), the_account().id, note)
    flash(_("Now another person with the right to count confirms it on this page."))
    db.session.commit()
    return redirect(url_for("vote_staff.show", slug=slug))


@blueprint.post("/staff/rounds/<slug>/vote/steps/<int:step_id>")
@requires(Permission.COUNT)
@fresh_sign_in
def confirm(slug: str, step_id: int) -> ResponseReturnValue:
    """Confirm what another person asked for; it is done at once."""
    round_, folder = _round(slug), current_settings().key_folder
    done = steps.confirm(db.session, folder, round_.id, step_id, the_account().id)
    flash(_("Done: %(step)s.", step=_(STEPS[done])))
    db.session.commit()
    if done == DESTROY_KEY:
        keys.destroy(folder, round_.id)  # after the commit: a worker does it should we be cut off here
    return redirect(url_for("vote_staff.show", slug=slug))


@blueprint.post("/staff/rounds/<slug>/vote/steps/<int:step_id>/withdraw")
@requires(Permission.COUNT)
def withdraw(slug: str, step_id: int) -> ResponseReturnValue:
    """Take back what nobody has confirmed."""
    steps.withdraw(db.session, _round(slug).id, step_id, the_account().id)
    db.session.commit()
    return redirect(url_for("vote_staff.show", slug=slug))


def _round(slug: str) -> RoundView:
    return round_view(db.session, slug, also_unpublished=True)
