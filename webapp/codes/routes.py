"""Entering a one-time code, which opens the ballot of its round or lets its holder propose; leaving without voting."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user

from webapp.access import PASS, SignedIn, current_account, public
from webapp.accounts.actions import drop_drafts, end_session
from webapp.accounts.rules import client_mark
from webapp.accounts.sign_in import account_of_session
from webapp.accounts.tries import note_try, refuse_above
from webapp.addresses import own_page
from webapp.ballots.actions import take_right
from webapp.ballots.keys import fingerprint
from webapp.ballots.own_area import own_area_of
from webapp.ballots.passes import RECEIPT, end_pass, keep_nothing, note_pass, pass_for, pass_of_browser
from webapp.ballots.person import key_of_voter
from webapp.ballots.registered import entry_of_voter
from webapp.codes import actions
from webapp.codes.forms import CodeForm
from webapp.codes.rules import ALARM, PROPOSE, TRIES_OF_CLIENT, Code, read_code
from webapp.error_pages import REFUSALS, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.key_files import key_in
from webapp.kiosks.here import kiosk_here
from webapp.proposals.form_routes import DRAFT_COOKIE
from webapp.proposals.queries import of_author
from webapp.rounds.queries import round_view, slug_of
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS

blueprint = Blueprint("codes", __name__)
blueprint.before_app_request(note_pass)
blueprint.after_app_request(keep_nothing)
log = structlog.get_logger()
SAID_BESIDE_THE_FIELD = frozenset(
    {
        RefusalCode.CODE_MISTYPED,
        RefusalCode.CODE_WRONG,
        RefusalCode.CODE_VOID,
        RefusalCode.CODE_LOCKED,
        RefusalCode.CODE_FOR_PROPOSING,
    }
)


@blueprint.get("/code")
@public
def enter() -> ResponseReturnValue:
    """Ask for the code. What a QR code has after the `#` never reaches the server: a script puts it in the field."""
    kiosk, holder = kiosk_here(), pass_of_browser()
    next_path = request.args.get("next") and own_page(request.args["next"])
    if kiosk is not None and RECEIPT in session:
        return redirect(url_for("kiosks.receipt"))
    if kiosk is not None and holder is not None:
        return redirect(url_for("ballots.vote", slug=kiosk.slug))
    return render_template("codes/enter.html", form=CodeForm(formdata=None, next=next_path))


@blueprint.post("/code")
@public
def use() -> ResponseReturnValue:
    """Open what the code opens. A wrong code is answered alike whether or not there is one of its number."""
    form = CodeForm()
    if not form.validate():
        return render_template("codes/enter.html", form=form), 400
    try:
        return _use(read_code(form.code.data or ""), form.next.data or "")
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


def _use(code: Code, next_path: str) -> ResponseReturnValue:
    """Each step is committed before the next looks at it, so that no refusal takes a count back."""
    _note_try()
    settings, kiosk, account = current_settings(), kiosk_here(), current_account()
    where = (kiosk.id, kiosk.round_id) if kiosk else None
    key = key_in(settings.key_folder / "codes.key")
    answer, opened = actions.use_code(db.session, code, key, where, language(), settings.session_hours)
    wrong_ones = actions.note_wrong(db.session, answer)
    db.session.commit()
    if wrong_ones and wrong_ones % ALARM == 0:
        log.error("voter codes are being tried in great numbers", wrong_in_a_minute=wrong_ones)
    actions.refuse_answer(answer)
    assert opened is not None
    if account is not None:
        end_session(db.session, account.session_key)
    round_ = round_view(db.session, slug_of(db.session, opened.round_id))
    db.session.commit()
    session.clear()
    if opened.opens == PROPOSE:
        return _propose(round_, opened.key, account, next_path)
    session[PASS] = opened.key
    _take_right(round_)
    return redirect(url_for("ballots.vote", slug=round_.slug), 303)


def _propose(round_: RoundView, key: str, before: SignedIn | None, next_path: str) -> ResponseReturnValue:
    """Sign the holder in until the browser is closed: to what they were writing in the code's round, else to what they
    have made, else to the form. What another person had begun to write at the same device is gone."""
    holder = account_of_session(key)
    assert holder is not None
    login_user(holder)
    flash(_("Your code was right. With the same code you come back to your proposals, so keep it."))
    is_elsewhere = next_path.startswith("/rounds/") and not next_path.startswith(f"/rounds/{round_.slug}/")
    if next_path and not is_elsewhere:
        return redirect(own_page(next_path), 303)
    has_made = bool(of_author(db.session, holder.id))
    response = redirect(
        url_for("proposals.mine") if has_made else url_for("proposal_form.propose", slug=round_.slug), 303
    )
    if before is not None and before.id != holder.id:
        drop_drafts(db.session, request.cookies.get(DRAFT_COOKIE, ""))
        response.delete_cookie(DRAFT_COOKIE)
        db.session.commit()
    return response


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
