"""Pages for officials: the queue of proposals, and what is decided of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp.access import Permission, requires, the_account
from webapp.areas.in_use import area_choices
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import in_language
from webapp.proposals import form_queries, photo_actions, photo_queries, queries, screening, staff_queries
from webapp.proposals.forms import AnswerForm, RefuseForm
from webapp.proposals.photo_forms import TakeDownForm
from webapp.proposals.rules import CHANNEL_NAMES, MAY_ACCEPT, MAY_MERGE, MAY_REFUSE, MAY_REOPEN, STATE_NAMES
from webapp.proposals.staff_queries import PAGE
from webapp.texts import is_storable

blueprint = Blueprint("screening", __name__, url_prefix="/staff/proposals")
UNIT = "unit"
"""Where the browser's cookie has the unit in whose name its official spoke last."""


@blueprint.get("")
@requires(Permission.SCREEN)
def queue() -> ResponseReturnValue:
    """Proposals by round, state and area with counts, the oldest first."""
    state = request.args.get("state", "submitted")
    round_id, page = number(request.args.get("round")), number(request.args.get("page")) or 1
    district = request.args.get("district", "")[:40] or None
    if state not in STATE_NAMES or (district and not is_storable(district)):
        raise Refusal(RefusalCode.NOT_FOUND)
    page = min(page, 100_000)
    rows = staff_queries.queue(db.session, round_id, state, district, page)
    counts = staff_queries.queue_counts(db.session)
    districts = [row for row in area_choices(db.session) if row.level == "district"]
    return render_template(
        "proposals/queue.html",
        rows=rows[:PAGE],
        round_names=list({row.id: (row.id, row.title) for row in counts}.values()),
        slug=next((row.slug for row in counts if row.id == round_id), None),
        by_state=by_state(counts, round_id),
        previous=turned(page - 1) if page > 1 else None,
        next=turned(page + 1) if len(rows) > PAGE else None,
        state=state,
        round_id=round_id,
        district=district,
        districts=districts,
        channels=CHANNEL_NAMES,
    )


def by_state(counts: Sequence[Row[Any]], round_id: int | None) -> Counter[str]:
    """How many proposals are in each state, in one round or (None) in all."""
    found: Counter[str] = Counter()
    for row in counts:
        if round_id in (None, row.id):
            found[row.state] += row.n
    return found


def turned(page: int) -> str:
    """The address of another page of the same list."""
    kept: dict[str, Any] = {name: request.args.get(name) for name in ("round", "state", "district")}
    return url_for("screening.queue", page=page, **kept)


@blueprint.get("/<int:proposal_id>")
@requires(Permission.SCREEN)
def show(proposal_id: int) -> ResponseReturnValue:
    """One proposal and what can be decided of it."""
    return decide_page(queries.detail(db.session, proposal_id))


@blueprint.post("/<int:proposal_id>/accept")
@requires(Permission.SCREEN)
def accept(proposal_id: int) -> ResponseReturnValue:
    """Accept the proposal."""
    screening.accept_proposal(db.session, proposal_id, the_account().id, seen(), link())
    return done(proposal_id, _("The proposal has been accepted."))


@blueprint.post("/<int:proposal_id>/reopen")
@requires(Permission.SCREEN)
def reopen(proposal_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    screening.reopen_proposal(db.session, proposal_id, the_account().id, seen(), link())
    return done(proposal_id, _("The decision has been taken back."))


@blueprint.post("/<int:proposal_id>/refuse")
@requires(Permission.SCREEN)
def refuse(proposal_id: int) -> ResponseReturnValue:
    """Refuse the proposal for a published reason."""
    proposal = queries.detail(db.session, proposal_id)
    form = refuse_form(proposal)
    if not form.validate():
        return decide_page(proposal, refusing=form), 400
    screening.refuse_proposal(
        db.session,
        proposal_id,
        the_account().id,
        seen(),
        link(),
        reason_id=int(form.reason.data),
        note=form.note.data or "",
        unit=form.unit.data or "",
    )
    return done(proposal_id, _("The proposal has been refused."), form.unit.data)


@blueprint.post("/<int:proposal_id>/answer")
@requires(Permission.SCREEN)
def answer(proposal_id: int) -> ResponseReturnValue:
    """Answer in public."""
    proposal = queries.detail(db.session, proposal_id)
    form = AnswerForm(prefix="answer-")
    if not form.validate():
        return decide_page(proposal, answering=form), 400
    note, unit = form.note.data or "", form.unit.data or ""
    screening.answer_proposal(db.session, proposal_id, the_account().id, link(), note, unit)
    return done(proposal_id, _("The answer has been published."), unit)


@blueprint.post("/<int:proposal_id>/photos")
@requires(Permission.SCREEN)
def take_photo_down(proposal_id: int) -> ResponseReturnValue:
    """Take a photo off the proposal for a public reason."""
    proposal = queries.detail(db.session, proposal_id)
    form = take_down_form(proposal, posted=True)
    if not form.validate():
        return decide_page(proposal, taking_down=form), 400
    photo_actions.take_photo_down(
        db.session,
        proposal_id,
        the_account().id,
        UUID(form.photo.data),
        form.note.data or "",
        form.unit.data or "",
        link(),
    )
    return done(proposal_id, _("The photo has been taken down."), form.unit.data)


@blueprint.post("/<int:proposal_id>/merge")
@requires(Permission.SCREEN)
def merge(proposal_id: int) -> ResponseReturnValue:
    """Merge the proposal into another."""
    target = number(request.form.get("target"))
    if target is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    screening.merge_proposals(db.session, [proposal_id], target, the_account().id, seen(), link())
    return done(proposal_id, _("The proposal has been merged."))


def decide_page(
    proposal: Row[Any],
    refusing: RefuseForm | None = None,
    answering: AnswerForm | None = None,
    taking_down: TakeDownForm | None = None,
) -> str:
    """The page on which an official decides."""
    words = request.args.get("target", "")[:100]
    return render_template(
        "proposals/decide.html",
        proposal=proposal,
        channels=CHANNEL_NAMES,
        gets_mail=staff_queries.gets_mail(db.session, proposal.author_id),
        events=queries.timeline(db.session, proposal.id),
        refusing=refusing or refuse_form(proposal),
        answering=answering or AnswerForm(prefix="answer-", formdata=None, data=unit()),
        photos=photo_queries.photos_of(db.session, proposal.id),
        taking_down=taking_down or take_down_form(proposal),
        words=words,
        found=merge_targets(proposal, words),
        looked="alike" in request.args or bool(words),
        after=staff_queries.next_to_check(db.session, proposal.round_id, proposal.id),
        may={
            "accept": proposal.state in MAY_ACCEPT,
            "refuse": proposal.state in MAY_REFUSE and proposal.project_id is None,
            "reopen": proposal.state in MAY_REOPEN and proposal.project_id is None,
            "merge": proposal.state in MAY_MERGE and proposal.project_id is None,
        },
    )


def merge_targets(proposal: Row[Any], words: str) -> Sequence[Row[Any]]:
    """What the proposal may be merged into: those that are alike, if asked for, else those with the words."""
    if "alike" in request.args:
        point = None if proposal.lon is None else (proposal.lon, proposal.lat)
        found = form_queries.alike(db.session, proposal.round_id, proposal.title, proposal.body, point)
        return [row for row in found if row.id != proposal.id]
    if not words or not is_storable(words):
        return []
    return staff_queries.merge_targets(db.session, proposal.round_id, proposal.id, words)


def unit() -> dict[str, str]:
    """The unit in whose name this browser's official spoke last, to begin a form with."""
    return {"unit": session.get(UNIT, "")}


def refuse_form(proposal: Row[Any]) -> RefuseForm:
    """The form of refusing, with the round's reasons."""
    form = RefuseForm(data=unit())
    rows = staff_queries.reasons(db.session, proposal.round_id)
    form.reason.choices = [(str(row.id), in_language(row.name)) for row in rows]
    return form


def take_down_form(proposal: Row[Any], posted: bool = False) -> TakeDownForm:
    """The form of taking a photo down, over the photos that the proposal has."""
    form = (
        TakeDownForm(prefix="photo-") if posted else TakeDownForm(prefix="photo-", formdata=None, data=unit())
    )
    return form.with_photos(photo_queries.photos_of(db.session, proposal.id))


def seen() -> str:
    """The state that the official's page showed."""
    return request.form.get("state", "")


def link() -> str:
    """The address of this service, for mail."""
    return request.url_root.rstrip("/")


def done(proposal_id: int, words: str, unit: str | None = None) -> ResponseReturnValue:
    """Say what was done, keep it and show the proposal; the unit is offered again in the next form."""
    flash(words, "success")
    if unit:
        session[UNIT] = unit
    db.session.commit()
    return redirect(url_for("screening.show", proposal_id=proposal_id))


def number(value: str | None) -> int | None:
    """A number from the address or a form, None for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else None
