"""The migrations lead from nothing to the models, one step back, and forward again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command

from tests import database
from webapp.cli import alembic_config

NAME = "nasta_test_migrations"


@pytest.fixture
def empty_url() -> Iterator[str]:
    database.run_on_server(f"drop database if exists {NAME} with (force)", f"create database {NAME}")
    yield database.url_of(NAME)
    database.drop(NAME)


def test_from_empty_up_down_one_and_up_again_the_models_match(empty_url: str) -> None:
    config = alembic_config(empty_url)
    command.upgrade(config, "head")
    command.downgrade(config, "-1")
    command.upgrade(config, "head")
    command.check(config)
