"""In person: an official at a service point, a library or a school enters a proposal for a resident who is there."""

from __future__ import annotations

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import Permission, requires, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import language
from webapp.identity.ways import DESK
from webapp.proposals import actions
from webapp.proposals.desk_form import DeskForm
from webapp.proposals.form_routes import extent
from webapp.proposals.forms import written_of
from webapp.proposals.queries import needs_code
from webapp.proposals.staff_routes import link, number
from webapp.rounds.models import Round
from webapp.rounds.phases import Activity
from webapp.rounds.queries import published_round, window

blueprint = Blueprint("proposal_desk", __name__)


@blueprint.get("/staff/rounds/<slug>/desk/proposal")
@requires(Permission.DESK)
def write(slug: str) -> ResponseReturnValue:
    """The form of the desk, and the number of what was entered just now."""
    round_ = published_round(db.session, slug)
    form = DeskForm(formdata=None, nonce=secrets.token_urlsafe(16)).with_choices(round_.id)
    return _page(round_, form)


@blueprint.post("/staff/rounds/<slug>/desk/proposal")
@requires(Permission.DESK)
def enter(slug: str) -> ResponseReturnValue:
    """Enter the proposal, or look for its place, or say what to mend. Whoever left an address is written to."""
    round_ = published_round(db.session, slug)
    if DESK.key not in round_.proposing_providers:
        raise Refusal(RefusalCode.NOT_FOUND)
    form = DeskForm().with_choices(round_.id)
    if request.form.get("step") == "search":
        form.look_for_places()
        return _page(round_, form)
    if not form.validate():
        return _page(round_, form), 400
    sent = actions.enter_proposal(
        db.session,
        round_.id,
        the_account().id,
        written_of(form.content),
        form.nonce.data or "",
        language(),
        form.email.data or None,
        link(),
    )
    db.session.commit()
    return redirect(url_for("proposal_desk.write", slug=slug, entered=sent))


def _page(round_: Round, form: DeskForm) -> str:
    entered = number(request.args.get("entered"))
    return render_template(
        "proposals/desk.html",
        round=round_,
        form=form,
        extent=extent(),
        when=window(db.session, round_.id, Activity.PROPOSE),
        is_taken=DESK.key in round_.proposing_providers,
        entered=entered,
        needs_code=needs_code(db.session, entered),
        address=link().split("://", 1)[-1],
    )
