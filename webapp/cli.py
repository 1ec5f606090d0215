"""The `flask ...` commands that belong to no feature; a feature's own are in its commands.py."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import create_engine, text

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
    command.upgrade(alembic_config(current_app.config["SETTINGS"].owner_url), revision)


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take migrations back to REVISION."""
    command.downgrade(alembic_config(current_app.config["SETTINGS"].owner_url), revision)


@database.command("roles")
def roles() -> None:
    """Make the roles of web server and worker, or give them their rights again."""
    engine = create_engine(current_app.config["SETTINGS"].owner_url)
    with engine.connect() as connection:
        for name in ("owners_borrowed", "roles", "owners_given_back"):
            statements = (MIGRATIONS / "sql" / f"{name}.sql").read_text("utf-8")
            connection.exec_driver_sql(statements.replace("%", "%%"))
        connection.commit()
        made = connection.scalars(
            text("select rolname from pg_roles where rolname like 'nasta\\_%' order by 1")
        )
        click.echo(f"Roles: {', '.join(made) or 'none, as this user may not create roles'}")
    engine.dispose()


@jobs.command("work")
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def work(once: bool) -> None:
    """Run the job worker until it is stopped."""
    with for_worker(current_app.extensions["jobs"], current_app.config["SETTINGS"]) as worker, worker.open():
        worker.run_worker(wait=not once, install_signal_handlers=True)
