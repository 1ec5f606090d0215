"""The register of voters on a phone with the keyboard alone: an official takes a file in, another confirms, one votes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from tests.browser.test_identifying import cast, press
from tests.browser.test_proposing import tab_to
from webapp.areas.models import BoundaryLayer

pytestmark = pytest.mark.browser
EMAIL = "rekisterissa@example.org"


def choose_file(page: Page, text: str) -> None:
    page.set_input_files("[name=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()})


def test_a_register_is_loaded_by_two_people_and_who_is_on_it_votes(
    page: Page, rows: Session, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, two_people=True, only_registered=True, voting_areas="own")
    project = factories.project(rows, round_, factories.pot(rows, round_, area_code="A"))
    other = factories.project(rows, round_, factories.pot(rows, round_, area_code="B"))
    rows.commit()
    where = f"/staff/rounds/{round_.slug}/register"
    sign_in_browser(page, factories.account(rows, "official"))
    page.goto(where)
    expect(page.locator("main")).to_contain_text("Rekisteri on tyhjä")
    axe(page)
    choose_file(page, f"email;area;birth_year\n{EMAIL};A;1980\n;A;1970\njoku@example.org;X;1980\n")
    press(page, "main form [name=step]")
    expect(page.locator("#report-of-file")).to_contain_text("Tiedostoa ei voi tuoda tällaisena")
    expect(page.locator("#report-of-file")).not_to_contain_text("joku@")
    axe(page)
    choose_file(page, f"email;area;birth_year\n{EMAIL};A;1980\njoku@example.org;B;1980\n")
    page.locator("#content").focus()
    tab_to(page, "main [name=how]")
    page.keyboard.press("Space")
    tab_to(page, "main form[enctype] [type=submit]:not([name])")
    page.keyboard.press("Enter")
    expect(page.locator("#loads + section")).to_contain_text("Toisen henkilön on vahvistettava tämä")
    sign_in_browser(page, factories.account(rows, "planner"))
    page.goto(where)
    axe(page)
    press(page, "form[action$='/confirm'] [type=submit]")
    expect(page.locator("#people")).to_have_text("Rekisterissä 2 henkilöä")
    round_.two_people = False
    rows.commit()
    factories.open_voting(rows, round_)
    rows.commit()
    sign_in_browser(page, factories.account(rows, email=EMAIL))
    page.goto(f"/rounds/{round_.slug}/vote")
    expect(page.locator("main")).to_contain_text("Olet tämän kierroksen äänioikeusrekisterissä")
    expect(page.locator("main")).to_contain_text("Oma alueesi: A.")
    axe(page)
    press(page, "main [type=submit]")
    expect(page.locator(f"#choice-{other.id}")).to_have_count(0)
    cast(page, rows, round_, project)
