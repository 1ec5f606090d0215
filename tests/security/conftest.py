"""The demo city, with the checks of forms switched on, and a browser of everybody in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, NullPool, create_engine

from tests.browser.addresses import Addresses
from tests.browser.arranging import load_demo
from tests.browser.conftest import application
from tests.browser.samples import DRAFT_KEY, SAMPLES, Sample

NOT_THERE = {"upload_id": "00000000-0000-4000-8000-000000000000"}
"""Nobody has sent a layer: its pages answer that there is none."""


@dataclass(frozen=True)
class City:
    """The application over the demo city, and the keys with which its people are signed in."""

    app: Flask
    keys: dict[str, str]

    def browser(self, person: str) -> FlaskClient:
        """A browser of the person (`visitor`: of nobody)."""
        client = self.app.test_client()
        client.set_cookie("draft", DRAFT_KEY)
        if person in self.keys:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = self.keys[person], True
        return client

    def pages(self) -> Iterator[tuple[str, str]]:
        """The endpoint and an address of every page, as the browser tests visit it."""
        addresses = Addresses(self.app)
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint != "static":
                for turn, sample in enumerate(SAMPLES.get(rule.endpoint, (Sample(),))):
                    yield rule.endpoint, addresses.path(rule, sample, turn, NOT_THERE)

    def connect(self) -> Connection:
        """A connection of the owner, for looking and arranging."""
        return create_engine(self.app.config["SETTINGS"].sqlalchemy_url, poolclass=NullPool).connect()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with application("nasta_security_test", Path(tmp_path_factory.mktemp("keys"))) as app:
        yield City(app, load_demo(app))
