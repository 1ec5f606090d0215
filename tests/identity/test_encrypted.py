"""ID tokens encrypted for us: opened with our key, and then checked as any other."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwe
from joserfc.errors import SecurityWarning
from joserfc.jwk import Key, OctKey, RSAKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.identity import provider as made
from tests.identity.provider import Provider, Sign
from tests.identity.test_identifying import come_back, go
from webapp.identity.models import Identification


def sealed(sign: Sign, header: dict[str, str], key: Key | None = None) -> Sign:
    """A token as `sign` makes it, encrypted for our key or another one."""

    def encrypt(provider: Provider, claims: dict[str, Any]) -> str | None:
        token, whom = sign(provider, claims), key or provider.opener
        algorithms = [header["alg"], header["enc"], *([header["zip"]] if "zip" in header else [])]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            return jwe.encrypt_compact(header, str(token), whom, algorithms=algorithms)

    return encrypt


def claims_alone(provider: Provider, claims: dict[str, Any]) -> str | None:
    """Claims that nobody has signed."""
    return json.dumps(claims)


def changed(provider: Provider, claims: dict[str, Any]) -> str | None:
    head, key, start, text, tag = str(sealed(made.well, GOOD)(provider, claims)).split(".")
    return ".".join((head, key, start, text[:-4] + ("AAAA" if text[-4:] != "AAAA" else "BBBB"), tag))


GOOD = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}
SECRET_KEY = OctKey.generate_key(256)
BAD: dict[str, Sign] = {
    "not encrypted": made.well,
    "encrypted for a stranger": sealed(made.well, GOOD, RSAKey.generate_key(2048)),
    "encrypted with a shared secret": sealed(made.well, {"alg": "dir", "enc": "A256GCM"}, SECRET_KEY),
    "encrypted in the old way": sealed(made.well, {"alg": "RSA1_5", "enc": "A256GCM"}),
    "compressed": sealed(made.well, {**GOOD, "zip": "DEF"}),
    "changed on the way": changed,
    "unsigned inside": sealed(made.unsigned, GOOD),
    "with claims alone inside": sealed(claims_alone, GOOD),
    "signed by a stranger inside": sealed(made.by_a_stranger, GOOD),
    "encrypted twice": sealed(sealed(made.well, GOOD), GOOD),
    "rubbish": made.rubbish,
    "rubbish of five parts": lambda provider, claims: "a.b.c.d.e",
}


@pytest.mark.parametrize("alg", ["RSA-OAEP", "RSA-OAEP-256"])
@pytest.mark.parametrize("enc", ["A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"])
def test_an_encrypted_identity_is_opened_with_our_key(
    client: FlaskClient, provider: Provider, alg: str, enc: str
) -> None:
    provider.sign = sealed(made.well, {"alg": alg, "enc": enc, "cty": "JWT"})
    assert come_back(client, go(client, provider="sealed")).status_code == 302
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("alg", ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"])
def test_one_of_several_keys_is_found_by_its_name(client: FlaskClient, provider: Provider, alg: str) -> None:
    provider.sign = sealed(made.well, {"alg": alg, "enc": "A256GCM", "kid": "new"}, provider.curve)
    assert come_back(client, go(client, provider="rotated")).status_code == 302
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("how", list(BAD))
def test_t16_a_badly_encrypted_identity_signs_nobody_in(
    client: FlaskClient, session: Session, provider: Provider, how: str
) -> None:
    provider.sign = BAD[how]
    assert come_back(client, go(client, provider="sealed")).status_code == 400
    assert client.get("/account").status_code == 302
    assert session.scalar(select(func.count()).select_from(Identification)) == 0


def test_t16_what_is_inside_must_be_meant_for_us(client: FlaskClient, provider: Provider) -> None:
    provider.sign, provider.changes = sealed(made.well, GOOD), {"aud": "another"}
    assert come_back(client, go(client, provider="sealed")).status_code == 400


def test_a_provider_without_keys_of_ours_may_not_encrypt(client: FlaskClient, provider: Provider) -> None:
    provider.sign = sealed(made.well, GOOD)
    assert come_back(client, go(client)).status_code == 400
