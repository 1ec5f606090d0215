"""Voting: who may, the ballot, the review, the receipt, and looking a receipt up."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import public, signed_in, the_account
from webapp.ballots import receipts
from webapp.ballots.actions import cast, enter_roll, may_vote, take_right
from webapp.ballots.forms import RightForm, chosen_ids, nonce_of
from webapp.ballots.keys import fingerprint
from webapp.ballots.person import key_of_voter, proof_for, way_in
from webapp.ballots.picture import extent_of, pins_of
from webapp.ballots.queries import Item, ReceiptState, ReceiptTold, items, receipt_of, standing
from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import Chosen, PotRule, spent_by_pot
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS

blueprint = Blueprint("ballots", __name__)


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
        return render_template("ballots/right.html", round=round_, form=RightForm(), proof=proof_for(round_))
    code = receipts.code_of(found.commitment) if found.commitment else None
    shown = _shown(round_, items(db.session, round_.id, key))
    return render_template(
        "ballots/vote.html",
        round=round_,
        code=code,
        items=shown,
        extent=extent_of(shown),
        pins=pins_of(shown),
        area=_area(round_),
        control="radio" if BY_KEY[round_.ballot_type].part == "radio" else "checkbox",
    )


@blueprint.post("/rounds/<slug>/vote/right")
@signed_in
def right(slug: str) -> ResponseReturnValue:
    """Take the right to vote. Roll and right are two transactions: nothing in their rows ties them together."""
    round_ = round_view(db.session, slug)
    key, proof = key_of_voter(round_), proof_for(round_)
    form = RightForm().with_proof(proof)
    if not form.validate():
        return render_template("ballots/right.html", round=round_, form=form, proof=proof), 400
    year = form.birth_year.data or 0
    may_vote(round_, year, bool(form.lives_here.data))
    enter_roll(db.session, round_.id, the_account().id)
    db.session.commit()
    take_right(db.session, round_.id, key, fingerprint(current_settings().key_folder, round_.id))
    db.session.commit()
    return redirect(url_for("ballots.vote", slug=slug))


@blueprint.post("/rounds/<slug>/vote/review")
@signed_in
def review(slug: str) -> ResponseReturnValue:
    """What is about to be cast, checked, before it is."""
    round_ = round_view(db.session, slug)
    if not round_.is_open("vote"):
        raise Refusal(RefusalCode.VOTING_CLOSED)
    chosen = _checked(round_)
    spent = spent_by_pot([Chosen(item.pot_id, item.cost_cents) for item in chosen])
    return render_template("ballots/review.html", round=round_, chosen=chosen, spent=spent, nonce=uuid4())


@blueprint.post("/rounds/<slug>/vote/confirm")
@signed_in
def confirm(slug: str) -> ResponseReturnValue:
    """Cast the reviewed ballot."""
    round_ = round_view(db.session, slug)
    chosen, nonce = chosen_ids(request.form), nonce_of(request.form)
    commitment = cast(db.session, round_.id, key_of_voter(round_), chosen, nonce)
    db.session.commit()
    return redirect(url_for("ballots.receipt", slug=slug, code=receipts.code_of(commitment)), 303)


@blueprint.get("/rounds/<slug>/vote/receipt/<code>")
@public
def receipt(slug: str, code: str) -> ResponseReturnValue:
    """The receipt: a code that tells whether the ballot is counted and never what is on it."""
    prefix = receipts.read(code)
    if prefix is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    told = receipt_of(db.session, prefix)
    round_ = round_view(db.session, slug)
    return render_template("ballots/receipt.html", round=round_, code=code, told=told)


@blueprint.get("/receipts")
@public
def look_up() -> ResponseReturnValue:
    """Look a receipt up without signing in."""
    code = request.args.get("code", "")[:100]
    prefix = receipts.read(code)
    told = receipt_of(db.session, prefix) if prefix else ReceiptTold(ReceiptState.UNKNOWN)
    return render_template("ballots/look_up.html", code=code.replace("\0", ""), told=told if code else None)


def _area(round_: RoundView) -> str | None:
    """The area whose projects are shown: asked for, else the first; None where every area may be chosen from."""
    if round_.voting_areas != "one_and_city":
        return None
    codes = [pot.area_code for pot in round_.pots if pot.area_code]
    wanted = request.args.get("area")
    return wanted if wanted in codes else next(iter(codes), None)


def _shown(round_: RoundView, found: list[Item]) -> list[Item]:
    area = _area(round_)
    pots = {pot.id for pot in round_.pots if area is None or pot.area_code in (None, area)}
    return [item for item in found if item.pot_id in pots]


def _checked(round_: RoundView) -> list[Item]:
    """The chosen projects. Raises Refusal where they are not a lawful ballot."""
    listed = {item.id: item for item in items(db.session, round_.id)}
    ids = chosen_ids(request.form)
    if not set(ids) <= set(listed):
        raise Refusal(RefusalCode.NOT_ON_BALLOT)
    chosen = [listed[one] for one in ids]
    pots = {pot.id: PotRule(pot.amount_cents) for pot in round_.pots}
    groups = [[pot.id for pot in group] for group in VOTING_AREAS[round_.voting_areas].groups(round_.pots)]
    kind = BY_KEY[round_.ballot_type]
    as_chosen = [Chosen(item.pot_id, item.cost_cents) for item in chosen]
    faults = kind.faults(as_chosen, pots, groups, kind.limits(round_.ballot_limits))
    if faults:
        raise Refusal(faults[0].code)
    return chosen
