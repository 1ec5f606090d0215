"""A kiosk's own pages: the receipt, and making room for the next voter."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webapp.access import PASS, public
from webapp.ballots import receipts
from webapp.ballots.passes import RECEIPT, end_pass
from webapp.ballots.queries import receipt_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import LANGUAGE_COOKIE, db
from webapp.kiosks import here
from webapp.kiosks.rules import START
from webapp.qr import picture_of

blueprint = Blueprint("kiosks", __name__, url_prefix="/kiosk")
blueprint.before_app_request(here.show_nothing_else)
blueprint.after_app_request(here.keep_nothing)
blueprint.app_context_processor(lambda: {"kiosk": here.kiosk_here()})


@blueprint.get("/receipt")
@public
def receipt() -> ResponseReturnValue:
    """The receipt of the voter who is still there. Its code stands in no address."""
    code = session.get(RECEIPT, "")
    prefix = receipts.read(code)
    if here.kiosk_here() is None or prefix is None:
        return redirect(url_for(START))
    picture = picture_of(url_for("ballots.look_up", code=code, _external=True))
    told = receipt_of(db.session, prefix)
    return render_template("kiosks/receipt.html", code=code, told=told, picture=picture)


@blueprint.post("/next")
@public
def next_voter() -> ResponseReturnValue:
    """Clear everything of the voter who was here: pass, receipt, language, and what scripts have kept."""
    if here.kiosk_here() is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if PASS in session:
        end_pass(db.session, session[PASS])
        db.session.commit()
    session.clear()
    response = redirect(url_for(START), 303)
    response.delete_cookie(LANGUAGE_COOKIE)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response
