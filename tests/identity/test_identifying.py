"""Identifying with a provider, and voting as the person one has proved to be (threats T2 and T16)."""

from __future__ import annotations

import html
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import SignIn
from tests.identity import provider as bad
from tests.identity.provider import Provider
from tests.rounds.conftest import fields_of
from webapp.accounts.models import Account, AccountIdentity, SignInSession
from webapp.ballots.models import Ballot
from webapp.config import IdentityProvider
from webapp.identity.models import Identification


def go(client: FlaskClient, next_path: str = "/rounds", provider: str = "bank") -> str:
    """Press the button; returns the provider's address that the page leads to."""
    page = client.post(f"/identify/{provider}", data={"next": next_path})
    assert page.status_code == 200
    found = re.search(r'<a class="button" href="([^"]+)"', page.text)
    assert found is not None
    return html.unescape(found[1])


def come_back(client: FlaskClient, address: str) -> TestResponse:
    """Let the provider answer, and follow its answer back."""
    where = urlsplit(requests.get(address, allow_redirects=False, timeout=120).headers["Location"])
    return client.get(f"{where.path}?{where.query}")


def identify(client: FlaskClient, next_path: str = "/rounds") -> TestResponse:
    return come_back(client, go(client, next_path))


def test_a_person_identifies_and_returns_to_where_they_were(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    assert "Pankkitunnus" in client.get("/identify?next=/rounds").text
    answer = identify(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rounds")
    assert client.get("/account").status_code == 200
    kept = session.scalars(select(Identification)).one()
    assert (kept.birth_year, kept.lives_here) == (1990, True)
    assert b"010190" not in kept.person


def test_what_is_asked_of_the_provider_has_pkce_state_nonce_level_and_age(
    client: FlaskClient, provider: Provider
) -> None:
    asked = parse_qs(urlsplit(go(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["substantial high"]
    assert asked["max_age"] == ["600"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_the_same_person_is_the_same_account_every_time(
    app: Flask, session: Session, provider: Provider
) -> None:
    for _time in range(2):
        identify(app.test_client())
    assert session.scalar(select(func.count()).select_from(AccountIdentity)) == 1


def test_an_account_becomes_the_persons_once(sign_in: SignIn, session: Session, provider: Provider) -> None:
    owner = factories.account(session)
    first, second = sign_in(owner), sign_in(owner)
    identify(first)
    provider.changes = {"sub": "020290-234B"}
    identify(second)
    found = session.scalars(select(AccountIdentity).order_by(AccountIdentity.id)).all()
    assert found[0].account_id == owner.id
    assert found[1].account_id != owner.id


def test_the_session_from_before_ends(sign_in: SignIn, session: Session, provider: Provider) -> None:
    client = sign_in(factories.account(session))
    before = set(session.scalars(select(SignInSession.id)))
    identify(client)
    assert before.isdisjoint(session.scalars(select(SignInSession.id)))


def now() -> int:
    return int(time.time())


BAD: dict[str, tuple[Any, Any]] = {
    "unsigned": (bad.unsigned, {}),
    "signed with the client's secret": (bad.by_shared_secret, {}),
    "signed with the public key as a secret": (bad.by_public_key_as_secret, {}),
    "signed by a stranger": (bad.by_a_stranger, {}),
    "bringing its own key": (bad.with_own_key_in_header, {}),
    "of a key nobody knows": (bad.with_unknown_key, {}),
    "with an unknown duty": (bad.with_unknown_duty, {}),
    "changed on the way": (bad.tampered, {}),
    "missing": (bad.none_at_all, {}),
    "rubbish": (bad.rubbish, {}),
    "for another service": (bad.well, lambda: {"aud": "another"}),
    "for another service through us": (bad.well, lambda: {"aud": ["another"], "azp": "nasta"}),
    "of another issuer": (bad.well, lambda: {"iss": "https://elsewhere.example"}),
    "without an issuer": (bad.well, lambda: {"iss": None}),
    "without an audience": (bad.well, lambda: {"aud": None}),
    "with another nonce": (bad.well, lambda: {"nonce": "another"}),
    "without a nonce": (bad.well, lambda: {"nonce": None}),
    "expired": (bad.well, lambda: {"exp": now() - 120, "iat": now() - 600}),
    "without an end": (bad.well, lambda: {"exp": None}),
    "from the future": (bad.well, lambda: {"iat": now() + 3600, "nbf": now() + 3600}),
    "without a subject": (bad.well, lambda: {"sub": None}),
    "with an endless subject": (bad.well, lambda: {"sub": "x" * 10_000}),
    "without a time of identifying": (bad.well, lambda: {"auth_time": None}),
    "of an identification an hour ago": (bad.well, lambda: {"auth_time": now() - 3600}),
    "of an identification tomorrow": (bad.well, lambda: {"auth_time": now() + 86_400}),
    "of a weak identification": (bad.well, lambda: {"acr": "low"}),
    "without a level": (bad.well, lambda: {"acr": None}),
    "with a birth date that is none": (bad.well, lambda: {"birthdate": "yesterday"}),
}


@pytest.mark.parametrize("how", list(BAD))
def test_t16_a_forged_or_replayed_identity_signs_nobody_in(
    client: FlaskClient, session: Session, provider: Provider, how: str
) -> None:
    provider.sign, changes = BAD[how][0], BAD[how][1]
    provider.changes = changes() if callable(changes) else changes
    assert identify(client).status_code in (400, 403)
    assert client.get("/account").status_code == 302
    assert session.scalar(select(func.count()).select_from(Identification)) == 0


def test_t16_a_token_from_before_is_worth_nothing(app: Flask, session: Session, provider: Provider) -> None:
    identify(app.test_client())
    provider.sign = bad.replayed
    client = app.test_client()
    assert identify(client).status_code == 400
    assert client.get("/account").status_code == 302


def test_t16_an_answer_is_taken_once_and_only_by_the_browser_that_asked(
    app: Flask, session: Session, provider: Provider
) -> None:
    asker, thief = app.test_client(), app.test_client()
    where = requests.get(go(asker), allow_redirects=False, timeout=120).headers["Location"]
    path = where.split("/", 3)[3]
    assert thief.get(f"/{path}").status_code == 400
    assert asker.get(f"/{path}").status_code == 302
    assert asker.get(f"/{path}").status_code == 400


def test_t16_an_answer_in_another_providers_name_is_refused(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    where = requests.get(go(client), allow_redirects=False, timeout=120).headers["Location"]
    query = urlsplit(where).query.replace("iss=", "iss=https%3A%2F%2Felsewhere.example&was=")
    assert client.get(f"/identify/bank/done?{query}").status_code == 400


def test_breaking_off_is_said_and_changes_nothing(client: FlaskClient, provider: Provider) -> None:
    go(client)
    answer = client.get("/identify/bank/done?error=access_denied&state=x")
    assert answer.status_code == 400
    assert "Keskeytit" in answer.text


def test_no_one_is_led_to_another_site(client: FlaskClient, session: Session, provider: Provider) -> None:
    assert identify(client, "https://elsewhere.example/").headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/identify/nobody/done", "/identify/bank%00/done"])
def test_an_unknown_provider_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"issuer": "http://bank.example"}, {"algorithms": ("HS256",)}, {"algorithms": ()}]
)
def test_settings_that_would_prove_nothing_are_refused(wrong: dict[str, Any]) -> None:
    good = {"key": "bank", "name": {}, "issuer": "https://bank.example", "client_id": "x"}
    with pytest.raises(ValidationError):
        IdentityProvider(**{**good, "client_secret": SecretStr("x"), **wrong})


def voting(session: Session) -> tuple[str, int]:
    """A round that asks its voters to identify: its address and a project."""
    round_ = factories.round_(session, voting_providers=["bank"])
    project = factories.project(session, round_, factories.pot(session, round_, 1_000_00), 500_00)
    factories.open_voting(session, round_)
    session.commit()
    return round_.slug, project.id


def test_a_vote_that_asks_for_it_is_cast_only_by_the_identified(
    sign_in: SignIn, session: Session, provider: Provider
) -> None:
    slug, project = voting(session)
    client = sign_in(factories.account(session))
    assert "/identify?provider=bank" in client.get(f"/rounds/{slug}/vote").text
    assert (
        client.post(f"/rounds/{slug}/vote/right", data={"birth_year": "1980", "lives_here": "y"}).status_code
        == 403
    )
    identify(client)
    page = client.get(f"/rounds/{slug}/vote").text
    assert "birth_year" not in page and "lives_here" not in page
    assert client.post(f"/rounds/{slug}/vote/right").status_code == 302
    form = {"projects": [str(project)], "nonce": str(uuid4())}
    assert client.post(f"/rounds/{slug}/vote/confirm", data=form).status_code == 303


def test_t2_one_person_has_one_ballot_whatever_accounts_they_have(
    sign_in: SignIn, app: Flask, session: Session, provider: Provider
) -> None:
    slug, project = voting(session)
    for client in (
        sign_in(factories.account(session)),
        sign_in(factories.account(session)),
        app.test_client(),
    ):
        identify(client)
        assert client.post(f"/rounds/{slug}/vote/right").status_code == 302
        form = {"projects": [str(project)], "nonce": str(uuid4())}
        assert client.post(f"/rounds/{slug}/vote/confirm", data=form).status_code == 303
    counted = select(func.count()).select_from(Ballot).where(Ballot.state == "counted")
    assert session.scalar(counted) == 1


@pytest.mark.parametrize("told", [{"birthdate": "2020-05-05"}, {"municipality": "091"}])
def test_what_the_provider_tells_is_believed_and_not_what_is_sent(
    app: Flask, session: Session, provider: Provider, told: dict[str, str]
) -> None:
    slug, _project = voting(session)
    provider.changes = told
    client = app.test_client()
    identify(client)
    sent = {"birth_year": "1980", "lives_here": "y"}
    assert client.post(f"/rounds/{slug}/vote/right", data=sent).status_code == 403


def test_erasing_forgets_the_person(app: Flask, session: Session, provider: Provider) -> None:
    client = app.test_client()
    identify(client)
    assert client.post("/account/erase").status_code == 302
    assert session.scalar(select(func.count()).select_from(AccountIdentity)) == 0
    assert (
        session.scalar(select(func.count()).select_from(Account).where(Account.erased_at.is_not(None))) == 1
    )


def test_a_planner_chooses_how_voters_identify(sign_in: SignIn, session: Session) -> None:
    round_ = factories.round_(session, is_published=False)
    planner = sign_in(factories.account(session, "planner"))
    page = f"/staff/rounds/{round_.slug}/voting"
    fields = fields_of(planner.get(page).text)
    for apart in (["bank", "school"], ["bank", "code"]):
        assert planner.post(page, data=fields | {"voting_providers": apart}).status_code == 400
    assert planner.post(page, data=fields | {"voting_providers": ["bank"]}).status_code == 302
    session.refresh(round_)
    assert round_.voting_providers == ["bank"]
