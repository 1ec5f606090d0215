"""Whoever runs the migrations without being a superuser keeps neither roll nor box (threat T23)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tests import database, factories
from webapp.ballots import keys, seals, steps
from webapp.ballots.actions import cast, enter_roll, take_right
from webapp.cli import MIGRATIONS, alembic_config

NAME = "nasta_test_owners"
ROLE, PASSWORD = database.own("nasta_test_migrator"), "only in tests"
OWNERS = "nasta_roll, nasta_box"
THINGS = """
    select pg_get_userbyid(relowner) from pg_class
     where relnamespace in ('roll'::regnamespace, 'box'::regnamespace)
    union select pg_get_userbyid(proowner) from pg_proc
     where pronamespace in ('roll'::regnamespace, 'box'::regnamespace)
    union select pg_get_userbyid(nspowner) from pg_namespace where nspname in ('roll', 'box')
"""
TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('roll', 'box') order by 1
"""


@pytest.fixture(params=["createrole", "nocreaterole"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of a plain role, which may or may not make roles. The roles of Nasta are there already."""
    database.template()
    database.drop(NAME)
    name = database.own(NAME)
    database.run_on_server(
        f"drop role if exists {ROLE}",
        f"create role {ROLE} login nosuperuser {request.param} password '{PASSWORD}'",
        f"create database {name} owner {ROLE}",
    )
    engine = create_engine(database.url_of(name))
    with engine.begin() as connection:
        connection.execute(text("create extension postgis"))
        newer = connection.scalar(text("select current_setting('server_version_num')::int >= 160000"))
        if newer and request.param == "createrole":  # it has not made them here, as it would have elsewhere
            connection.execute(text(f"grant {OWNERS} to {ROLE} with admin true, inherit false, set false"))
    engine.dispose()
    own = make_url(database.url_of(name)).set(username=ROLE, password=PASSWORD)
    yield own.render_as_string(hide_password=False)
    database.drop(NAME)
    database.run_on_server(f"drop role {ROLE}")


def owners(connection: Connection) -> set[str]:
    return set(connection.execute(text(THINGS)).scalars())


def may_read(connection: Connection, table: str) -> bool:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"select count(*) from {table}")
    except ProgrammingError:
        return False
    return True


def up_down_up(url: str) -> None:
    config = alembic_config(url)
    command.upgrade(config, "head")
    command.downgrade(config, "0025")
    command.upgrade(config, "head")
    command.check(config)


@pytest.mark.parametrize("url", ["createrole"], indirect=True)
def test_t23_the_migrating_role_acts_for_the_owners_only_while_it_migrates(url: str) -> None:
    up_down_up(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert owners(connection) == {"nasta_roll", "nasta_box"}
        tables = connection.execute(text(TABLES)).scalars().all()
        assert len(tables) >= 9
        assert [one for one in tables if may_read(connection, one)] == ["box.batch"]
        assert connection.scalar(text("select pg_has_role('nasta_box', 'usage')")) is False
        assert connection.scalar(text("select box.turnout(1)")) == 0, "it may do what the worker may"
    engine.dispose()


@pytest.mark.parametrize("url", ["createrole"], indirect=True)
def test_t23_a_migration_that_fails_leaves_the_migrating_role_outside(url: str) -> None:
    command.upgrade(alembic_config(url), "head")
    engine = create_engine(url)
    with engine.connect() as connection:
        borrow = (MIGRATIONS / "sql" / "owners_borrowed.sql").read_text("utf-8").replace("%", "%%")
        connection.exec_driver_sql(borrow)
        assert may_read(connection, "roll.voter"), "while it migrates"
        connection.rollback()
        assert not may_read(connection, "roll.voter")
    engine.dispose()


@pytest.mark.parametrize("url", ["nocreaterole"], indirect=True)
def test_a_role_that_may_not_hand_over_keeps_everything_and_serves_all_the_same(url: str) -> None:
    up_down_up(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert owners(connection) == {ROLE}
        assert connection.scalar(text("select box.turnout(1)")) == 0
    engine.dispose()


@pytest.mark.parametrize("url", ["createrole"], indirect=True)
def test_a_vote_runs_from_right_to_forgetting_where_no_superuser_had_a_hand_in_it(
    url: str, tmp_path: Path
) -> None:
    command.upgrade(alembic_config(url), "head")
    engine = create_engine(url)
    with Session(engine) as session:
        round_ = factories.round_(session, two_people=True)
        project = factories.project(session, round_, factories.pot(session, round_))
        people = [factories.account(session, role).id for role in ("planner", "coordinator")]
        factories.open_voting(session, round_)

        def take_step(step: str) -> None:
            asked = steps.ask(session, round_.id, step, people[0], "")
            steps.confirm(session, tmp_path, round_.id, asked, people[1])
            session.commit()

        take_step(steps.OPEN)
        key = keys.ballot_key(tmp_path, round_.id, "anna")
        enter_roll(session, round_.id, people[0])
        take_right(session, round_.id, key, keys.fingerprint(tmp_path, round_.id))
        for _ in range(2):
            cast(session, round_.id, key, [project.id], uuid4())
            session.commit()
        assert seals.seal(session, round_.id, least=1) == 1
        take_step(steps.ANNUL)
        take_step(steps.DESTROY_KEY)
        assert session.scalar(text("select box.turnout(:round)"), {"round": round_.id}) == 0
    engine.dispose()


@pytest.mark.parametrize("url", ["createrole"], indirect=True)
def test_the_command_gives_the_roles_their_rights_again(url: str, app: Flask) -> None:
    command.upgrade(alembic_config(url), "head")
    engine = create_engine(url)
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"database_url": url})
    try:
        done = app.test_cli_runner().invoke(args=["db", "roles"])
    finally:
        app.config["SETTINGS"] = settings
    assert done.exit_code == 0, done.output
    assert "nasta_box" in done.output
    with engine.connect() as connection:
        assert not may_read(connection, "box.ballot")
        granted = "select has_function_privilege('nasta_web', 'box.turnout(bigint)', 'execute')"
        assert connection.scalar(text(granted)) is True
    engine.dispose()
