"""What a phone shows on its first screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from webapp.areas.models import BoundaryLayer

pytestmark = pytest.mark.browser


def test_the_first_proposal_is_on_the_first_screen_and_the_filters_a_tap_away(
    page: Page, rows: Session
) -> None:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "proposing")
    factories.proposal(rows, round_)
    rows.commit()
    page.goto(f"/rounds/{round_.slug}/proposals")
    expect(page.locator(".card h2").first).to_be_in_viewport()
    expect(page.locator("#filter-text")).not_to_be_visible()
    page.get_by_text("Rajaa ja järjestä").click()
    expect(page.locator("#filter-text")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    expect(page.locator("#filter-text")).to_be_visible()


def test_a_choice_is_sent_at_once_by_a_pointer_on_a_wide_screen_else_by_the_button(
    page: Page, rows: Session
) -> None:
    round_ = factories.round_(rows, "proposing")
    theme = factories.theme(rows, round_, "nature")
    factories.proposal(rows, round_, theme_id=theme.id)
    rows.commit()
    page.goto(f"/rounds/{round_.slug}/proposals?order=newest")
    page.get_by_text("Rajaa ja järjestä").click()
    page.locator("#filter-theme").select_option("nature")
    page.get_by_role("button", name="Suodata").click()
    page.wait_for_url("**theme=nature**")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#filter-theme").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#filter-theme")).not_to_have_value("nature")
    page.wait_for_timeout(300)
    assert "theme=nature" in page.url, "keys go through the choices"
    page.reload()
    page.locator("#filter-theme").dispatch_event("pointerdown")
    page.locator("#filter-theme").select_option("")
    page.wait_for_url(lambda url: "theme=" not in url)
