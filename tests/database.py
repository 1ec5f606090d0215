"""Databases for tests: migrated once into a template, then copied."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, make_url, text

from scripts.cluster import ensure_running
from webapp.cli import MIGRATIONS, alembic_config

ONE_AT_A_TIME = 4_051_724


def server_url() -> str:
    """The server that tests use: the clone's private one, or that of DATABASE_URL."""
    return ensure_running()


def url_of(name: str) -> str:
    """The address of a database on that server."""
    return make_url(server_url()).set(database=name).render_as_string(hide_password=False)


def run_on_server(*statements: str) -> None:
    """Run statements that need no transaction, such as CREATE DATABASE."""
    engine = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def exists(name: str) -> bool:
    engine = create_engine(server_url())
    with engine.connect() as connection:
        found = connection.scalar(text("select true from pg_database where datname = :name"), {"name": name})
    engine.dispose()
    return bool(found)


def own(name: str) -> str:
    """The name for this process: tests run in several at once, each with databases of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"{name}_{worker}" if worker else name


@contextmanager
def alone() -> Iterator[None]:
    """Only one process at a time is in here."""
    engine = create_engine(server_url())
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:number)"), {"number": ONE_AT_A_TIME})
        yield
    engine.dispose()


def template() -> str:
    """The name of a migrated, empty database; made anew when a migration has changed."""
    digest = hashlib.sha256()
    for path in sorted(Path(MIGRATIONS).rglob("*")):
        if path.suffix in (".py", ".sql"):
            digest.update(path.read_bytes())
    name = f"nasta_template_{digest.hexdigest()[:12]}"
    with alone():
        if not exists(name):
            making = f"{name}_{os.getpid()}"
            run_on_server(f"drop database if exists {making} with (force)", f"create database {making}")
            command.upgrade(alembic_config(url_of(making)), "head")
            run_on_server(f"alter database {making} rename to {name}")
    return name


def fresh(name: str) -> str:
    """The address of a new database with all tables and no rows, replacing one of the same name.

    It does not wait for the disk: what a crash loses is looked into over servers of their own (tests/torture).
    """
    drop(name)
    run_on_server(
        f"create database {own(name)} template {template()}",
        f"alter database {own(name)} set synchronous_commit = off",
    )
    return url_of(own(name))


def drop(name: str) -> None:
    run_on_server(f"drop database if exists {own(name)} with (force)")
