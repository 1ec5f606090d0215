"""Taking part by typing a postcode, without an account: it proves nothing, and the browser remembers who it was."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from webapp.access import SignedIn, current_account, public
from webapp.accounts.actions import end_session, start_session
from webapp.accounts.browsers import declared_here, forget_declared, remember_declared
from webapp.accounts.rules import client_mark
from webapp.accounts.sign_in import account_of_session
from webapp.accounts.tries import note_try, refuse_above
from webapp.addresses import own_page
from webapp.errors import RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.identity.actions import make_person, note_proof
from webapp.identity.forms import PostcodeForm
from webapp.identity.lasting import lasting_account
from webapp.identity.queries import Declared, declared_person
from webapp.identity.rules import declared
from webapp.key_files import key_in

blueprint = Blueprint("postcode", __name__, url_prefix="/identify/postcode")
OTHER = "other"


@blueprint.get("")
@public
def ask() -> ResponseReturnValue:
    """Ask for the postcode, and whether it is someone who has typed one in this browser before."""
    next_path = own_page(request.args.get("next", ""))
    return _page(PostcodeForm(formdata=None, next=next_path))


@blueprint.post("")
@public
def take() -> ResponseReturnValue:
    """Go on as the person who is signed in, as the one whom this browser remembers, or as someone new."""
    form, before = PostcodeForm(), _other_before()
    if not form.validate():
        return _page(form), 400
    account = lasting_account()
    next_path = own_page(form.next.data or "")
    is_before = before is not None and request.form.get("who") != OTHER
    if before is not None and is_before and not before.is_alone:
        return redirect(url_for("postcode.ask", next=next_path))
    who = before.account_id if before and is_before else account.id if account else _newcomer()
    key = account.session_key if account and who == account.id else _sign_in(who, account)
    person_key = key_in(current_settings().key_folder / "person.key")
    note_proof(db.session, key, declared(who, form.postcode.data or "", form.is_of_city, person_key))
    known, person = declared_person(db.session, who), account_of_session(key)
    assert known is not None and person is not None
    db.session.commit()
    if account is None or key != account.session_key:
        session.clear()
        login_user(person)
        session.permanent = True
    response = redirect(next_path)
    remember_declared(known.account_id, known.made_at, response)
    return response


@blueprint.post("/forget")
@public
def forget() -> ResponseReturnValue:
    """Someone else uses the device: whoever was here is signed out and forgotten, and the next one begins anew."""
    account = current_account()
    if account is not None:
        end_session(db.session, account.session_key)
        db.session.commit()
        logout_user()
    session.clear()
    response = redirect(url_for("postcode.ask", next=own_page(request.form.get("next", ""))), 303)
    forget_declared(response)
    return response


def _page(form: PostcodeForm) -> str:
    return render_template("identity/postcode.html", form=form, before=_other_before(), OTHER=OTHER)


def _other_before() -> Declared | None:
    """Whom this browser remembers, if it is another than who is signed in. No query in a browser that remembers nobody."""
    remembered, account = declared_here(), current_account()
    if remembered is None or (account is not None and account.id == remembered[0]):
        return None
    found = declared_person(db.session, remembered[0])
    return found if found is not None and found.made_at == remembered[1] else None


def _newcomer() -> int:
    """A new person. Raises Refusal(TOO_MANY_PEOPLE_HERE) after so many from one network today."""
    settings, today = current_settings(), datetime.now(UTC).date()
    mark = client_mark(request.remote_addr, settings.secret_key.get_secret_value(), today)
    people = note_try(db.session, "postcode", mark, "day")
    db.session.commit()
    refuse_above(people, settings.postcode_people_a_day, RefusalCode.TOO_MANY_PEOPLE_HERE)
    return make_person(db.session, language())


def _sign_in(who: int, before: SignedIn | None) -> str:
    """A new session of the person; that of whoever was signed in ends."""
    if before is not None:
        end_session(db.session, before.session_key)
    return start_session(db.session, who, current_settings().session_hours)
