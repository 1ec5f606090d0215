"""The pages of no feature, and the frame that every page shares."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn

PAGES = ("/", "/how-it-works", "/accessibility", "/privacy")
LANGUAGES = ("fi", "sv", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_shown_in_every_language(client: FlaskClient, page: str, language: str) -> None:
    client.set_cookie("language", language)
    response = client.get(page)
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert response.text.count("<h1") == 1


def test_the_first_thing_on_a_page_is_a_way_past_its_head(client: FlaskClient) -> None:
    html = client.get("/").text
    assert html.index('href="#content"') < html.index("<header")
    assert 'id="content"' in html


def test_a_page_has_no_inline_style_nor_script(client: FlaskClient) -> None:
    html = client.get("/").text
    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html


def test_choosing_a_language_leads_back_to_the_same_page(client: FlaskClient) -> None:
    response = client.get("/language/sv?next=/how-it-works?x=1")
    assert response.headers["Location"] == "/how-it-works?x=1"
    assert '<html lang="sv">' in client.get("/").text


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:1"]
)
def test_choosing_a_language_never_leads_elsewhere(client: FlaskClient, address: str) -> None:
    response = client.get("/language/en", query_string={"next": address})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_is_not_found(client: FlaskClient) -> None:
    response = client.get("/language/xx")
    assert response.status_code == 404
    assert response.text.count("<h1") == 1


def test_the_accent_colour_is_a_stylesheet_of_its_own(client: FlaskClient) -> None:
    response = client.get("/theme.css")
    assert response.mimetype == "text/css"
    assert "--accent:#0b5c4a" in response.text


def test_a_page_of_refusal_keeps_the_person_signed_in_at_its_head(session: Session, sign_in: SignIn) -> None:
    page = sign_in(factories.account(session)).get("/staff/accounts")
    assert page.status_code == 403 and 'href="/account"' in page.text and 'href="/sign-in"' not in page.text
