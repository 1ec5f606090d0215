"""`flask demo ...`: the demo city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import text

from webapp.config import Settings
from webapp.demo import big as large
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


@demo.command("big")
@click.option("--proposals", default=1_000_000, show_default=True, help="How many proposals there shall be.")
@click.option("--ballots", default=100_000, show_default=True, help="How many ballots there shall be.")
def big(proposals: int, ballots: int) -> None:
    """Make a large city for measuring, beside the demo. Goes on where an earlier run stopped."""
    calendar = calendar_of(current_settings())
    city.load_city(db.session, calendar)
    one = large.big_round(db.session, calendar)
    db.session.commit()
    fill(
        "Proposals",
        proposals,
        large.number_of_proposals(db.session, one),
        lambda count: large.add_proposals(db.session, one, count, calendar),
    )
    fill(
        "Ballots",
        ballots,
        large.number_of_ballots(db.session, one),
        lambda count: large.add_ballots(db.session, one, count),
    )
    tidy()
    click.echo(f"The large city is at /rounds/{large.SLUG}: {proposals} proposals, {ballots} ballots.")


def fill(what: str, goal: int, there: int, add: Callable[[int], None]) -> None:
    """Add in batches until the goal is reached, one transaction a batch, showing how far it is."""
    with click.progressbar(length=max(0, goal - there), label=f"{what:10}") as bar:
        while there < goal:
            count = min(large.BATCH, goal - there)
            add(count)
            db.session.commit()
            there += count
            bar.update(count)


def tidy() -> None:
    """Let the planner know the new tables: without it, sums read the heap instead of the index."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("proposal", "project", "box.ballot", "box.choice", "box.voting_right"):
            connection.execute(text(f"vacuum (analyze) {table}"))
