"""Signing in by a one-time link, signing out, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from webapp.access import current_account, public, signed_in, the_account
from webapp.accounts import actions, queries
from webapp.accounts.browsers import forget_declared, mail_link, remember, tell_of_new_browser
from webapp.accounts.forms import AccountForm, SignInForm
from webapp.accounts.sign_in import account_of_session
from webapp.addresses import own_page
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import LANGUAGE_COOKIE, LANGUAGE_COOKIE_SECONDS, current_settings, db
from webapp.formats import language

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for an e-mail address, also someone who is signed in without one."""
    next_path, account = own_page(request.args.get("next", "")), current_account()
    if account is not None and account.email is not None:
        return redirect(next_path)
    return render_template("accounts/sign_in.html", form=SignInForm(formdata=None, next=next_path))


@blueprint.post("/sign-in")
@public
def send_link() -> ResponseReturnValue:
    """Send the link. The answer is the same whether or not the address has an account."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 400
    mail_link(form.email.data or "", own_page(form.next.data or ""))
    db.session.commit()
    session["link_sent_to"] = form.email.data
    return redirect(url_for("accounts.link_sent"))


@blueprint.get("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    """Say what to do next, and once to which address, so that a slip in it is seen."""
    return render_template("accounts/link_sent.html", address=session.pop("link_sent_to", None))


@blueprint.get("/sign-in/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """The page of the link: one button. Mail programs that open links spend nothing."""
    return render_template("accounts/open_link.html", token=token), {"Referrer-Policy": "no-referrer"}


@blueprint.post("/sign-in/<token>")
@public
def spend_link(token: str) -> ResponseReturnValue:
    """Sign the browser in and go where the person was heading: an official by way of the second factor."""
    before = current_account()
    key, next_path = actions.use_link(db.session, token, language(), current_settings().session_hours)
    if before is not None:
        actions.end_session(db.session, before.session_key)
    account = account_of_session(key)
    assert account is not None
    tell_of_new_browser(account)
    db.session.commit()
    session.clear()
    login_user(account)
    session.permanent = True
    next_path = own_page(next_path)
    response = redirect(url_for("factor.ask", next=next_path) if account.lacks_factor else next_path)
    remember(account, response)
    return response


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session here and in the database; whoever has no address has nothing left in the browser either."""
    actions.end_session(db.session, the_account().session_key)
    if the_account().email is None:
        actions.drop_drafts(db.session, request.cookies.get("draft", ""))
    db.session.commit()
    return _signed_out(_("You have signed out."))


@blueprint.post("/sign-out/everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End all sessions of the account, on every device."""
    actions.end_all_sessions(db.session, the_account().id)
    db.session.commit()
    return _signed_out(_("You have signed out on every device."))


@blueprint.post("/sign-out/elsewhere")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """End all other sessions of the account."""
    actions.end_other_sessions(db.session, the_account().id, the_account().session_key)
    db.session.commit()
    flash(_("You have signed out on all other devices."))
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one session of the account."""
    actions.end_own_session(db.session, the_account().id, session_id)
    db.session.commit()
    flash(_("You have signed out on that device."))
    return redirect(url_for("accounts.account"))


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """One's own page."""
    person = the_account()
    wants_news = queries.wants_news(db.session, person.id)
    form = AccountForm(formdata=None, name=person.name, language=person.language, wants_news=wants_news)
    return account_page(form)


@blueprint.post("/account")
@signed_in
def change_account() -> ResponseReturnValue:
    """Save the name and the language."""
    form = AccountForm()
    if not form.validate_on_submit():
        return account_page(form), 400
    name, wants_news = form.name.data or None, form.wants_news.data
    actions.change_account(db.session, the_account().id, name, form.language.data, wants_news=wants_news)
    db.session.commit()
    flash(_("Saved."))
    response = redirect(url_for("accounts.account"))
    response.set_cookie(
        LANGUAGE_COOKIE, form.language.data, max_age=LANGUAGE_COOKIE_SECONDS, samesite="Lax", httponly=True
    )
    return response


def account_page(form: AccountForm) -> str:
    """One's own page with this form."""
    person, idle = the_account(), current_settings().session_idle_minutes
    sessions = queries.sessions_of(db.session, person.id, actions.hash_of(person.session_key), idle)
    factor = queries.factor_of(db.session, person.id) if person.has_app else None
    return render_template("accounts/account.html", form=form, sessions=sessions, factor=factor)


@blueprint.get("/account/data.json")
@signed_in
def own_data() -> ResponseReturnValue:
    """All that is kept of the person, to take along."""
    response = jsonify(queries.own_data(db.session, the_account().id))
    response.headers["Content-Disposition"] = "attachment; filename=nasta.json"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/account/erase")
@signed_in
def ask_erase() -> ResponseReturnValue:
    """Say what goes and what stays before anything is erased."""
    return render_template("accounts/erase.html")


@blueprint.post("/account/erase")
@signed_in
def erase() -> ResponseReturnValue:
    """Erase the account, and what this browser has begun to write, and sign out."""
    actions.erase_account(db.session, the_account().id)
    actions.drop_drafts(db.session, request.cookies.get("draft", ""))
    db.session.commit()
    return _signed_out(_("Your account has been erased."))


def _signed_out(words: str) -> ResponseReturnValue:
    """The front page, and nothing of the person left in the browser."""
    logout_user()
    session.clear()
    flash(words)
    response = redirect(url_for("pages.front"))
    forget_declared(response)
    return response


@blueprint.get("/outbox")
@public
def outbox() -> ResponseReturnValue:
    """The messages that would have been sent: in development only."""
    if not current_settings().shows_outbox:
        raise Refusal(RefusalCode.NOT_FOUND)
    return render_template("accounts/outbox.html", mails=queries.mails(db.session))
