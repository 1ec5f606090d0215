"""The form of a proposal: write, check, send, and correct one's own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from webapp.access import Permission, can, public, signed_in, the_account
from webapp.accounts.actions import hash_of
from webapp.areas.in_use import FINLAND, area_choices
from webapp.areas.place_picture import place_picture
from webapp.areas.queries import areas_at, city_extent
from webapp.conflicts import Difference, differences
from webapp.error_pages import words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.proposals import actions
from webapp.proposals import form_queries as queries
from webapp.proposals.author import must_be_author, way_to_send
from webapp.proposals.forms import ProposalForm, content_of, on_the_map, written_of
from webapp.proposals.place_map import ROOM, draft_map
from webapp.proposals.routes import own_proposal
from webapp.proposals.rules import mark_of
from webapp.rounds.models import Round
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open, published_round, window
from webapp.texts import is_storable

blueprint = Blueprint("proposal_form", __name__)

DRAFT_COOKIE = "draft"
WEEK = 7 * 24 * 3600


@blueprint.get("/rounds/<slug>/propose")
@public
def propose(slug: str) -> ResponseReturnValue:
    """The form, with what this browser has already written in it."""
    round_ = published_round(db.session, slug)
    when = window(db.session, round_.id, Activity.PROPOSE)
    if not when.is_open:
        return render_template("proposals/closed.html", round=round_, when=when)
    draft = draft_of(round_.id)
    form = ProposalForm(data=draft[0] if draft else {}).with_choices(round_.id)
    return form_page(round_, form)


@blueprint.post("/rounds/<slug>/propose")
@public
def keep(slug: str) -> ResponseReturnValue:
    """Keep what was written and go on to the check, or look for the place, or say what to mend."""
    round_ = published_round(db.session, slug)
    if not is_open(db.session, round_.id, Activity.PROPOSE):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    form = ProposalForm().with_choices(round_.id)
    if request.form.get("step") == "search":
        form.look_for_places()
        return form_page(round_, form)
    if not form.validate():
        return form_page(round_, form), 400
    key = request.cookies.get(DRAFT_COOKIE) or secrets.token_urlsafe(32)
    actions.keep_draft(db.session, hash_of(key), round_.id, form.content, secrets.token_urlsafe(16))
    response = redirect(url_for("proposal_form.check", slug=slug))
    secure = current_settings().environment == "production"
    response.set_cookie(DRAFT_COOKIE, key, max_age=WEEK, httponly=True, samesite="Lax", secure=secure)
    db.session.commit()
    return response


@blueprint.get("/rounds/<slug>/propose/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """What will be sent, and what others have proposed nearby."""
    round_ = published_round(db.session, slug)
    draft = draft_of(round_.id)
    if draft is None:
        return redirect(url_for("proposal_form.propose", slug=slug))
    content, nonce = draft
    written = written_of(content)
    names = {row.id: row.name for row in queries.themes(db.session, round_.id)}
    areas = {row.id: row.name for row in area_choices(db.session)} if written.area_id else {}
    way = way_to_send(round_, request.path)
    return render_template(
        "proposals/check.html",
        round=round_,
        written=written,
        nonce=nonce,
        theme=names.get(written.theme_id or 0),
        area=areas.get(written.area_id or 0),
        where=areas_at(db.session, *written.point) if written.point else None,
        place=draft_map(written),
        alike=queries.alike(db.session, round_.id, written.title, written.body, written.point),
        way=way,
        turned_down=None if way else turned_down(round_),
    )


def turned_down(round_: Round) -> str | None:
    """Why the person may not send, said before they try; None where they may."""
    try:
        must_be_author(round_)
    except Refusal as refusal:
        return words_of(refusal)
    return None


@blueprint.get("/rounds/<slug>/propose/place.svg")
@public
def picture(slug: str) -> Response:
    """Where what this browser has written is, as a picture for whoever has no script."""
    draft = draft_of(published_round(db.session, slug).id)
    place = draft_map(written_of(draft[0])) if draft else None
    if place is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return place_picture(db.session, place.shapes, ROOM)


@blueprint.post("/rounds/<slug>/propose/send")
@signed_in
def send(slug: str) -> ResponseReturnValue:
    """Send what was kept. Sending twice leads to the same proposal."""
    round_ = published_round(db.session, slug)
    nonce, author = request.form.get("nonce", "")[:64], the_account().id
    sent = queries.with_nonce(db.session, nonce, author) if is_storable(nonce) else None
    draft = draft_of(round_.id)
    if sent is None and (draft is None or draft[1] != nonce):
        return redirect(url_for("proposal_form.propose", slug=slug))
    if sent is None and draft is not None:
        channel, written = must_be_author(round_), written_of(draft[0])
        sent = actions.send_proposal(db.session, round_.id, author, written, nonce, language(), channel)
    db.session.commit()
    return redirect(url_for("proposals.show", proposal_id=sent, sent=1))


@blueprint.get("/proposals/<int:proposal_id>/edit")
@signed_in
def edit(proposal_id: int) -> ResponseReturnValue:
    """The author's form with the proposal in it."""
    proposal = own_proposal(proposal_id)
    form = ProposalForm(data={**content_of(proposal), "seen": mark_of(proposal)})
    form.with_choices(proposal.round_id)
    return edit_page(proposal, form)


@blueprint.post("/proposals/<int:proposal_id>/edit")
@signed_in
def save(proposal_id: int) -> ResponseReturnValue:
    """Save the correction; a refused proposal is checked again."""
    proposal = own_proposal(proposal_id)
    form = ProposalForm().with_choices(proposal.round_id)
    if request.form.get("step") == "search":
        form.look_for_places()
        return edit_page(proposal, form)
    if not form.validate():
        return edit_page(proposal, form), 400
    written, seen = written_of(form.content), form.seen.data or ""
    try:
        actions.edit_proposal(
            db.session, proposal_id, the_account().id, written, seen, at_desk=can(Permission.DESK)
        )
    except Refusal as refusal:
        return edited_meanwhile(proposal_id, form, refusal), 409
    db.session.commit()
    return redirect(url_for("proposals.show", proposal_id=proposal_id))


def edited_meanwhile(proposal_id: int, form: ProposalForm, refusal: Refusal) -> str:
    """The form with what was written beside what was saved meanwhile; sending again is meant.

    Raises any other refusal.
    """
    if refusal.code is not RefusalCode.EDITED_MEANWHILE:
        raise refusal
    db.session.rollback()
    proposal = own_proposal(proposal_id)
    saved = ProposalForm(formdata=None, data=content_of(proposal)).with_choices(proposal.round_id)
    form.seen.data, form.seen.raw_data = mark_of(proposal), None
    form.form_errors = [words_of(refusal)]
    return edit_page(proposal, form, [*on_the_map(form, saved), *differences(form, saved)])


def draft_of(round_id: int) -> tuple[dict[str, Any], str] | None:
    """What this browser has written for the round."""
    key = request.cookies.get(DRAFT_COOKIE, "")
    return (
        queries.draft_content(db.session, hash_of(key[:200]), round_id) if key and is_storable(key) else None
    )


def form_page(round_: Round, form: ProposalForm) -> str:
    """The page of the form."""
    return render_template("proposals/form.html", round=round_, form=form, extent=extent(), proposal=None)


def edit_page(proposal: Row[Any], form: ProposalForm, both: Sequence[Difference] = ()) -> str:
    """The same form for correcting a proposal; `both`: where it differs from what was saved meanwhile."""
    return render_template(
        "proposals/form.html", round=None, form=form, extent=extent(), proposal=proposal, both=both
    )


def extent() -> list[float]:
    """West, south, east, north of the city."""
    return list(city_extent(db.session) or FINLAND)
