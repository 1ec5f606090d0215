"""Voting with a code in a real browser: on a phone with the keyboard alone, and on a kiosk, one voter after another."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from tests.browser.test_proposing import tab_to
from tests.codes.holders import code_round, codes
from webapp.ballots.models import Ballot
from webapp.projects.models import Project

pytestmark = pytest.mark.browser


def vote(page: Page, project: Project) -> None:
    page.locator(f"#choice-{project.id}").check()
    page.locator(".button-row [type=submit]").click()
    page.get_by_role("button", name="Lähetä ääni").click()
    expect(page.locator("h1")).to_have_text("Kuittisi")


def test_voting_by_a_code_on_a_phone_with_the_keyboard_alone(
    page: Page, rows: Session, live_app: Flask, axe: CheckAxe
) -> None:
    round_, project = code_round(rows)
    code = codes(rows, live_app, round_)[0]
    page.goto("/code")
    axe(page)
    page.locator("#content").focus()
    tab_to(page, "#code")
    page.keyboard.type(str(code)[:-1] + ("0" if str(code)[-1] != "0" else "1"))
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(str(code).lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.locator("#ballot")).to_be_visible()
    page.locator("#content").focus()
    tab_to(page, f"#choice-{project.id}")
    page.keyboard.press("Space")
    tab_to(page, ".button-row [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tarkista äänesi")
    page.locator("#content").focus()
    tab_to(page, "main .button-row [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kuittisi")
    assert len(rows.scalars(select(Ballot).where(Ballot.round_id == round_.id)).all()) == 1


def test_a_qr_code_fills_the_field_and_leaves_nothing_in_the_address(
    page: Page, rows: Session, live_app: Flask
) -> None:
    round_, _project = code_round(rows)
    code = codes(rows, live_app, round_)[0]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/code#{code}")
    expect(page.locator("#code")).to_have_value(str(code))
    expect(page.locator("main [type=submit]")).to_be_focused()
    assert page.url.endswith("/code")
    page.keyboard.press("Enter")
    expect(page.locator("#ballot")).to_be_visible()
    assert not any(code.secret[:4] in address.split("#")[0] for address in asked)


def test_a_kiosk_with_two_voters_one_of_whom_walks_away(
    page: Page, rows: Session, live_app: Flask, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    round_, project = code_round(rows)
    first, second = codes(rows, live_app, round_, 2)
    page.clock.install()
    sign_in_browser(page, factories.account(rows, "official"))
    page.goto(f"/staff/rounds/{round_.slug}/kiosks")
    page.locator("[name=place]").fill("Pääkirjasto")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Kirjoita koodisi")
    axe(page)

    page.locator("#code").fill(str(first))
    page.keyboard.press("Enter")
    vote(page, project)
    axe(page)
    receipt = page.locator("#receipt-code").inner_text()
    page.get_by_role("button", name="Seuraava äänestäjä").click()
    expect(page.locator("h1")).to_have_text("Kirjoita koodisi")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Kirjoita koodisi")
    assert receipt not in page.content()

    page.locator("#code").fill(str(second))
    page.keyboard.press("Enter")
    expect(page.locator("[data-watching]")).to_be_attached()
    page.locator(f"#choice-{project.id}").check()
    page.clock.run_for(121_000)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Olen paikalla")).to_be_focused()
    axe(page)
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    expect(page.locator(f"#choice-{project.id}")).to_be_checked()
    page.clock.run_for(121_000)
    expect(warning).to_be_visible()
    page.clock.run_for(61_000)
    expect(page.locator("h1")).to_have_text("Kirjoita koodisi")
    page.locator("#code").fill(str(second))
    page.keyboard.press("Enter")
    expect(page.locator(f"#choice-{project.id}")).not_to_be_checked()
    assert len(rows.scalars(select(Ballot).where(Ballot.round_id == round_.id)).all()) == 1
