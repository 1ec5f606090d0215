"""A resident draws a line on a phone with the keyboard alone, changes and undoes it, and it is there after sending."""

from __future__ import annotations

import json

import pytest
from geoalchemy2.shape import to_shape
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from tests.browser.test_proposing import tab_to
from webapp.areas.models import BoundaryLayer
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round

pytestmark = pytest.mark.browser
CANVAS = "[data-part=map] [tabindex='0']"


@pytest.fixture
def round_(rows: Session) -> Round:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "proposing", place_kinds=["point", "line", "area"])
    rows.commit()
    return round_


def drawn(page: Page) -> list[list[float]]:
    """The corners in the form, once the server has measured the drawing."""
    expect(page.locator("[data-result]")).to_contain_text(" m")
    text = page.locator("#shape").input_value()
    coordinates: list[list[float]] = json.loads(text)["coordinates"]
    return coordinates


def test_a_point_comes_back_when_one_no_longer_draws(page: Page, round_: Round) -> None:
    page.goto(f"/rounds/{round_.slug}/propose")
    page.locator(CANVAS).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-result]")).to_have_attribute("data-kind", "good")
    point = [page.locator(f"#{name}").input_value() for name in ("lon", "lat")]
    page.get_by_label("Viiva").check()
    expect(page.locator("#lon")).to_have_value("")
    page.get_by_label("Piste").check()
    expect(page.locator("[data-result]")).to_have_attribute("data-kind", "good")
    assert [page.locator(f"#{name}").input_value() for name in ("lon", "lat")] == point != ["", ""]


def test_a_line_is_drawn_changed_and_sent_with_the_keyboard_on_a_phone(
    page: Page, rows: Session, round_: Round, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/rounds/{round_.slug}/propose")
    page.locator("[data-part=map]").scroll_into_view_if_needed()
    expect(page.locator("[data-part=map] .ol-viewport")).to_be_visible()
    page.locator("#content").focus()
    tab_to(page, "[name=place_kind]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-tools]")).to_be_visible()
    axe(page)
    tab_to(page, CANVAS)
    page.keyboard.press("Enter")
    expect(page.locator("[data-result]")).to_contain_text("vähintään kaksi")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert len(drawn(page)) == 3
    page.keyboard.press("Backspace")
    assert len(drawn(page)) == 2
    page.keyboard.press("Control+z")
    before = drawn(page)
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator(".crosshair__place")).to_have_text("Siirrä piste tähän")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    after = drawn(page)
    assert after[:2] == before[:2] and after[2][1] < before[2][1]
    tab_to(page, "[name=title]")
    page.keyboard.type("Polku rantaan")
    tab_to(page, "[name=body]")
    page.keyboard.type("Rantaan ei pääse.")
    tab_to(page, "[type=submit]:not([aria-hidden])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tarkista ehdotuksesi")
    axe(page)
    sign_in_browser(page, factories.account(rows))
    page.reload()
    tab_to(page, "main [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Polku rantaan")
    proposal = rows.scalars(select(Proposal).where(Proposal.round_id == round_.id)).one()
    assert proposal.shape is not None
    assert len(to_shape(proposal.shape).coords) == 3
