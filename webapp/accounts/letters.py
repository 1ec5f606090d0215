"""What accounts write to people, in the reader's language: the sign-in link, the news of a role, what befell an account."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webapp.accounts.actions import post_mail
from webapp.accounts.forms import ROLE_NAMES
from webapp.accounts.queries import language_of
from webapp.extensions import current_settings
from webapp.formats import in_language, language, moment, speaking
from webapp.texts import N_

NEW_BROWSER = N_("Someone signed in to your account with a browser that has not been used for it before.")
FACTOR_SET_UP = N_("A new app now gives the codes for your account. The one before no longer works.")
FACTOR_REMOVED = N_("Codes of an app are no longer asked for when someone signs in to your account.")
FACTOR_RESET = N_(
    "The coordinator has removed the app that gave the codes for your account. You set up a new one when you next sign in."
)
CODES_MADE = N_("New recovery codes were made for your account. The ones before no longer work.")
CODES_TRIED = N_(
    "Many codes have been tried for your account in a short time. If it was not you, someone else can read your e-mail."
)
RECOVERY_USED = N_("Someone signed in to your account with one of its recovery codes.")


def send_link(session: Session, email: str, token: str) -> None:
    """The one-time link, in the language of the page on which it was asked for."""
    settings = current_settings()
    body = _(
        "Hello!\n\nSign in with this link. It works once, within %(minutes)s minutes:\n\n%(link)s\n\n"
        "If you did not ask for it, you need do nothing.",
        minutes=settings.sign_in_link_minutes,
        link=url_for("accounts.open_link", token=token, _external=True),
    )
    _post(session, email, N_("Sign in: %(city)s"), body)


def tell_of_role(session: Session, email: str, role: str) -> None:
    """The news of a role, in the language of its receiver."""
    with speaking(language_of(session, email) or language()):
        body = _(
            "Hello!\n\nYou now have a role in the city's participatory budgeting: %(role)s.\nSign in here: %(link)s",
            role=str(ROLE_NAMES[role]),
            link=url_for("accounts.sign_in", next="/staff", _external=True),
        )
        _post(session, email, N_("Your role: %(city)s"), body)


def tell_of_account(session: Session, email: str, wanted: str, news: str) -> None:
    """What has just happened to an official's account, and what to do if it was somebody else."""
    settings = current_settings()
    with speaking(wanted):
        body = _(
            "Hello!\n\n%(news)s\nTime: %(when)s\n\nIf it was you, or you know of it, you need do nothing. If not, sign out on"
            " every device on your own page at once, and write to %(email)s.\n\n%(link)s",
            news=_(news),
            when=moment(datetime.now(UTC)),
            email=settings.contact_email,
            link=url_for("accounts.account", _external=True),
        )
        _post(session, email, N_("Your account: %(city)s"), body)


def _post(session: Session, email: str, subject: str, body: str) -> None:
    """Send it, signed by the city, in the language that is spoken now."""
    city = in_language(current_settings().city_name)
    post_mail(session, email, _(subject, city=city), f"{body}\n\n{city}\n")
