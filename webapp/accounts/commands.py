"""`flask accounts ...`: the first coordinator is made from the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.accounts.actions import grant_role
from webapp.accounts.rules import ROLES, is_address
from webapp.extensions import db

accounts = AppGroup("accounts", help="Accounts and their roles.")


@accounts.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
def grant(email: str, role: str) -> None:
    """Give EMAIL the ROLE."""
    if not is_address(email):
        raise click.BadParameter(f"{email} is not an e-mail address")
    grant_role(db.session, email, role, None)
    db.session.commit()
    click.echo(f"{email} now has the role {role}.")
