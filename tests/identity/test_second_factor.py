"""T17: a provider that proves a second factor opens officials' pages, and nobody else's identity does."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.identity.provider import Provider
from tests.identity.test_identifying import identify
from webapp.accounts.models import AccountIdentity, Mail
from webapp.config import IdentityProvider
from webapp.identity.rules import proves_second_factor

CONFIRM = "/sign-in/confirm"


@pytest.fixture
def strict(app: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production, with the level `substantial` of the provider for a second factor."""
    settings = app.config["SETTINGS"]
    providers = tuple(
        one.model_copy(update={"second_factor_levels": ("substantial",)})
        for one in settings.identity_providers
    )
    more = {"staff_second_factor": "required", "identity_providers": providers}
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update=more))


def opens(browser: FlaskClient) -> bool:
    return browser.get("/staff").status_code == 200


@pytest.mark.parametrize(
    ("claims", "proves"),
    [
        ({"acr": "high"}, True),
        ({"acr": "low"}, False),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "otp"}, False),
        ({"amr": [["otp"], None, 1]}, False),
        ({"acr": None, "amr": None}, False),
        ({"acr": ["high"]}, False),
        ({}, False),
    ],
)
def test_t17_only_named_levels_and_methods_prove_a_second_factor(
    claims: dict[str, Any], proves: bool
) -> None:
    provider = IdentityProvider(
        key="x",
        name={},
        issuer="https://x.example",
        client_id="x",
        client_secret=SecretStr("x"),
        second_factor_levels=("high",),
        second_factor_methods=("otp", "hwk"),
    )
    assert proves_second_factor(provider, claims) is proves
    assert not proves_second_factor(
        provider.model_copy(update={"second_factor_levels": (), "second_factor_methods": ()}), claims
    )


def test_t17_an_official_comes_in_by_link_and_identity_and_later_by_the_identity_alone(
    app: Flask, session: Session, sign_in: SignIn, strict: None
) -> None:
    browser = sign_in(factories.account(session, "planner"))
    first = browser.get("/staff").headers["Location"]
    page = browser.get(browser.get(first).headers["Location"]).text
    assert 'action="/identify/bank"' in page and 'name="next" value="/staff"' in page
    assert identify(browser, "/staff").headers["Location"] == "/staff"
    assert opens(browser)
    again = app.test_client()
    identify(again)
    assert opens(again)


def test_t17_without_the_level_identifying_opens_nothing(
    session: Session, sign_in: SignIn, strict: None, provider: Provider
) -> None:
    provider.changes = {"acr": "high"}
    browser = sign_in(factories.account(session, "planner"))
    identify(browser)
    assert not opens(browser)


def test_t17_whoever_reads_the_mail_of_an_official_with_an_app_cannot_tie_their_identity_to_it(
    app: Flask, session: Session, sign_in: SignIn, strict: None
) -> None:
    person = factories.account(session, "planner")
    secret, _ = factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    browser = sign_in(person)
    refused = urlsplit(identify(browser, "/staff").headers["Location"])
    assert refused.path == CONFIRM
    assert parse_qs(refused.query)["next"] == ["/identify?provider=bank&next=/staff"]
    assert session.scalars(select(AccountIdentity)).all() == []
    assert browser.post(CONFIRM, data={"code": factories.code_now(secret)}).status_code == 302
    identify(browser)
    assert opens(browser)


def test_t17_an_identity_tied_before_the_app_opens_no_page_until_the_app_has_vouched_for_it(
    app: Flask, session: Session, sign_in: SignIn, strict: None, provider: Provider
) -> None:
    person = factories.account(session, "planner")
    provider.changes = {"acr": "high"}  # which ties the identity, and is no second factor here
    identify(sign_in(person))
    secret, _ = factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    provider.changes = {}
    by_identity = app.test_client()
    identify(by_identity)
    assert not opens(by_identity)
    assert by_identity.post(CONFIRM, data={"code": factories.code_now(secret)}).status_code == 302
    identify(by_identity)
    assert opens(by_identity)


def test_t17_mail_alone_sets_up_no_app_beside_an_identity(
    app: Flask, session: Session, sign_in: SignIn, strict: None
) -> None:
    person = factories.account(session, "planner")
    identify(sign_in(person))
    thief = sign_in(person)
    asked = thief.get("/account/factor/new").headers["Location"]
    assert asked.startswith(CONFIRM)
    page = thief.get(asked).text
    assert 'action="/identify/bank"' in page and "/sign-in/confirm/link" not in page
    assert thief.post(f"{CONFIRM}/link").status_code == 404


def test_t17_a_reset_takes_the_identity_too(
    app: Flask, session: Session, sign_in: SignIn, provider: Provider, strict: None
) -> None:
    person = factories.account(session, "planner")
    browser = sign_in(person)
    identify(browser)
    boss_account = factories.account(session, "coordinator")
    secret, _ = factories.second_factor(session, boss_account, app.config["SETTINGS"].key_folder)
    boss = sign_in(boss_account)
    boss.post(CONFIRM, data={"code": factories.code_now(secret)})
    assert boss.post(f"/staff/accounts/{person.id}/reset-factor").status_code == 302
    assert browser.get("/account").status_code == 302
    assert session.scalars(select(AccountIdentity.is_second_factor)).all() == [False]


def test_t17_identifying_with_a_new_browser_is_told_too(
    app: Flask, session: Session, sign_in: SignIn, strict: None
) -> None:
    person = factories.account(session, "planner")
    identify(sign_in(person))
    session.execute(text("delete from mail"))
    session.commit()
    here = app.test_client()
    for _time in range(2):
        identify(here)
    assert session.scalars(select(Mail.recipient)).all() == [person.email]
