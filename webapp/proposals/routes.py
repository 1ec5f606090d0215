"""One proposal's page, and one's own proposals."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp.access import Permission, can, current_account, public, signed_in, the_account
from webapp.accounts.actions import want_news
from webapp.areas.place_picture import place_picture
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.proposals import actions, photo_queries, queries
from webapp.proposals.mark import MARK
from webapp.proposals.place_map import ROOM, place_map
from webapp.proposals.rules import EVENT_NAMES, MAY_EDIT, MAY_WITHDRAW, STATE_NAMES
from webapp.revalidation import looked_up, revalidated
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open

blueprint = Blueprint("proposals", __name__)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """The names of states and events, for this feature's templates and for those that tell of proposals."""
    return {"proposal_states": STATE_NAMES, "proposal_events": EVENT_NAMES, "place_map": place_map}


@blueprint.get("/proposals/<int:proposal_id>")
@public
def show(proposal_id: int) -> ResponseReturnValue:
    """One proposal and everything that has happened to it."""
    within_reach(proposal_id)
    return revalidated(lambda: looked_up(MARK, id=proposal_id), lambda: page(proposal_id))


def page(proposal_id: int) -> str:
    """The page, with what its author may do. Raises Refusal(NOT_FOUND)."""
    proposal = visible(proposal_id)
    account = current_account()
    is_own = account is not None and account.id == proposal.author_id
    is_ours = is_own or is_for_resident(proposal)
    may_edit = is_ours and is_open(db.session, proposal.round_id, Activity.EDIT_PROPOSAL)
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        events=queries.timeline(db.session, proposal_id),
        merged=queries.merged_here(db.session, proposal_id),
        photos=photo_queries.photos_of(db.session, proposal_id),
        is_own=is_own,
        is_followed=account is not None
        and not is_own
        and queries.is_followed(db.session, proposal_id, account.id),
        may_edit=may_edit and proposal.state in MAY_EDIT,
        may_withdraw=may_edit and proposal.state in MAY_WITHDRAW and proposal.project_id is None,
        just_sent=is_own and "sent" in request.args,
        needs_code=may_edit and is_for_resident(proposal) and queries.needs_code(db.session, proposal_id),
    )


@blueprint.get("/proposals/<int:proposal_id>/place.svg")
@public
def picture(proposal_id: int) -> Response:
    """Where the proposal is, as a picture for whoever has no script."""
    place = place_map(visible(proposal_id))
    if place is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return place_picture(db.session, place.shapes, ROOM)


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@signed_in
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    own_proposal(proposal_id)
    actions.withdraw_proposal(db.session, proposal_id, the_account().id, at_desk=can(Permission.DESK))
    db.session.commit()
    return redirect(url_for("proposals.show", proposal_id=proposal_id))


@blueprint.post("/proposals/<int:proposal_id>/follow")
@signed_in
def follow(proposal_id: int) -> ResponseReturnValue:
    """Be told by mail what becomes of a proposal."""
    visible(proposal_id)
    actions.follow_proposal(db.session, proposal_id, the_account().id)
    want_news(db.session, the_account().id, wanted=True)
    db.session.commit()
    flash(_("You follow this proposal. We tell you by e-mail what becomes of it."))
    return redirect(url_for("proposals.show", proposal_id=proposal_id))


@blueprint.post("/proposals/<int:proposal_id>/unfollow")
@signed_in
def unfollow(proposal_id: int) -> ResponseReturnValue:
    """Be told no more."""
    visible(proposal_id)
    actions.stop_following(db.session, proposal_id, the_account().id)
    db.session.commit()
    flash(_("You no longer follow this proposal."))
    return redirect(url_for("proposals.show", proposal_id=proposal_id))


@blueprint.get("/my/proposals")
@signed_in
def mine() -> ResponseReturnValue:
    """The signed-in person's own proposals, and those that they follow."""
    account_id = the_account().id
    rows, followed = (found(db.session, account_id) for found in (queries.of_author, queries.followed_by))
    return render_template("proposals/mine.html", rows=rows, followed=followed)


def visible(proposal_id: int) -> Row[Any]:
    """The proposal if the public may see it, or the author, or a desk for them. Raises Refusal(NOT_FOUND)."""
    within_reach(proposal_id)
    proposal = queries.detail(db.session, proposal_id)
    account = current_account()
    is_own = account is not None and account.id == proposal.author_id
    if proposal.state in ("draft", "withdrawn") and not is_own and not is_for_resident(proposal):
        raise Refusal(RefusalCode.NOT_FOUND)
    return proposal


def within_reach(proposal_id: int) -> None:
    """Raise Refusal(NOT_FOUND) for a number larger than the database can look for."""
    if proposal_id >= 2**63:
        raise Refusal(RefusalCode.NOT_FOUND)


def own_proposal(proposal_id: int) -> Row[Any]:
    """The signed-in person's own proposal, or one of a desk. Raises Refusal: NOT_FOUND, NOT_ALLOWED."""
    proposal = visible(proposal_id)
    if proposal.author_id != the_account().id and not is_for_resident(proposal):
        raise Refusal(RefusalCode.NOT_ALLOWED)
    return proposal


def is_for_resident(proposal: Row[Any]) -> bool:
    """Whether the proposal was entered at a desk and the person of this request may correct it for its resident."""
    return proposal.channel == "desk" and can(Permission.DESK)
