"""Voting: who may, the ballot, the review, the receipt, and looking a receipt up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import PASS, public, the_account, voting
from webapp.accounts.rules import client_mark
from webapp.accounts.tries import note_try, refuse_above
from webapp.ballots import receipts
from webapp.ballots.actions import cast, enter_roll, may_vote, take_right
from webapp.ballots.forms import RightForm, filled_in, nonce_of, reviewed
from webapp.ballots.keys import draft_name, fingerprint
from webapp.ballots.own_area import own_area_of
from webapp.ballots.passes import GRACE, RECEIPT, end_pass, pass_for
from webapp.ballots.person import key_of_voter, may_replace, proof_for, way_in
from webapp.ballots.picture import extent_of, pins_of
from webapp.ballots.queries import Standing, items, own_area, receipt_of, standing
from webapp.ballots.registered import entry_of_voter, mark_of_voter
from webapp.ballots.sheet import Sheet
from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import ByProject
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.qr import picture_of
from webapp.rounds.queries import round_view, voting_terms
from webapp.rounds.rules import RoundView, VotingTerms
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS

blueprint = Blueprint("ballots", __name__)

LOOK_UPS_A_MINUTE = 30


@blueprint.get("/rounds/<slug>/vote")
@public
def vote(slug: str) -> ResponseReturnValue:
    """The ballot, or what must come first: the opening, signing in, the right to vote."""
    round_ = round_view(db.session, slug)
    if not round_.is_open("vote"):
        return render_template("ballots/closed.html", round=round_)
    way = way_in(round_)
    if way is not None:
        return render_template("ballots/visitor.html", round=round_, way=way)
    key = key_of_voter(round_)
    found = standing(db.session, round_.id, key)
    if found is None:
        return _right_page(round_, _right_form(round_))
    if found.is_on_paper or (found.commitment and not may_replace(round_)):
        code = receipts.code_of(found.commitment) if found.commitment else None
        return render_template("ballots/final.html", round=round_, code=code, standing=found)
    voter = Voter(round_, key, found)
    return _ballot_page(voter, _sheet(voter, {}))


@blueprint.post("/rounds/<slug>/vote/right")
@voting
def right(slug: str) -> ResponseReturnValue:
    """Take the right to vote. Roll and right are two transactions: nothing in their rows ties them together."""
    round_ = round_view(db.session, slug)
    key, form, holder = key_of_voter(round_), _right_form(round_), pass_for(round_)
    if not form.validate():
        return _right_page(round_, form), 400
    if holder is None:
        may_vote(round_, form.year_of_birth, form.is_resident)
        enter_roll(db.session, round_.id, the_account().id, mark_of_voter(round_))
        db.session.commit()
    take_right(db.session, round_.id, key, fingerprint(current_settings().key_folder, round_.id), form.area)
    db.session.commit()
    return redirect(url_for("ballots.vote", slug=slug))


@blueprint.post("/rounds/<slug>/vote/fill")
@voting
def fill(slug: str) -> ResponseReturnValue:
    """The ballot again with what was chosen so far: for another area, or back from the review."""
    voter = _voter(slug)
    kind = BY_KEY[voter.round.ballot_type]
    values = reviewed(request.form) if "choice" in request.form else filled_in(request.form, kind)[0]
    return _ballot_page(voter, _sheet(voter, values))


@blueprint.post("/rounds/<slug>/vote/review")
@voting
def review(slug: str) -> ResponseReturnValue:
    """What is about to be cast, before it is; or the ballot again with what is wrong with it."""
    voter = _voter(slug)
    values, unread = filled_in(request.form, BY_KEY[voter.round.ballot_type])
    sheet = _sheet(voter, values)
    faults = unread or sheet.check()
    if faults:
        return _ballot_page(voter, replace(sheet, faults=faults)), 400
    return render_template("ballots/review.html", sheet=replace(sheet, values=sheet.settled), nonce=uuid4())


@blueprint.post("/rounds/<slug>/vote/confirm")
@voting
def confirm(slug: str) -> ResponseReturnValue:
    """Cast the reviewed ballot. The database checks it again."""
    round_ = voting_terms(db.session, slug)
    values, nonce = reviewed(request.form), nonce_of(request.form)
    given = list(values.values()) if any(value is not None for value in values.values()) else None
    key, may = key_of_voter(round_), may_replace(round_)
    commitment = cast(db.session, round_.id, key, list(values), nonce, given, may_replace=may)
    db.session.commit()
    flash(_("Thank you! Your vote is registered."))
    return redirect(_after(round_, receipts.code_of(commitment)), 303)


def _after(round_: VotingTerms, code: str) -> str:
    """Where the receipt is. A pass ends soon after the vote; on a kiosk the receipt waits for the next voter."""
    holder = pass_for(round_)
    if holder is None:
        return url_for("ballots.receipt", slug=round_.slug, code=code)
    end_pass(db.session, session[PASS], GRACE)
    db.session.commit()
    if holder.kiosk_id is not None:
        session[RECEIPT] = code
        return url_for("kiosks.receipt")
    del session[PASS]
    return url_for("ballots.receipt", slug=round_.slug, code=code)


@blueprint.get("/rounds/<slug>/vote/receipt/<code>")
@public
def receipt(slug: str, code: str) -> ResponseReturnValue:
    """The receipt: a code that tells whether the ballot is counted and never what is on it."""
    prefix = receipts.read(code)
    if prefix is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    told = receipt_of(db.session, prefix)
    round_ = round_view(db.session, slug)
    picture = picture_of(url_for("ballots.look_up", code=code, _external=True))
    return render_template("ballots/receipt.html", round=round_, code=code, told=told, picture=picture)


@blueprint.get("/receipts")
@public
def look_up() -> ResponseReturnValue:
    """Look a receipt up without signing in. What is no code is told from a code that has no ballot."""
    typed = request.args.get("code")
    code = (typed or "")[:100].replace("\0", "")
    prefix = receipts.read(code)
    if prefix:
        _note_look_up()
    told = receipt_of(db.session, prefix) if prefix else None
    return render_template("ballots/look_up.html", code=code, is_asked=typed is not None, told=told)


def _note_look_up() -> None:
    """Let a client look up only so many receipts a minute. Raises Refusal(TOO_MANY_TRIES)."""
    secret = current_settings().secret_key.get_secret_value()
    tries = note_try(
        db.session, "receipt", client_mark(request.remote_addr, secret, datetime.now(UTC).date())
    )
    db.session.commit()
    refuse_above(tries, LOOK_UPS_A_MINUTE)


def _right_form(round_: RoundView) -> RightForm:
    """What must be asked before the ballot: less of those whose provider has told, hardly anything of code holders."""
    holder, form = pass_for(round_), RightForm().for_round(round_)
    proof, entry = proof_for(round_) if holder is None else None, entry_of_voter(round_)
    form.with_area(own_area_of(round_, entry, holder, proof))
    if entry is not None:
        return form.with_entry(entry)
    return form.with_proof(proof) if holder is None else form.vouched()


def _right_page(round_: RoundView, form: RightForm) -> str:
    holder = pass_for(round_)
    proof = proof_for(round_) if holder is None else None
    names = {pot.area_code: pot.name for pot in round_.pots}
    return render_template(
        "ballots/right.html", round=round_, form=form, proof=proof, holder=holder, areas=names
    )


@dataclass(frozen=True)
class Voter:
    """Someone who may vote, at their ballot."""

    round: RoundView
    key: bytes
    standing: Standing


def _voter(slug: str) -> Voter:
    """The voter of a posted ballot.

    Raises Refusal(VOTING_CLOSED), (NO_VOTING_RIGHT), (VOTED_ON_PAPER) or (BALLOT_FINAL).
    """
    round_ = round_view(db.session, slug)
    if not round_.is_open("vote"):
        raise Refusal(RefusalCode.VOTING_CLOSED)
    key = key_of_voter(round_)
    found = standing(db.session, round_.id, key)
    if found is None:
        raise Refusal(RefusalCode.NO_VOTING_RIGHT)
    if found.is_on_paper:
        raise Refusal(RefusalCode.VOTED_ON_PAPER)
    if found.commitment and not may_replace(round_):
        raise Refusal(RefusalCode.BALLOT_FINAL)
    return Voter(round_, key, found)


def _sheet(voter: Voter, values: ByProject) -> Sheet:
    round_ = voter.round
    listed = items(db.session, round_.id, voter.key)
    needs_own = VOTING_AREAS[round_.voting_areas].needs_own
    own = own_area(db.session, round_.id, voter.key) if needs_own else None
    return Sheet(round_, listed, own, request.values.get("area"), values)


def _ballot_page(voter: Voter, sheet: Sheet) -> str:
    commitment = voter.standing.commitment
    return render_template(
        "ballots/vote.html",
        sheet=sheet,
        round=voter.round,
        code=receipts.code_of(commitment) if commitment else None,
        extent=extent_of(sheet.items),
        pins=pins_of(sheet.items),
        draft=draft_name(voter.key),
        holder=pass_for(voter.round),
    )
