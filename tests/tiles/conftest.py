"""Tiles read through connections of their own, so these tests commit, into a database that is thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import mapbox_vector_tile
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests import database
from webapp import create_app
from webapp.config import Settings

NAME = "nasta_test_tiles"
Features: TypeAlias = list[dict[str, Any]]
Fetch: TypeAlias = Callable[[str], dict[str, Features]]


@pytest.fixture
def own_url() -> Iterator[str]:
    yield database.fresh(NAME)
    database.drop(NAME)


@pytest.fixture
def own_settings(own_url: str) -> Settings:
    """Settings with which every tile is made anew."""
    return Settings(database_url=own_url, environment="test", secret_key=SecretStr("test"), tile_memory_mb=0)


@pytest.fixture
def own_app(own_settings: Settings) -> Iterator[Flask]:
    app = create_app(own_settings)
    yield app
    app.extensions["tile_pool"].close()
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def own_session(own_url: str) -> Iterator[Session]:
    engine = create_engine(own_url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def browser(own_app: Flask) -> FlaskClient:
    return own_app.test_client()


@pytest.fixture
def fetch(browser: FlaskClient) -> Fetch:
    """A tile's layers by name, each a list of features with their properties."""

    def get(address: str) -> dict[str, Features]:
        answer = browser.get(address)
        assert answer.status_code in (200, 204), answer.status
        layers = mapbox_vector_tile.decode(answer.data) if answer.data else {}
        return {
            name: [feature["properties"] for feature in layer["features"]] for name, layer in layers.items()
        }

    return get
