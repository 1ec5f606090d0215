"""One finger on a phone: it drags a drawn corner, and scrolls the page wherever there is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import PATIENCE
from webapp.areas.models import BoundaryLayer

pytestmark = pytest.mark.browser
At: TypeAlias = tuple[float, float]
Swipe: TypeAlias = Callable[[At, At], None]
LEAST_TARGET = 24
"""CSS pixels, as WCAG 2.2 asks (2.5.8)."""


@pytest.fixture
def phone(browser: Browser, address: str, rows: Session) -> Iterator[Page]:
    """The map of the form on a phone with a touch screen, drawing a line."""
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "proposing", place_kinds=["point", "line", "area"])
    rows.commit()
    context = browser.new_context(
        base_url=address,
        locale="fi-FI",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"/rounds/{round_.slug}/propose")
    page.locator("[data-part=map]").scroll_into_view_if_needed()
    expect(page.locator("[data-part=map] .ol-viewport")).to_be_visible()
    page.locator("[name=place_kind][value=line]").tap()
    expect(page.locator("[data-tools]")).to_be_visible()
    page.locator("[data-part=map]").evaluate(
        "map => map.scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    yield page
    context.close()


@pytest.fixture
def swipe(phone: Page) -> Swipe:
    """One finger from one point of the screen to another, as the browser gets it from a touch screen."""
    screen = phone.context.new_cdp_session(phone)

    def touch(kind: str, *points: At) -> None:
        fingers = [{"x": x, "y": y} for x, y in points]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    def swipe(start: At, end: At) -> None:
        touch("touchStart", start)
        for step in range(1, 11):
            part = step / 10
            at = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            touch("touchMove", at)
            phone.wait_for_timeout(20)
        touch("touchEnd")
        phone.wait_for_timeout(400)

    return swipe


def corners(page: Page) -> list[list[float]]:
    text = page.locator("#shape").input_value()
    found: list[list[float]] = json.loads(text)["coordinates"] if text else []
    return found


def spot(page: Page, right: float, down: float) -> At:
    """A point of the screen, so many pixels from the middle of the map."""
    box = page.locator("[data-part=map]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down


def scrolled(page: Page) -> float:
    return float(page.evaluate("window.scrollY"))


def test_a_finger_drags_a_corner_and_elsewhere_scrolls_the_page(phone: Page, swipe: Swipe) -> None:
    for right in (-60, 40):
        phone.touchscreen.tap(*spot(phone, right, 0))
    expect(phone.locator("[data-result]")).to_contain_text(" m")
    before, start = corners(phone), scrolled(phone)
    assert len(before) == 2

    swipe(spot(phone, -60, 0), spot(phone, -60, -100))
    after = corners(phone)
    assert after[0][1] > before[0][1] + 0.001 and after[1] == before[1]
    assert scrolled(phone) == start
    expect(phone.locator(".map__touch")).not_to_have_attribute("data-shown", "true")

    swipe(spot(phone, 0, 60), spot(phone, 0, -100))
    assert scrolled(phone) > start + 50
    assert corners(phone) == after


def test_the_map_stays_under_the_finger_while_the_line_is_told(phone: Page) -> None:
    before = spot(phone, 0, 0)
    for right in (-60, 40):
        phone.touchscreen.tap(before[0] + right, before[1])
    expect(phone.locator("[data-result]")).to_contain_text(" m")
    assert spot(phone, 0, 0) == before


def test_everything_to_press_on_the_map_is_large_enough_for_a_finger(phone: Page) -> None:
    buttons = phone.locator("[data-part=map] button:visible, [data-tools] button:visible")
    sizes = {
        str(one.get_attribute("aria-label") or one.inner_text()): one.bounding_box() for one in buttons.all()
    }
    assert len(sizes) >= 15
    small = {
        name: box
        for name, box in sizes.items()
        if box is None or min(box["width"], box["height"]) < LEAST_TARGET
    }
    assert small == {}
