"""`flask register ...`: a file too large for a browser, or one that comes by itself, is taken in on the server."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy import select

from webapp.accounts.models import Account
from webapp.errors import Refusal
from webapp.extensions import current_settings, db
from webapp.register.actions import ask_register
from webapp.register.reading import report_of
from webapp.register.rules import WORDS, Report
from webapp.rounds.queries import round_view

register = AppGroup("register", help="The register of voters of a round.")
MOST_LINES = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@register.command("check")
@click.argument("slug")
@click.argument("file", type=FILE)
def check(slug: str, file: Path) -> None:
    """Report on FILE for the round SLUG. Nothing is stored."""
    with current_app.test_request_context(base_url=current_settings().address):
        _say(report_of(round_view(db.session, slug, also_unpublished=True), file.read_bytes()))


@register.command("load")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--by", "email", required=True, help="The address of the official who answers for the file.")
@click.option("--replace", is_flag=True, help="The file is the whole register: whoever is not in it goes.")
def load(slug: str, file: Path, email: str, replace: bool) -> None:
    """Take FILE in for the round SLUG. It waits until it is confirmed in the browser."""
    with current_app.test_request_context(base_url=current_settings().address):
        account = db.session.scalar(select(Account.id).where(Account.email == email.lower()))
        if account is None:
            raise click.BadParameter(f"{email} has no account")
        round_ = round_view(db.session, slug, also_unpublished=True)
        report = report_of(round_, file.read_bytes())
        _say(report)
        try:
            ask_register(db.session, round_.id, report.entries, replace, account)
        except Refusal as refusal:
            raise click.ClickException(f"not taken in: {refusal.code}") from None
        db.session.commit()
    click.echo(f"Taken in. Confirm it at /staff/rounds/{slug}/register")


def _say(report: Report) -> None:
    """Print a report, in lines and numbers. Ends the command where anything is wrong."""
    for what, lines in report.wrong.items():
        shown = ", ".join(map(str, lines[:MOST_LINES])) + (" ..." if len(lines) > MOST_LINES else "")
        click.echo(f"{_(WORDS[what])} ({len(lines)}: {shown})", err=True)
    if report.wrong:
        raise click.ClickException("nothing of the file is taken")
    click.echo(f"{len(report.entries)} people, {len(report.doubles)} lines said twice")
    for area, people in sorted(report.by_area.items(), key=lambda item: item[0] or ""):
        click.echo(f"  {area or '-'}: {people}")
    if report.too_young:
        click.echo(f"{report.too_young} of them are too young to vote this year")
