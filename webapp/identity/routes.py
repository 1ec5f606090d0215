"""Identifying: choose how, go to the provider, come back as yourself."""

from __future__ import annotations

import time

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from webapp.access import public
from webapp.accounts.browsers import remember, tell_of_new_browser
from webapp.accounts.sign_in import account_of_session
from webapp.addresses import own_page
from webapp.config import IdentityProvider
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.identity import actions, client
from webapp.identity.lasting import lasting_account
from webapp.identity.rules import proof_of
from webapp.identity.ways import CODE, DESK, EMAIL, POSTCODE, on_the_web
from webapp.identity.words import names_of
from webapp.key_files import key_in

OURS = (EMAIL, POSTCODE, CODE)
"""The ways that begin at a page of ours, in the order in which they are offered."""

blueprint = Blueprint("identity", __name__, url_prefix="/identify")
blueprint.add_app_template_filter(names_of, "names_of_ways")
blueprint.add_app_template_filter(on_the_web)


@blueprint.get("")
@public
def choose() -> ResponseReturnValue:
    """The ways of identifying; where one of ours is the only one, straight to it."""
    providers, wanted = current_settings().identity_providers, request.args.getlist("provider")
    shown = [provider for provider in providers if provider.key in wanted]
    next_path = own_page(request.args.get("next", ""))
    others = [(way, url_for(way.begins, next=next_path)) for way in OURS if way.key in wanted]
    if others and not shown and len(others) == 1 and DESK.key not in wanted:
        return redirect(others[0][1])
    if not providers and not others:
        raise Refusal(RefusalCode.NOT_FOUND)
    return render_template(
        "identity/choose.html",
        providers=shown or ([] if others else providers),
        next_path=next_path,
        others=others,
        at_desk=DESK.key in wanted,
    )


@blueprint.post("/<key>")
@public
def begin(key: str) -> ResponseReturnValue:
    """Go to the provider; only by a button, so that no other site can start it."""
    provider = _provider(key)
    address = client.begin(provider, url_for("identity.finish", key=key, _external=True), language())
    session["identify_next"] = own_page(request.form.get("next", ""))
    return render_template("identity/go.html", provider=provider, address=address)


@blueprint.get("/<key>/done")
@public
def finish(key: str) -> ResponseReturnValue:
    """Where the provider sends the browser back to."""
    provider, settings = _provider(key), current_settings()
    next_path = own_page(session.get("identify_next", ""))
    claims = client.finish(provider)
    person_key = key_in(settings.key_folder / "person.key")
    proof = proof_of(provider, claims, person_key, settings.city_code, time.time())
    account = lasting_account()
    own = (account.id, account.session_key) if account else None
    try:
        session_key = actions.identify(db.session, proof, own, language(), settings.session_hours)
    except Refusal as refusal:
        if refusal.code is not RefusalCode.SECOND_FACTOR_FIRST:
            raise
        again = url_for("identity.choose", provider=key, next=next_path)  # what the provider gave is spent
        return redirect(url_for("factor.ask", next=again))
    person = account_of_session(session_key)
    assert person is not None
    tell_of_new_browser(person)
    db.session.commit()
    session.clear()
    login_user(person)
    session.permanent = True
    response = redirect(next_path)
    remember(person, response)
    return response


def _provider(key: str) -> IdentityProvider:
    for provider in current_settings().identity_providers:
        if provider.key == key:
            return provider
    raise Refusal(RefusalCode.NOT_FOUND)
