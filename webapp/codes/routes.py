"""Entering a voter code, which opens the ballot of its round, and leaving without voting."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import PASS, current_account, public
from webapp.accounts.actions import end_session
from webapp.accounts.rules import client_mark
from webapp.accounts.tries import note_try, refuse_above
from webapp.ballots.actions import take_right
from webapp.ballots.keys import fingerprint
from webapp.ballots.own_area import own_area_of
from webapp.ballots.passes import RECEIPT, end_pass, keep_nothing, note_pass, pass_for, pass_of_browser
from webapp.ballots.person import key_of_voter
from webapp.ballots.registered import entry_of_voter
from webapp.codes import actions
from webapp.codes.forms import CodeForm
from webapp.codes.rules import ALARM, TRIES_OF_CLIENT, Code, read_code
from webapp.error_pages import REFUSALS, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.key_files import key_in
from webapp.kiosks.here import kiosk_here
from webapp.rounds.queries import round_view, slug_of
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS

blueprint = Blueprint("codes", __name__)
blueprint.before_app_request(note_pass)
blueprint.after_app_request(keep_nothing)
log = structlog.get_logger()
SAID_BESIDE_THE_FIELD = frozenset(
    {RefusalCode.CODE_MISTYPED, RefusalCode.CODE_WRONG, RefusalCode.CODE_VOID, RefusalCode.CODE_LOCKED}
)


@blueprint.get("/code")
@public
def enter() -> ResponseReturnValue:
    """Ask for the code. What a QR code has after the `#` never reaches the server: a script puts it in the field."""
    kiosk, holder = kiosk_here(), pass_of_browser()
    if kiosk is not None and RECEIPT in session:
        return redirect(url_for("kiosks.receipt"))
    if kiosk is not None and holder is not None:
        return redirect(url_for("ballots.vote", slug=kiosk.slug))
    return render_template("codes/enter.html", form=CodeForm(formdata=None))


@blueprint.post("/code")
@public
def use() -> ResponseReturnValue:
    """Open the ballot with the code. A wrong code is answered alike whether or not there is one of its number."""
    form = CodeForm()
    if not form.validate():
        return render_template("codes/enter.html", form=form), 400
    try:
        return _use(read_code(form.code.data or ""))
    except Refusal as refusal:
        if refusal.code not in SAID_BESIDE_THE_FIELD:
            raise
        form.code.errors = [words_of(refusal)]
        return render_template("codes/enter.html", form=form), REFUSALS[refusal.code][0]


@blueprint.post("/code/leave")
@public
def leave() -> ResponseReturnValue:
    """Leave without voting: the code can be used again."""
    if PASS in session:
        end_pass(db.session, session[PASS])
        db.session.commit()
    session.clear()
    flash(_("You have left. You can come back with the same code until voting closes."))
    return redirect(url_for("codes.enter"))


def _use(code: Code) -> ResponseReturnValue:
    """Each step is committed before the next looks at it, so that no refusal takes a count back."""
    _note_try()
    key = key_in(current_settings().key_folder / "codes.key")
    kiosk = kiosk_here()
    where = (kiosk.id, kiosk.round_id) if kiosk else None
    answer, round_id, pass_key = actions.use_code(db.session, code, key, where)
    wrong_ones = actions.note_wrong(db.session, answer)
    db.session.commit()
    if wrong_ones and wrong_ones % ALARM == 0:
        log.error("voter codes are being tried in great numbers", wrong_in_a_minute=wrong_ones)
    actions.refuse_answer(answer)
    account = current_account()
    if account is not None:
        end_session(db.session, account.session_key)
    round_ = round_view(db.session, slug_of(db.session, round_id or 0))
    db.session.commit()
    session.clear()
    session[PASS] = pass_key
    _take_right(round_)
    return redirect(url_for("ballots.vote", slug=round_.slug), 303)


def _take_right(round_: RoundView) -> None:
    """Give the holder their right, unless voting is closed or they must tell their area first."""
    holder = pass_for(round_)
    if holder is None or not round_.is_open("vote"):
        return
    area = own_area_of(round_, entry_of_voter(round_), holder, None).given
    if VOTING_AREAS[round_.voting_areas].needs_own and area is None:
        return
    print_ = fingerprint(current_settings().key_folder, round_.id)
    take_right(db.session, round_.id, key_of_voter(round_), print_, area)
    db.session.commit()


def _note_try() -> None:
    """Let a client try only so many codes a minute. Raises Refusal(TOO_MANY_TRIES)."""
    secret = current_settings().secret_key.get_secret_value()
    mark = client_mark(request.remote_addr, secret, datetime.now(UTC).date())
    tries = note_try(db.session, "code", mark)
    db.session.commit()
    refuse_above(tries, TRIES_OF_CLIENT)
