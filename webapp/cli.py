"""The `flask ...` commands that belong to no feature; a feature's own are in its commands.py."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup

from webapp.jobs import for_worker

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"

database = AppGroup("db", help="Bring the database's tables up to date.")
jobs = AppGroup("jobs", help="Background jobs.")


def alembic_config(url: str) -> Config:
    """Alembic's settings for the database at `url` (as SQLAlchemy reads it)."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Apply the migrations that are missing."""
    command.upgrade(alembic_config(current_app.config["SETTINGS"].sqlalchemy_url), revision)


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take migrations back to REVISION."""
    command.downgrade(alembic_config(current_app.config["SETTINGS"].sqlalchemy_url), revision)


@jobs.command("work")
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def work(once: bool) -> None:
    """Run the job worker until it is stopped."""
    with for_worker(current_app.extensions["jobs"], current_app.config["SETTINGS"]) as worker, worker.open():
        worker.run_worker(wait=not once, install_signal_handlers=True)
