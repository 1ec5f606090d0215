"""`flask accounts ...`: the first coordinator is made from the command line."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from webapp.accounts.actions import grant_role
from webapp.accounts.factor_actions import reset_factor
from webapp.accounts.letters import FACTOR_RESET, tell_of_account, tell_of_role
from webapp.accounts.queries import id_of
from webapp.accounts.rules import ROLES, is_address
from webapp.errors import Refusal
from webapp.extensions import current_settings, db
from webapp.formats import speaking
from webapp.texts import DEFAULT_LANGUAGE, LANGUAGES

accounts = AppGroup("accounts", help="Accounts and their roles.")


@accounts.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default=DEFAULT_LANGUAGE,
    show_default=True,
    help="Of the message, to someone who has no account yet.",
)
def grant(email: str, role: str, language: str) -> None:
    """Give EMAIL the ROLE and tell its owner by e-mail."""
    if not is_address(email):
        raise click.BadParameter(f"{email} is not an e-mail address")
    with current_app.test_request_context(base_url=current_settings().address), speaking(language):
        grant_role(db.session, email, role, None, language)
        tell_of_role(db.session, email, role)
        db.session.commit()
    click.echo(f"{email} now has the role {role}, and is told so.")


@accounts.command("unlock")
@click.argument("email")
def unlock(email: str) -> None:
    """Take away the app with which EMAIL confirms signing in, when it is lost; sign them out, and tell them."""
    with current_app.test_request_context(base_url=current_settings().address):
        try:
            account = reset_factor(db.session, id_of(db.session, email) or 0, None)
        except Refusal:
            raise click.ClickException(f"{email} has no such app.") from None
        tell_of_account(db.session, email, account.language, FACTOR_RESET)
        db.session.commit()
    click.echo(f"{email} sets up a new app at the next sign-in, and is told so.")
