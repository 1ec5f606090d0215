"""What accounts write to people: the sign-in link, and the news of a role, in the reader's language."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webapp.accounts.actions import post_mail
from webapp.accounts.forms import ROLE_NAMES
from webapp.accounts.queries import language_of
from webapp.extensions import current_settings
from webapp.formats import language, speaking


def send_link(session: Session, email: str, token: str) -> None:
    """The one-time link, in the language of the page on which it was asked for."""
    settings = current_settings()
    body = _(
        "Hello!\n\nSign in with this link. It works once, within %(minutes)s minutes:\n\n%(link)s\n\n"
        "If you did not ask for it, you need do nothing.",
        minutes=settings.sign_in_link_minutes,
        link=url_for("accounts.open_link", token=token, _external=True),
    )
    post_mail(session, email, _("Sign in: %(city)s", city=settings.city_name[language()]), body)


def tell_of_role(session: Session, email: str, role: str) -> None:
    """The news of a role, in the language of its receiver."""
    with speaking(language_of(session, email) or language()):
        body = _(
            "Hello!\n\nYou now have a role in the city's participatory budgeting: %(role)s.\nSign in here: %(link)s",
            role=str(ROLE_NAMES[role]),
            link=url_for("accounts.sign_in", next="/staff", _external=True),
        )
        city = current_settings().city_name[language()]
        post_mail(session, email, _("Your role: %(city)s", city=city), body)
