"""What tests share: the application, a database that forgets, a client, signing in, counting queries.

Tests write through one connection whose outer transaction is rolled back; the application's own commits are
savepoints in it. Keep no app context open while the client makes requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from tests import database, factories
from webapp import create_app
from webapp.accounts.models import Account
from webapp.config import Settings
from webapp.extensions import db

SignIn: TypeAlias = Callable[[Account], FlaskClient]
NAME = "nasta_test"

# A slow moment of the machine is no fault of what is tested. A test with exceptions of its own repeats this one.
settings.register_profile(
    "untimed", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A database with all tables and no rows, for the whole run."""
    yield database.fresh(NAME)
    database.drop(NAME)


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over the test database."""
    settings = Settings(
        database_url=database_url,
        environment="test",
        secret_key=SecretStr("test"),
        key_folder=Path(tmp_path_factory.mktemp("keys")),
        list_seconds=0,
    )
    app = create_app(settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    serve_as_the_web_role(app)
    return app


def serve_as_the_web_role(app: Flask) -> None:
    """Serve every request of a test as the role that serves them in earnest, with its few rights."""
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: run_as(app, "set role nasta_web"))
    app.teardown_appcontext_funcs.insert(0, lambda error: run_as(app, "reset role"))


def run_as(app: Flask, statement: str) -> None:
    """Change the role of the test's connection."""
    connection = app.extensions.get("test_connection")
    if connection is not None:
        connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(app: Flask, engine: Engine) -> Iterator[Connection]:
    """The one connection of a test. The application uses it too, inside a transaction that is rolled back."""
    with engine.connect() as connection:
        outer = connection.begin()
        with app.app_context():
            maker, own_engine = db.sessionmaker, db.engine
        maker.configure(bind=connection, join_transaction_mode="create_savepoint")
        app.extensions["test_connection"] = connection
        yield connection
        del app.extensions["test_connection"]
        maker.configure(bind=own_engine, join_transaction_mode="conditional_savepoint")
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session for arranging and looking; `session.commit()` is a savepoint."""
    make = sessionmaker(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    with make() as session:
        yield session


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A visitor's browser without scripts, in Finnish."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: Session) -> SignIn:
    """A browser in which the account has signed in."""

    def make(account: Account) -> FlaskClient:
        key = factories.sign_in_session(session, account)
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = key
            cookie["_fresh"] = True
        return client

    return make


@pytest.fixture
def queries(connection: Connection) -> Iterator[list[str]]:
    """The SQL that runs from now on, savepoints left out; clear it, do something, count."""
    seen: list[str] = []

    def note(conn: Connection, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lower().startswith(("savepoint", "release", "rollback", "set role", "reset role")):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first: else one process would be busy with the last while the others have ended."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("browser", "slow"))))
