"""T17: an official sets up an app and signs in with it, on a phone in Finnish and by the keyboard."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pyotp import TOTP
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser

pytestmark = pytest.mark.browser
WRONG = "Koodi ei kelpaa, tai se on jo käytetty."


@pytest.fixture
def as_in_production(live_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"staff_second_factor": "required", "fresh_minutes": 15}
    monkeypatch.setitem(live_app.config, "SETTINGS", live_app.config["SETTINGS"].model_copy(update=more))


def code_of(page: Page) -> str:
    """Type the secret of the page into an app, and read the code."""
    return TOTP(page.locator("code").inner_text().replace(" ", "")).now()


def type_code(page: Page, code: str) -> None:
    """By the keyboard alone."""
    page.get_by_label("Vahvistuskoodi").fill(code)
    page.keyboard.press("Enter")


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in?next=/staff")
    page.get_by_label("Sähköpostiosoite").fill(email)
    page.get_by_role("button", name="Lähetä linkki").click()
    page.goto("/outbox")
    link = page.locator("main a[href*='/sign-in/']").first.get_attribute("href")
    page.goto(urlsplit(str(link)).path)
    page.locator("main").get_by_role("button", name="Kirjaudu").click()


def let_pass(rows: Session, time: str) -> None:
    """As if so much time had passed since anyone confirmed who they are."""
    rows.execute(
        text(
            "update sign_in_session set created_at = created_at - cast(:time as interval),"
            " factor_at = factor_at - cast(:time as interval)"
        ),
        {"time": time},
    )
    rows.execute(text("delete from try_count"))
    rows.commit()


def test_t17_an_official_sets_up_an_app_signs_in_with_it_and_is_asked_again_for_an_export(
    page: Page, rows: Session, address: str, as_in_production: None, axe: CheckAxe
) -> None:
    round_ = factories.round_(rows)
    person = factories.account(rows, "planner")
    rows.commit()

    sign_in(page, str(person.email))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ota vahvistussovellus käyttöön")
    axe(page)
    type_code(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    first = code_of(page)
    type_code(page, first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Varakoodisi")
    axe(page)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="Koodit ovat tallessa: jatka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Työ")

    page.context.clear_cookies(name="nasta")
    sign_in(page, str(person.email))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vahvista, että olet sinä")
    axe(page)
    type_code(page, first)
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    type_code(page, codes[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Työ")
    expect(page.locator(".notices")).to_contain_text("9 varakoodia")

    let_pass(rows, "20 minutes")
    page.goto(f"/staff/rounds/{round_.slug}")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Vahvista, että olet sinä")
    page.goto(f"/staff/rounds/{round_.slug}/exports")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vahvista, että olet sinä")
    type_code(page, codes[1])
    expect(page).to_have_url(f"{address}/staff/rounds/{round_.slug}/exports")

    page.goto("/account")
    page.get_by_role("link", name="Vaihda sovellus tai varakoodit").click()
    expect(page.locator("main")).to_contain_text("8 varakoodia on jäljellä")
    axe(page)


def test_t17_a_code_signs_in_once(
    page: Page,
    rows: Session,
    live_app: Flask,
    sign_in_browser: SignInBrowser,
    as_in_production: None,
) -> None:
    person = factories.account(rows, "official")
    keys: Path = live_app.config["SETTINGS"].key_folder
    secret, _ = factories.second_factor(rows, person, keys)
    sign_in_browser(page, person)
    code = factories.code_now(secret)
    page.goto("/staff")
    type_code(page, code)
    expect(page.get_by_role("heading", level=1)).to_have_text("Työ")
    sign_in_browser(page, person)
    page.goto("/staff")
    type_code(page, code)
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
