"""`flask demo ...` as a person types it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from tests import database
from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db

NAME = "nasta_test_demo_commands"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    yield database.fresh(NAME)
    database.drop(NAME)


@contextmanager
def command_line(url: str, folder: Path, **values: str) -> Iterator[FlaskCliRunner]:
    """The application's commands over the database at `url`."""
    settings = {
        "database_url": url,
        "secret_key": SecretStr("test"),
        "key_folder": folder,
        "environment": "test",
    }
    app = create_app(Settings.model_validate({**settings, **values}))
    yield app.test_cli_runner()
    with app.app_context():
        db.engine.dispose()


def ask(url: str, question: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(text(question))
    engine.dispose()
    return int(found)


def test_load_reset_and_big_one_after_the_other(url: str, tmp_path: Path) -> None:
    with command_line(url, tmp_path) as runner:
        assert "is loaded" in runner.invoke(args=["demo", "load"]).output
        assert "already there" in runner.invoke(args=["demo", "load"]).output
        assert ask(url, "select count(*) from round") == 3

        grown = runner.invoke(args=["demo", "big", "--proposals", "50", "--ballots", "20"])
        assert grown.exit_code == 0, grown.output
        assert ask(url, "select count(*) from round") == 4
        assert ask(url, "select count(*) from proposal where title like '% 50'") == 1

        assert "as it was" in runner.invoke(args=["demo", "reset"]).output
        assert ask(url, "select count(*) from round") == 3


def test_production_is_never_emptied(url: str, tmp_path: Path) -> None:
    before = ask(url, "select count(*) from proposal")
    with command_line(url, tmp_path, environment="production") as runner:
        refused = runner.invoke(args=["demo", "reset"])
    assert refused.exit_code == 1
    assert "production" in refused.output
    assert ask(url, "select count(*) from proposal") == before
