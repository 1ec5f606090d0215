"""Error pages and who is told them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import sign_in_cookie
from tests.conftest import SignIn
from webapp import create_app
from webapp.config import Settings


@pytest.mark.parametrize("path", ["/ei-ole", "/proposals/", "/proposals/999999999", "/staff/audit"])
def test_an_error_page_knows_who_is_signed_in(session: Session, sign_in: SignIn, path: str) -> None:
    answer = sign_in(factories.account(session)).get(path)
    assert answer.status_code in (403, 404)
    assert "Oma sivu" in answer.text and ">Kirjaudu<" not in answer.text


def test_a_visitor_is_offered_to_sign_in(client: FlaskClient) -> None:
    assert ">Kirjaudu<" in client.get("/ei-ole").text


@pytest.mark.parametrize(
    ("came_from", "leads"),
    [
        ("http://localhost/staff/proposals?round=1", 'href="/staff/proposals?round=1"'),
        ("http://localhost/staff/proposals/1/accept", None),
        ("https://elsewhere.example/staff/proposals", None),
        ("http://localhost//elsewhere.example/staff/proposals", None),
        ("http://localhost/ei-ole", None),
        ("", None),
    ],
)
def test_a_form_that_is_refused_leads_back_to_its_own_page_alone(
    session: Session, sign_in: SignIn, came_from: str, leads: str | None
) -> None:
    official = sign_in(factories.account(session, "official"))
    answer = official.post("/staff/proposals/999999999/accept", headers={"Referer": came_from})
    assert answer.status_code == 404
    assert (leads is not None) == ("Takaisin sivulle" in answer.text)
    assert leads is None or leads in answer.text


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/rounds/x/vote/review", "/rounds/x/vote"),
        ("/rounds/x/propose/send", "/rounds/x/propose"),
        ("/sign-out", "/"),
    ],
)
def test_a_browser_that_opens_what_only_takes_forms_comes_to_the_page_above(
    client: FlaskClient, address: str, page: str
) -> None:
    answer = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 302 and answer.location == page
    assert client.get(address).status_code == 405


def test_an_error_page_is_there_when_nobody_can_be_looked_up(tmp_path: Path) -> None:
    app = create_app(
        Settings(
            database_url="postgresql+psycopg://nobody@127.0.0.1:9/none",
            environment="test",
            secret_key=SecretStr("away"),
            key_folder=tmp_path,
        )
    )
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], sign_in_cookie(app, "a-session"))
    answer = client.get("/ei-ole")
    assert answer.status_code == 404
    assert ">Kirjaudu<" in answer.text
