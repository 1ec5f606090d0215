"""A request gives up on a database that has fallen silent; a command waits for it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from flask import Flask

from webapp.watched import Watched, connect_seconds, watched


class Impatient(Watched):
    """Gives up at once."""

    seconds = 0.1


def impatient(database_url: str) -> psycopg.Connection[Any]:
    return Impatient.connect(database_url.replace("postgresql+psycopg", "postgresql", 1), autocommit=True)


def test_a_request_gives_up_and_closes_the_connection(app: Flask, database_url: str) -> None:
    with impatient(database_url) as connection, app.test_request_context():
        with pytest.raises(psycopg.OperationalError, match="silent"):
            connection.execute("select pg_sleep(30)")
        assert connection.closed


def test_a_command_waits(database_url: str) -> None:
    with impatient(database_url) as connection:
        assert connection.execute("select pg_sleep(0.3)").fetchone() is not None


def test_the_setting_says_how_long(app: Flask) -> None:
    settings = app.config["SETTINGS"].model_copy(update={"database_seconds": 1.5})
    assert (watched(settings).seconds, connect_seconds(settings)) == (1.5, 2)
