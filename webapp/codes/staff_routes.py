"""The officials' page of one-time codes: ask for a batch, confirm it, print it once, take codes out of use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from geo.printer import pdf_of
from webapp.access import Permission, fresh_sign_in, requires, the_account
from webapp.ballots.keys import ballot_keys
from webapp.codes import actions
from webapp.codes.forms import BatchForm, VoidForm, uses_of
from webapp.codes.printing import LAYOUTS, Sheet, page
from webapp.codes.queries import BatchTold, batches, used_by_batch
from webapp.codes.rules import PROPOSE, PURPOSES, USES, read_number
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import in_language, moment, speaking
from webapp.key_files import key_in
from webapp.rounds.phases import Activity
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView
from webapp.texts import LANGUAGES

blueprint = Blueprint("codes_staff", __name__, url_prefix="/staff/rounds")


@blueprint.get("/<slug>/codes")
@requires(Permission.CODES)
@fresh_sign_in
def index(slug: str) -> ResponseReturnValue:
    """The batches of a round with how many of each were used, in steps; and the form that asks for one more."""
    round_ = _round(slug)
    return _page(round_, BatchForm(formdata=None).for_round(round_), VoidForm(formdata=None))


@blueprint.post("/<slug>/codes")
@requires(Permission.CODES)
@fresh_sign_in
def ask(slug: str) -> ResponseReturnValue:
    """Ask for codes: for a batch, or for several where they are many."""
    round_ = _round(slug)
    if not uses_of(round_):
        raise Refusal(RefusalCode.NOT_FOUND)
    form = BatchForm().for_round(round_)
    if not form.validate():
        return _page(round_, form, VoidForm(formdata=None)), 400
    for wanted in form.wanted():
        actions.ask_codes(db.session, round_.id, round_.two_people, wanted, the_account().id)
    db.session.commit()
    return redirect(url_for("codes_staff.index", slug=slug, _anchor="batches"))


@blueprint.post("/<slug>/codes/<int:batch_id>/confirm")
@requires(Permission.CODES)
@fresh_sign_in
def confirm(slug: str, batch_id: int) -> ResponseReturnValue:
    """Confirm a batch that another person asked for."""
    round_ = _round(slug)
    actions.confirm_codes(db.session, round_.id, batch_of(round_, batch_id).id, the_account().id)
    flash(_("Confirmed. The codes can now be printed, once."))
    db.session.commit()
    return redirect(url_for("codes_staff.index", slug=slug, _anchor="batches"))


@blueprint.post("/<slug>/codes/confirm")
@requires(Permission.CODES)
@fresh_sign_in
def confirm_all(slug: str) -> ResponseReturnValue:
    """Confirm every batch that stood on the page, waiting for this person: those of a large school at once."""
    round_ = _round(slug)
    for batch_id in sorted({*request.form.getlist("batches", type=int)}):
        actions.confirm_codes(db.session, round_.id, batch_of(round_, batch_id).id, the_account().id)
    flash(_("Confirmed. The codes can now be printed, once."))
    db.session.commit()
    return redirect(url_for("codes_staff.index", slug=slug, _anchor="batches"))


@blueprint.post("/<slug>/codes/<int:batch_id>/print")
@requires(Permission.CODES)
@fresh_sign_in
def print_batch(slug: str, batch_id: int) -> ResponseReturnValue:
    """Make the codes and give them as PDF. They are kept nowhere else.

    They are in use from the first commit; only what was printed whole counts as printed, so that a print that
    failed can be made again.
    """
    round_ = _round(slug)
    batch, key = batch_of(round_, batch_id), key_in(current_settings().key_folder / "codes.key")
    layout = PURPOSES[batch.purpose].layout
    if layout not in LAYOUTS:
        raise Refusal(RefusalCode.NOT_FOUND)
    sheet = sheet_of(round_, batch)
    codes = actions.make_codes(db.session, batch.id, batch.size or 0, key)
    db.session.commit()
    printed = pdf_of(page(layout, sheet, codes))
    actions.note_printed(db.session, round_.id, batch.id, the_account().id)
    db.session.commit()
    headers = {
        "Content-Disposition": f"attachment; filename=codes-{batch.id}.pdf",
        "Cache-Control": "no-store",
    }
    return Response(printed, mimetype="application/pdf", headers=headers)


@blueprint.post("/<slug>/codes/<int:batch_id>/again")
@requires(Permission.CODES)
@fresh_sign_in
def ask_again(slug: str, batch_id: int) -> ResponseReturnValue:
    """Ask to print a batch once more. The codes that were printed before are void once it is printed."""
    round_ = _round(slug)
    actions.ask_again(
        db.session, round_.id, round_.two_people, batch_of(round_, batch_id).id, the_account().id
    )
    db.session.commit()
    return redirect(url_for("codes_staff.index", slug=slug, _anchor="batches"))


@blueprint.post("/<slug>/codes/<int:batch_id>/void")
@requires(Permission.CODES)
def void_batch(slug: str, batch_id: int) -> ResponseReturnValue:
    """Take a batch out of use."""
    round_ = _round(slug)
    actions.void_batch(db.session, round_.id, batch_of(round_, batch_id).id, the_account().id)
    flash(_("None of these codes can be used any more. Ballots and proposals made with them stay."))
    db.session.commit()
    return redirect(url_for("codes_staff.index", slug=slug, _anchor="batches"))


@blueprint.post("/<slug>/codes/void")
@requires(Permission.CODES)
def void_code(slug: str) -> ResponseReturnValue:
    """Take a single code out of use, by its number."""
    round_, form = _round(slug), VoidForm()
    if not form.validate():
        return _page(round_, BatchForm(formdata=None).for_round(round_), form), 400
    number = read_number(form.number.data or "")
    actions.void_code(db.session, round_.id, number, the_account().id)
    flash(_("The code %(number)s can no longer be used. What was done with it stays.", number=number))
    db.session.commit()
    return redirect(url_for("codes_staff.index", slug=slug, _anchor="batches"))


def _round(slug: str) -> RoundView:
    return round_view(db.session, slug, also_unpublished=True)


def batch_of(round_: RoundView, batch_id: int) -> BatchTold:
    """A batch of the round that was asked for and is in use. Raises Refusal(NOT_FOUND) or Refusal(CODES_VOID)."""
    found = next((one for one in batches(db.session, round_.id) if one.id == batch_id), None)
    if found is None or found.purpose not in PURPOSES:
        raise Refusal(RefusalCode.NOT_FOUND)
    if found.voided_at is not None:
        raise Refusal(RefusalCode.CODES_VOID)
    return found


def _page(round_: RoundView, form: BatchForm, void_form: VoidForm) -> str:
    found = batches(db.session, round_.id)
    return render_template(
        "codes/staff.html",
        round=round_,
        form=form,
        void_form=void_form,
        batches=found,
        waiting=[one for one in found if one.state == "asked" and _may_confirm(round_, one)],
        used=_used(round_) if found and round_.has_voting_opened else None,
        purposes=PURPOSES,
        layouts=LAYOUTS,
        uses=uses_of(round_),
        use_names=USES,
        areas={pot.area_code: pot.name for pot in round_.pots},
    )


def _may_confirm(round_: RoundView, batch: BatchTold) -> bool:
    return not round_.two_people or batch.asked_by_id != the_account().id


def _used(round_: RoundView) -> dict[int, int] | None:
    """Codes used by batch; None once nobody can tell, since the key of the vote is destroyed."""
    folder = current_settings().key_folder
    try:
        return used_by_batch(db.session, round_.id, lambda people: ballot_keys(folder, round_.id, people))
    except Refusal:
        return None


def sheet_of(round_: RoundView, batch: BatchTold) -> Sheet:
    """The words of a print, in the languages that the round's name is written in."""
    closes = end_of(round_, batch.opens)
    if closes is None:
        raise Refusal(RefusalCode.NO_VOTING_TIME)
    ends = min(one for one in (batch.expires_at, closes) if one)
    titles, until = {}, {}
    for language in LANGUAGES:
        if round_.title.get(language):
            with speaking(language):
                titles[language], until[language] = in_language(round_.title), moment(ends)
    return Sheet(
        title=next(iter(titles.values())),
        name=batch.name,
        opens=batch.opens,
        address=url_for("codes.enter", _external=True),
        words={language: _in(language) for language in titles},
        titles=titles,
        until=until,
    )


def end_of(round_: RoundView, use: str) -> datetime | None:
    """When voting, or the last time to propose, ends; None while the timetable lacks it."""
    activity = Activity.PROPOSE if use == PROPOSE else Activity.VOTE
    return max((phase.ends_at for phase in round_.phases if activity in phase.kind.opens), default=None)


def _in(language: str) -> Callable[[str], str]:
    """A translator into one language."""

    def translate(text: str) -> str:
        with speaking(language):
            return str(_(text))

    return translate
