"""A slow line: the list does not wait for the map, and the map says that it waits for its pins."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from webapp.areas.models import BoundaryLayer
from webapp.rounds.models import Round

pytestmark = pytest.mark.browser


@pytest.fixture
def round_(rows: Session) -> Round:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "proposing")
    factories.proposal(rows, round_, geom=factories.point(28.1, 61.05))
    rows.commit()
    return round_


class Line:
    """A line that holds back what is asked for until it is opened."""

    def __init__(self, page: Page, addresses: str) -> None:
        self.held: list[Route] = []
        self.is_open = False
        page.route(addresses, self.ask)

    def ask(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def open(self) -> None:
        self.is_open = True
        for route in self.held:
            route.continue_()


def test_the_list_stays_where_it_is_when_the_script_comes(page: Page, round_: Round) -> None:
    line = Line(page, "**/static/build/**/*.js")
    page.goto(f"/rounds/{round_.slug}/proposals?order=newest", wait_until="commit")
    first = page.locator(".card h2").first
    expect(first).to_be_in_viewport()
    expect(page.locator(".map-side")).to_be_hidden()
    line.open()
    expect(page.get_by_role("button", name="Kartta", exact=True)).to_be_visible()
    expect(page.locator(".map-side")).to_be_hidden()


def test_the_map_says_that_its_pins_are_on_their_way(page: Page, round_: Round) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    line = Line(page, "**/tiles/proposals/**")
    page.goto(f"/rounds/{round_.slug}/proposals?order=newest")
    told = page.locator(".map__on-its-way")
    expect(told).to_have_text("Kartta latautuu…")
    line.open()
    expect(told).to_be_hidden()
