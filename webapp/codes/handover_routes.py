"""Handing a large batch of voter codes to a printing house, as a file that nobody but the printing house can open."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import Permission, fresh_sign_in, requires, the_account
from webapp.codes import actions
from webapp.codes.handover import is_passphrase, new_passphrase, sealed
from webapp.codes.queries import BatchTold
from webapp.codes.rules import FILE, PURPOSES
from webapp.codes.staff_routes import batch_of, sheet_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import in_language
from webapp.key_files import key_in
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView

blueprint = Blueprint("codes_handover", __name__, url_prefix="/staff/rounds/<slug>/codes/<int:batch_id>/file")


@blueprint.get("")
@requires(Permission.CODES)
@fresh_sign_in
def show(slug: str, batch_id: int) -> ResponseReturnValue:
    """The passphrase of the file, which is made with it when the official has written it down. It is kept nowhere."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    batch = _to_hand_over(round_, batch_id)
    page = render_template("codes/handover.html", round=round_, batch=batch, passphrase=new_passphrase())
    return page, {"Cache-Control": "no-store"}


@blueprint.post("")
@requires(Permission.CODES)
@fresh_sign_in
def make(slug: str, batch_id: int) -> ResponseReturnValue:
    """Make the codes and the file. Only what was made whole counts as printed, as with a print."""
    round_ = round_view(db.session, slug, also_unpublished=True)
    batch, passphrase = _to_hand_over(round_, batch_id), request.form.get("passphrase", "")
    if not is_passphrase(passphrase):
        raise Refusal(RefusalCode.STATE_CHANGED)
    sheet, key = sheet_of(round_, batch), key_in(current_settings().key_folder / "codes.key")
    codes = actions.make_codes(db.session, batch.id, batch.size or 0, key)
    db.session.commit()
    content = sealed(sheet, _area(round_, batch), codes, passphrase, f"codes-{batch.id}.csv")
    actions.note_printed(db.session, round_.id, batch.id, the_account().id)
    db.session.commit()
    headers = {
        "Content-Disposition": f"attachment; filename=codes-{batch.id}.zip",
        "Cache-Control": "no-store",
    }
    return Response(content, mimetype="application/zip", headers=headers)


def _to_hand_over(round_: RoundView, batch_id: int) -> BatchTold:
    """The confirmed batch for a printing house. Raises Refusal: NOT_FOUND, STATE_CHANGED."""
    batch = batch_of(round_, batch_id)
    if PURPOSES[batch.purpose].layout != FILE:
        raise Refusal(RefusalCode.NOT_FOUND)
    if batch.state != "confirmed":
        raise Refusal(RefusalCode.STATE_CHANGED)
    return batch


def _area(round_: RoundView, batch: BatchTold) -> str:
    """The name of the area that the codes are for, empty where their voters tell theirs."""
    named = (pot.name for pot in round_.pots if pot.area_code and pot.area_code == batch.area_code)
    return in_language(next(named, None))
