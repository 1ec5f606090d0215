"""The pages that belong to no feature: front page, how it works, statements, the choice of language."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import for_staff, public
from webapp.accounts.forms import ROLE_NAMES
from webapp.addresses import own_page
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import LANGUAGE_COOKIE, LANGUAGE_COOKIE_SECONDS, db
from webapp.outcome.mark import ALL_ROUNDS
from webapp.outcome.queries import winners_of_rounds
from webapp.pages.waiting import waiting_for_me
from webapp.pages.work import EVERYWHERE, IN_A_ROUND, open_to_me
from webapp.revalidation import looked_up, revalidated
from webapp.rounds.queries import all_rounds, public_rounds
from webapp.texts import LANGUAGES

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """What is open now and until when, and what came of earlier rounds."""
    return revalidated(lambda: looked_up(ALL_ROUNDS), front_page)


def front_page() -> str:
    """The page."""
    rounds = public_rounds(db.session)
    earlier = [round_ for round_ in rounds if round_.has_outcome]
    return render_template(
        "pages/front.html",
        now=[round_ for round_ in rounds if not round_.has_outcome],
        earlier=earlier,
        winners=winners_of_rounds(db.session) if earlier else {},
    )


@blueprint.get("/how-it-works")
@public
def how_it_works() -> ResponseReturnValue:
    """How one takes part, in plain words."""
    return render_template("pages/how_it_works.html")


@blueprint.get("/how-votes-are-kept")
@public
def secrecy() -> ResponseReturnValue:
    """How a vote is kept secret and counted, in plain words."""
    return render_template("pages/secrecy.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement that the law asks for."""
    return render_template("pages/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of whom, why and how long."""
    return render_template("pages/privacy.html")


@blueprint.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Keep the visitor's language and go back to the page they were on."""
    if code not in LANGUAGES:
        raise Refusal(RefusalCode.NOT_FOUND)
    response = redirect(own_page(request.args.get("next", "")))
    response.set_cookie(LANGUAGE_COOKIE, code, max_age=LANGUAGE_COOKIE_SECONDS, samesite="Lax", httponly=True)
    return response


@blueprint.get("/staff")
@for_staff
def staff() -> ResponseReturnValue:
    """What each role can do, and where."""
    return render_template(
        "pages/staff.html",
        waiting=waiting_for_me(),
        works=open_to_me(EVERYWHERE),
        in_a_round=open_to_me(IN_A_ROUND),
        rounds=all_rounds(db.session),
        role_names=ROLE_NAMES,
    )
