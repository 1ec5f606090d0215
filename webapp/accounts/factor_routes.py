"""The second factor: confirming with a code, setting up an app, recovery codes."""

from __future__ import annotations

import time

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_user

from webapp.access import SignedIn, fresh_sign_in, is_fresh, signed_in, the_account
from webapp.accounts import factor_actions as actions
from webapp.accounts import factor_rules as rules
from webapp.accounts import letters
from webapp.accounts.browsers import mail_link
from webapp.accounts.factor_actions import Proof
from webapp.accounts.forms import CODE_WRONG, CodeForm
from webapp.accounts.queries import factor_of
from webapp.accounts.sign_in import account_of_session
from webapp.addresses import own_page
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.key_files import key_in
from webapp.qr import picture_of

blueprint = Blueprint("factor", __name__)
log = structlog.get_logger()
NOT_KEPT = {"Cache-Control": "no-store"}


@blueprint.get("/sign-in/confirm")
@signed_in
def ask() -> ResponseReturnValue:
    """Ask for a code; for a link where there is no app; or to set one up where that is all that is missing."""
    person, next_path = the_account(), own_page(request.args.get("next", ""), _home())
    if person.lacks_factor and not person.has_factor and is_fresh(person):
        return redirect(url_for("factor.ask_set_up", next=next_path))
    return render_template("accounts/confirm.html", form=CodeForm(formdata=None, next=next_path))


@blueprint.post("/sign-in/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    """Take the code and go where the person was heading."""
    form, person = CodeForm(), the_account()
    if not person.has_app:
        raise Refusal(RefusalCode.NOT_FOUND)
    if not form.validate_on_submit():
        return render_template("accounts/confirm.html", form=form), 400
    _note_try(person)
    proof = actions.take_code(db.session, person.id, _key(), form.code.data or "", time.time())
    if proof is None:
        form.code.errors = [CODE_WRONG]
        return render_template("accounts/confirm.html", form=form), 400
    if proof is Proof.RECOVERY:
        _tell_of_recovery(person)
    _prove(person)
    return redirect(own_page(form.next.data or "", _home()))


@blueprint.post("/sign-in/confirm/link")
@signed_in
def send_link() -> ResponseReturnValue:
    """Mail a link to a person without an app, which signs in anew and leads on."""
    person = the_account()
    if person.email is None or person.has_factor:
        raise Refusal(RefusalCode.NOT_FOUND)
    mail_link(person.email, own_page(request.form.get("next", ""), _home()))
    db.session.commit()
    return redirect(url_for("accounts.link_sent"))


@blueprint.get("/account/factor")
@signed_in
@fresh_sign_in
def show() -> ResponseReturnValue:
    """One's own second factor: since when, how many recovery codes are left, and what can be done with it."""
    person = _official()
    factor = factor_of(db.session, person.id)
    if factor is None:
        return redirect(url_for("factor.ask_set_up"))
    return render_template("accounts/factor.html", factor=factor, may_remove=_may_remove(person))


@blueprint.get("/account/factor/new")
@signed_in
@fresh_sign_in
def ask_set_up() -> ResponseReturnValue:
    """Show the secret to scan or type, and ask for a first code."""
    next_path = own_page(request.args.get("next", ""), _home())
    return _set_up_page(_official(), CodeForm(formdata=None, next=next_path))


@blueprint.post("/account/factor/new")
@signed_in
@fresh_sign_in
def set_up() -> ResponseReturnValue:
    """Take the app into use once it has given a right code, and show the recovery codes this once."""
    form, person = CodeForm(), _official()
    if not form.validate_on_submit():
        return _set_up_page(person, form), 400
    _note_try(person)
    secret = _offered_secret(person)
    step = rules.step_of(secret, rules.digits_of(form.code.data or ""), time.time())
    if step is None:
        form.code.errors = [CODE_WRONG]
        return _set_up_page(person, form), 400
    codes = actions.set_up_factor(db.session, person.id, _key(), secret, step)
    _tell(person, letters.FACTOR_SET_UP)
    page = _codes_page(codes, own_page(form.next.data or "", _home()))
    _prove(person)
    return page, NOT_KEPT


@blueprint.post("/account/factor/codes")
@signed_in
@fresh_sign_in
def renew_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them this once."""
    person = _official()
    codes = actions.renew_recovery_codes(db.session, person.id, _key())
    _tell(person, letters.CODES_MADE)
    page = _codes_page(codes, url_for("accounts.account"))
    db.session.commit()
    return page, NOT_KEPT


@blueprint.post("/account/factor/remove")
@signed_in
@fresh_sign_in
def remove() -> ResponseReturnValue:
    """Do without, where the installation lets one."""
    person = _official()
    if not _may_remove(person):
        raise Refusal(RefusalCode.NOT_ALLOWED)
    actions.remove_factor(db.session, person.id)
    _tell(person, letters.FACTOR_REMOVED)
    flash(_("The app is no longer asked for."))
    db.session.commit()
    return redirect(url_for("accounts.account"))


def _key() -> bytes:
    return key_in(current_settings().key_folder / "factor.key")


def _home() -> str:
    """Where someone goes who was heading nowhere."""
    return "/staff" if the_account().roles else "/account"


def _official() -> SignedIn:
    """The person, who has a role, or had one and still has the app. Raises Refusal(NOT_FOUND) for others."""
    person = the_account()
    if not person.roles and not person.has_app:
        raise Refusal(RefusalCode.NOT_FOUND)
    return person


def _may_remove(person: SignedIn) -> bool:
    return not (person.roles and current_settings().requires_second_factor)


def _note_try(person: SignedIn) -> None:
    """Let so many codes be tried for an account; the last of them is told to its owner. Raises Refusal(FACTOR_LOCKED)."""
    tries = actions.note_code_try(db.session, person.id)
    if tries == rules.MOST_TRIES:
        log.warning("codes of a second factor are being tried", account=person.id)
        _tell(person, letters.CODES_TRIED)
    db.session.commit()
    if tries > rules.MOST_TRIES:
        raise Refusal(RefusalCode.FACTOR_LOCKED)


def _prove(person: SignedIn) -> None:
    """Note the proof and give the browser its new key: the last thing that a request does with the database."""
    key = actions.prove_factor(db.session, person.session_key)
    db.session.commit()
    login_user(account_of_session(key))


def _tell(person: SignedIn, news: str) -> None:
    if person.email is not None:
        letters.tell_of_account(db.session, person.email, person.language, news)


def _tell_of_recovery(person: SignedIn) -> None:
    _tell(person, letters.RECOVERY_USED)
    factor = factor_of(db.session, person.id)
    left = factor.codes_left if factor else 0
    flash(ngettext("You have %(num)s recovery code left.", "You have %(num)s recovery codes left.", left))


def _offered_secret(person: SignedIn) -> bytes:
    factor = factor_of(db.session, person.id)
    before = factor.made_at.isoformat() if factor else ""
    return rules.new_secret(_key(), person.id, person.session_key, before)


def _set_up_page(person: SignedIn, form: CodeForm) -> str:
    secret = _offered_secret(person)
    letters_ = rules.in_letters(secret)
    name = person.email or person.name or "Nasta"
    address = rules.app_address(secret, name, f"Nasta {current_settings().city_name[language()]}")
    return render_template(
        "accounts/set_up_factor.html",
        form=form,
        picture=picture_of(address, error="m"),
        address=address,
        secret=" ".join(letters_[place : place + 4] for place in range(0, len(letters_), 4)),
    )


def _codes_page(codes: list[str], next_path: str) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes, next_path=next_path)
