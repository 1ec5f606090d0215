"""Maps in strong contrast: by choice, kept in the browser, or as the device asks; all of a page follows."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from scripts.cluster_pid import wait_until
from tests import factories
from tests.browser.conftest import CheckAxe
from webapp.areas.models import BoundaryLayer
from webapp.rounds.models import Round

pytestmark = pytest.mark.browser


@pytest.fixture
def round_(rows: Session) -> Round:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "proposing")
    factories.proposal(rows, round_, geom=factories.point(28.35, 61.15))
    rows.commit()
    return round_


def look(page: Page, round_: Round) -> Locator:
    """The button on the map of the squares."""
    page.goto(f"/rounds/{round_.slug}/density")
    page.locator(".map").scroll_into_view_if_needed()
    return page.get_by_role("button", name="Vahva kontrasti")


def tone(page: Page, name: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}')"))


def is_drawn(page: Page, colour: str) -> bool:
    """Whether the map has the colour (rgb) somewhere: what the tones come to on its canvas."""
    look_for = """colour => {
      const wanted = colour.match(/\\d+/g).map(Number);
      for (const canvas of document.querySelectorAll(".map canvas")) {
        const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < all.length; i += 4) if (wanted.every((part, at) => all[i + at] === part)) return true;
      }
      return false;
    }"""
    return bool(page.evaluate(look_for, colour))


def test_it_is_chosen_with_the_keyboard_said_and_kept(page: Page, round_: Round, axe: CheckAxe) -> None:
    button = look(page, round_)
    expect(button).to_have_attribute("aria-pressed", "false")
    usual = tone(page, "map-water")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Vahva kontrasti on käytössä.", exact=False)).to_be_attached()
    assert tone(page, "map-water") != usual
    shade = page.locator(".legend__swatch").first.evaluate(
        "swatch => getComputedStyle(swatch).backgroundColor"
    )
    assert wait_until(lambda: is_drawn(page, shade))
    axe(page)
    page.reload()
    expect(look(page, round_)).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(page.get_by_text("Vahva kontrasti ei ole käytössä.")).to_be_attached()
    assert tone(page, "map-water") == usual


@pytest.mark.parametrize("asked", ["contrast", "forced_colors"])
def test_a_device_that_asks_for_contrast_has_it_unless_it_was_turned_off(
    page: Page, round_: Round, asked: Literal["contrast", "forced_colors"]
) -> None:
    if asked == "contrast":
        page.emulate_media(contrast="more")
    else:
        page.emulate_media(forced_colors="active")
    button = look(page, round_)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.emulate_media(contrast="null", forced_colors="null")
    expect(button).to_have_attribute("aria-pressed", "false")
