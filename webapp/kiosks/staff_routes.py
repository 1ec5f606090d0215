"""The officials' page of kiosks: make this browser one, and end one from anywhere."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from webapp.access import Permission, requires, the_account
from webapp.accounts.actions import end_session
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.kiosks import actions
from webapp.kiosks.forms import KioskForm
from webapp.kiosks.queries import kiosks_of
from webapp.kiosks.rules import COOKIE, KEPT, START
from webapp.rounds.queries import round_view
from webapp.rounds.rules import PAST, RoundView

blueprint = Blueprint("kiosks_staff", __name__, url_prefix="/staff/rounds")


@blueprint.get("/<slug>/kiosks")
@requires(Permission.DESK)
def index(slug: str) -> ResponseReturnValue:
    """The kiosks of the round, and the button that makes this browser one."""
    return _page(round_view(db.session, slug, also_unpublished=True), KioskForm(formdata=None))


@blueprint.post("/<slug>/kiosks")
@requires(Permission.DESK)
def start(slug: str) -> ResponseReturnValue:
    """Make this browser a kiosk until voting ends, and sign the official out of it."""
    round_, form = round_view(db.session, slug, also_unpublished=True), KioskForm()
    if round_.voting is None or round_.voting.state == PAST or not round_.is_published:
        raise Refusal(RefusalCode.VOTING_CLOSED)
    if not form.validate():
        return _page(round_, form), 400
    who = the_account()
    key = actions.start_kiosk(db.session, round_.id, form.place.data or "", who.id)
    end_session(db.session, who.session_key)
    db.session.commit()
    logout_user()
    session.clear()
    response = redirect(url_for(START), 303)
    secure = current_settings().environment == "production"
    response.set_cookie(COOKIE, key, max_age=KEPT, httponly=True, samesite="Lax", secure=secure)
    return response


@blueprint.post("/<slug>/kiosks/<int:kiosk_id>/end")
@requires(Permission.DESK)
def end(slug: str, kiosk_id: int) -> ResponseReturnValue:
    """End a kiosk, wherever it is."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    actions.end_kiosk(db.session, round_.id, kiosk_id, the_account().id)
    flash(_("The kiosk has been ended. That browser is an ordinary one from its next click."))
    db.session.commit()
    return redirect(url_for("kiosks_staff.index", slug=slug))


def _page(round_: RoundView, form: KioskForm) -> str:
    can_start = round_.is_published and round_.voting is not None and round_.voting.state != PAST
    kiosks = kiosks_of(db.session, round_.id)
    return render_template("kiosks/staff.html", round=round_, form=form, kiosks=kiosks, can_start=can_start)
