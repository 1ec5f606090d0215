"""A request gives up on a database that has fallen silent; a command waits for it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from flask import Flask

from webapp.watched import PAUSE, Silence, SilentError, Watched, connect_seconds, watched


class Impatient(Watched):
    """Gives up at once."""

    seconds = 0.1
    silence = Silence()


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


class Clock:
    """Time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def in_vain() -> object:
    raise psycopg.errors.ConnectionTimeout


def asks(silence: Silence) -> bool:
    """Whether the next one gets to ask, though in vain."""
    asked = False

    def ask() -> object:
        nonlocal asked
        asked = True
        return in_vain()

    with pytest.raises(SilentError):
        silence.ask(5, ask)
    return asked


def refused() -> object:
    raise psycopg.errors.UniqueViolation


def test_one_slow_answer_turns_nobody_away() -> None:
    silence = Silence(Clock())
    assert asks(silence)
    with pytest.raises(psycopg.errors.UniqueViolation):
        silence.ask(5, refused)  # an answer, if not the wished one
    assert asks(silence)
    assert silence.ask(5, lambda: "well") == "well"


def test_after_two_waits_in_vain_others_are_turned_away_at_once_and_one_at_a_time_tries() -> None:
    clock = Clock()
    silence = Silence(clock)
    assert [asks(silence) for _ in range(4)] == [True, True, False, False]
    clock.now += PAUSE
    others: list[bool] = []

    def try_while_others_come() -> object:
        others.append(asks(silence))
        return in_vain()

    with pytest.raises(SilentError):
        silence.ask(5, try_while_others_come)
    assert (others, asks(silence)) == ([False], False)
    clock.now += PAUSE
    assert silence.ask(5, lambda: "well") == "well"
    assert silence.ask(5, lambda: "well") == "well"


def test_whoever_tries_and_never_comes_back_keeps_nobody_waiting_for_ever() -> None:
    clock = Clock()
    silence = Silence(clock)
    assert [asks(silence) for _ in range(3)] == [True, True, False]
    clock.now += PAUSE
    assert silence._may_try(5)
    assert not asks(silence)
    clock.now += 5
    assert asks(silence)
