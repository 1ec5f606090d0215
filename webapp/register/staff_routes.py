"""The officials' page of the register of voters: look at a file, take it in, and have another person confirm it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, fresh_sign_in, requires, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.identity.ways import CODE, POSTCODE, UNKNOWN_TO_THE_CITY
from webapp.register import actions
from webapp.register.forms import ADD, RegisterForm
from webapp.register.queries import LoadTold, loads, people_by_area
from webapp.register.reading import areas_of, report_of
from webapp.register.rules import WORDS, Report
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView

blueprint = Blueprint("register_staff", __name__, url_prefix="/staff/rounds")


@blueprint.get("/<slug>/register")
@requires(Permission.REGISTER)
@fresh_sign_in
def index(slug: str) -> ResponseReturnValue:
    """The register in numbers, the files that came upon it, and the form that takes another in."""
    round_ = _round(slug)
    return _page(round_, RegisterForm(formdata=None, how=ADD).for_round(round_))


@blueprint.post("/<slug>/register")
@requires(Permission.REGISTER)
@fresh_sign_in
def take_in(slug: str) -> ResponseReturnValue:
    """Report on a file. If nothing is wrong and more than a look is wanted, its people wait to be confirmed as marks."""
    round_ = _round(slug)
    form = RegisterForm().for_round(round_)
    if not UNKNOWN_TO_THE_CITY.isdisjoint(round_.voting_providers):
        raise Refusal(RefusalCode.NOT_FOUND)
    if not form.validate():
        return _page(round_, form), 400
    report = report_of(round_, form.file.data.read())
    form.file.data.close()
    if report.wrong or request.form.get("step") == "look":
        return _page(round_, form, report), 400 if report.wrong else 200
    actions.ask_register(db.session, round_.id, report.entries, form.replaces, the_account().id)
    db.session.commit()
    flash(_("The file has been taken in. Nobody is on the register by it before it is confirmed."))
    return redirect(url_for("register_staff.index", slug=slug, _anchor="loads"))


@blueprint.post("/<slug>/register/<int:load_id>/confirm")
@requires(Permission.REGISTER)
@fresh_sign_in
def confirm(slug: str, load_id: int) -> ResponseReturnValue:
    """Take a file upon the register that another person took in."""
    round_ = _round(slug)
    load = _load(round_, load_id)
    is_open = round_.has_voting_opened
    actions.confirm_register(db.session, round_.id, load.id, the_account().id, is_voting_open=is_open)
    db.session.commit()
    flash(_("The register has been brought up to date."))
    return redirect(url_for("register_staff.index", slug=slug))


@blueprint.post("/<slug>/register/<int:load_id>/withdraw")
@requires(Permission.REGISTER)
def withdraw(slug: str, load_id: int) -> ResponseReturnValue:
    """Throw a file away that waits."""
    round_ = _round(slug)
    actions.withdraw_register(db.session, round_.id, _load(round_, load_id).id, the_account().id)
    db.session.commit()
    return redirect(url_for("register_staff.index", slug=slug))


def _round(slug: str) -> RoundView:
    return round_view(db.session, slug, also_unpublished=True)


def _load(round_: RoundView, load_id: int) -> LoadTold:
    found = next((one for one in loads(db.session, round_.id) if one.id == load_id), None)
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return found


def _page(round_: RoundView, form: RegisterForm, report: Report | None = None) -> str:
    found = loads(db.session, round_.id)
    return render_template(
        "register/staff.html",
        round=round_,
        form=form,
        report=report,
        wrong_words=WORDS,
        loads=found,
        waiting=next((one for one in found if one.confirmed_at is None), None),
        people=people_by_area(db.session, round_.id),
        areas=areas_of(round_),
        takes_codes=CODE.key in round_.voting_providers,
        takes_postcodes=POSTCODE.key in round_.voting_providers,
    )
