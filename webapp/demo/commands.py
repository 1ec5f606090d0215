"""`flask demo ...`: the demo city."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from webapp.config import Settings
from webapp.demo import city
from webapp.demo.files import Calendar
from webapp.extensions import current_settings, db

demo = AppGroup("demo", help="The demo city: a small Lappeenranta with three rounds.")


def calendar_of(settings: Settings) -> Calendar:
    """Today in the city's zone."""
    zone = ZoneInfo(settings.time_zone)
    return Calendar(datetime.now(zone).date(), zone)


@demo.command("load")
def load() -> None:
    """Load the demo city, once."""
    try:
        is_new = city.load_city(db.session, calendar_of(current_settings()))
    except city.NotEmptyError:
        raise click.ClickException("The database holds another city. Nothing was changed.") from None
    db.session.commit()
    click.echo("The demo city is loaded." if is_new else "The demo city is already there.")


@demo.command("reset")
def reset() -> None:
    """Empty the database and load the demo city again. Refused in production."""
    if current_app.config["SETTINGS"].environment == "production":
        raise click.ClickException("This would delete everything, so it does nothing in production.")
    city.empty_database(db.session)
    city.load_city(db.session, calendar_of(current_settings()))
    db.session.commit()
    click.echo("The demo city is as it was.")
