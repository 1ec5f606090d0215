"""The application with one identity provider, on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr

from tests.conftest import serve_as_the_web_role
from tests.identity.provider import CLIENT, LEVEL, SECRET, Provider, well
from webapp import create_app
from webapp.config import IdentityProvider, Settings


@pytest.fixture(scope="session")
def running() -> Iterator[Provider]:
    provider = Provider()
    stop = provider.start()
    yield provider
    stop()


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, answering well again."""
    running.changes, running.sign = {}, well
    return running


@pytest.fixture(scope="session")
def app(running: Provider, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application that trusts it."""
    trusted = IdentityProvider(
        key="bank",
        name={"fi": "Pankkitunnus", "sv": "Bankkod", "en": "Online bank"},
        issuer=running.issuer,
        client_id=CLIENT,
        client_secret=SecretStr(SECRET),
        accepted_levels=(LEVEL, "high"),
        birth_claim="birthdate",
        municipality_claim="municipality",
        area_claim="area",
        postcode_claim="postcode",
    )
    school = IdentityProvider(
        key="school",
        name={"fi": "Koulun tunnus"},
        issuer="https://school.example",
        client_id=CLIENT,
        client_secret=SecretStr(SECRET),
    )
    folder = tmp_path_factory.mktemp("decryption-keys")
    (folder / "sealed.pem").write_bytes(running.opener.as_pem(private=True))
    (folder / "sealed.json").write_text(json.dumps({"keys": [running.curve.as_dict(private=True)]}))
    sealed = trusted.model_copy(update={"key": "sealed", "decryption_keys": folder / "sealed.pem"})
    rotated = trusted.model_copy(update={"key": "rotated", "decryption_keys": folder / "sealed.json"})
    app = create_app(
        Settings(
            database_url=database_url,
            environment="test",
            secret_key=SecretStr("test"),
            key_folder=Path(tmp_path_factory.mktemp("identity-keys")),
            identity_providers=(trusted, school, sealed, rotated),
        )
    )
    app.config.update(WTF_CSRF_ENABLED=False)
    serve_as_the_web_role(app)
    return app
