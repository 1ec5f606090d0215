"""The desk: one code for a person whom an official has identified, who then votes on a kiosk or their own phone; and one
for the author of a proposal that was entered there."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import Permission, requires, the_account
from webapp.accounts.actions import account_of
from webapp.ballots.desk_routes import turned_away
from webapp.ballots.keys import ballot_key
from webapp.ballots.person import BY_ACCOUNT, BY_EMAIL, person_at_desk
from webapp.ballots.queries import standing
from webapp.ballots.registered import entry_of
from webapp.codes.actions import hand_author_code, hand_code
from webapp.codes.rules import Code
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.key_files import key_in
from webapp.proposals.queries import detail
from webapp.qr import picture_of
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView

blueprint = Blueprint("codes_desk", __name__)


@blueprint.post("/staff/rounds/<slug>/desk/code")
@requires(Permission.DESK)
def hand(slug: str) -> ResponseReturnValue:
    """Make a code for the person and show it once. It stands for the same right as the person's own way of voting.

    Raises Refusal(VOTING_CLOSED). Who is not on the register or has voted gets none: nobody's ballot is replaced from a desk.
    """
    round_, folder = round_view(db.session, slug, also_unpublished=True), current_settings().key_folder
    if not round_.is_open("vote"):
        raise Refusal(RefusalCode.VOTING_CLOSED)
    try:
        person = person_at_desk(round_, request.form.get("person", ""))
        entry_of(round_, person)
        _may_get_one(round_, ballot_key(folder, round_.id, person))
    except Refusal as refusal:
        return turned_away(slug, refusal, "holder")
    kept = person if round_.voting_providers else _account(person)
    code = hand_code(db.session, round_.id, kept, key_in(folder / "codes.key"), the_account().id)
    page = _shown("codes/handed.html", code, round=round_)
    db.session.commit()
    return page, {"Cache-Control": "no-store"}


@blueprint.post("/staff/proposals/<int:proposal_id>/code")
@requires(Permission.DESK)
def hand_to_author(proposal_id: int) -> ResponseReturnValue:
    """Make a code for whom a proposal was entered at a desk and show it once: with it they come back to the proposal."""
    key = key_in(current_settings().key_folder / "codes.key")
    code = hand_author_code(db.session, proposal_id, key, language(), the_account().id)
    page = _shown("codes/author.html", code, proposal=detail(db.session, proposal_id))
    db.session.commit()
    return page, {"Cache-Control": "no-store"}


def _shown(template: str, code: Code, **values: object) -> str:
    """The page of a code that is shown once, with the address where it is typed."""
    address = url_for("codes.enter", _external=True)
    typed, picture = address.split("://", 1)[-1], picture_of(f"{address}#{code}")
    return render_template(template, code=code, address=typed, picture=picture, **values)


def _may_get_one(round_: RoundView, key: bytes) -> None:
    found = standing(db.session, round_.id, key)
    if found is not None and found.is_on_paper:
        raise Refusal(RefusalCode.VOTED_ON_PAPER)
    if found is not None and found.commitment:
        raise Refusal(RefusalCode.VOTED_ON_WEB)


def _account(person: str) -> str:
    """An address is kept with the account alone, so that erasing the account erases it here as well."""
    return f"{BY_ACCOUNT}{account_of(db.session, person.removeprefix(BY_EMAIL), language())}"
