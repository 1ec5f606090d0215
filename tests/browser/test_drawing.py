"""A resident draws a line on a phone with the keyboard alone, changes and undoes it, and it is there after sending."""

from __future__ import annotations

import json
from typing import Any

import pytest
from geoalchemy2.shape import to_shape
from playwright.sync_api import Page, Response, expect
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


def drawn(page: Page) -> Any:
    """The corners in the form, of an area in its one ring, once the server has measured the drawing."""
    expect(page.locator("[data-result]")).to_have_attribute("data-kind", "good")
    return corners(page)


def corners(page: Page) -> Any:
    return json.loads(page.locator("#shape").input_value())["coordinates"]


def lines_of(answer: Response) -> list[object]:
    """The borders that the server has told."""
    lines: list[object] = answer.json()["geometries"]
    return lines


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


def test_the_points_of_an_area_are_put_on_borders_and_points_close_by_with_the_keyboard(
    page: Page, round_: Round
) -> None:
    page.goto(f"/rounds/{round_.slug}/propose")
    page.locator("[name=place_kind][value=area]").check()
    page.locator(CANVAS).focus()
    with page.expect_response(lambda answer: "/areas/borders" in answer.url and bool(lines_of(answer))):
        for _press in range(4):
            page.keyboard.press("+")
            page.wait_for_timeout(150)

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    press("Enter", "ArrowLeft", "Enter")
    (first, _north), (second, _same), *_rest = corners(page)[0]
    # The border of the two districts lies at 28.2 E; ten pixels a press lead to within five of it.
    away = round((second - 28.2) / (first - second) * 5)
    press("ArrowUp", *["Shift+ArrowLeft" if away > 0 else "Shift+ArrowRight"] * abs(away), "Enter")
    expect(page.get_by_text("Piste on nyt alueen rajalla.")).to_be_attached()
    on_border = corners(page)[0][2]
    assert on_border[0] == 28.2

    press("Alt+ArrowLeft", *["Shift+ArrowRight"] * 6, "Escape")
    off = corners(page)[0][2]
    assert off[0] > 28.2
    press("Alt+ArrowLeft", "Shift+ArrowLeft", "Enter")
    assert corners(page)[0][2] == on_border

    press("ArrowUp", "Enter", "Alt+ArrowLeft", *["ArrowDown"] * 4, *["Shift+ArrowDown"] * 3, "Enter")
    expect(page.get_by_text("Piste on nyt pisteen 3 kohdalla.")).to_be_attached()
    together = corners(page)[0]
    assert together[3] == together[2] == on_border
    press("Control+z")
    apart = corners(page)[0]
    assert apart[:3] == together[:3] and apart[3][1] > on_border[1]
    press("Control+Shift+z")
    assert drawn(page)[0] == together
