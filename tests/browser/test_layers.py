"""GIS staff load a layer, see it on the map, take it into use and go back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from tests.geo.files import square, write_geojson
from webapp.areas.models import BoundaryLayer
from webapp.areas.queries import active_areas

pytestmark = pytest.mark.browser


@pytest.fixture
def layer_file(tmp_path: Path) -> Path:
    """Two squares near Lappeenranta in its own grid, without a word about the system; they overlap a little."""
    west = square(28_490_000, 6_766_000, 10_000)
    return write_geojson(tmp_path / "suuralueet.geojson", [west, square(28_499_999, 6_766_000, 10_000)])


def test_a_layer_is_loaded_used_and_taken_back(
    page: Page, rows: Session, layer_file: Path, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    sign_in_browser(page, factories.account(rows, "gis"))
    page.goto("/staff/areas")
    axe(page)
    page.get_by_role("link", name="Lataa aineisto").click()
    axe(page)
    page.get_by_label("Suuralueet").check()
    page.get_by_label("Tiedosto").set_input_files(layer_file)
    page.get_by_role("button", name="Lähetä tiedosto").click()
    expect(page.locator(".notice--wait")).to_be_visible()
    expect(page.locator("#map canvas").first).to_be_visible()
    expect(page.get_by_label("EPSG:3882")).to_be_checked()
    axe(page)
    page.get_by_role("button", name="Paikallaan ovat, jatka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mikä kenttä on mikä?")
    axe(page)
    page.get_by_role("button", name="Jatka").click()
    expect(page.locator("#map canvas").first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Tallenna luonnoksena").click()
    expect(page.locator(".tag--wait").first).to_have_text("Luonnos")
    axe(page)
    page.get_by_role("link", name=re.compile("ota sitten käyttöön")).click()
    axe(page)
    page.get_by_role("button", name="Ota käyttöön").click()
    expect(page.locator(".tag--good").first).to_have_text("Käytössä")
    assert [area.code for area in active_areas(rows, "district")] == ["1", "2"]
    rows.rollback()
    page.goto("/staff/areas")
    page.get_by_role("row", name=re.compile("Aiemmin käytössä")).get_by_role("link").click()
    page.get_by_role("link", name="Palaa tähän versioon").click()
    page.get_by_role("button", name="Ota käyttöön").click()
    expect(page.locator(".tag--good").first).to_have_text("Käytössä")
    assert [area.code for area in active_areas(rows, "district")] == ["A", "B"]


def test_what_was_found_is_shown_on_the_map(
    page: Page, rows: Session, tmp_path: Path, sign_in_browser: SignInBrowser
) -> None:
    sign_in_browser(page, factories.account(rows, "gis"))
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0), square(28.05, 61.0)])
    page.goto("/staff/areas/new?level=neighbourhood")
    page.get_by_label("Tiedosto").set_input_files(path)
    page.get_by_role("button", name="Lähetä tiedosto").click()
    page.get_by_role("button", name="Paikallaan ovat, jatka").click()
    page.get_by_role("button", name="Jatka").click()
    expect(page.locator("#map canvas").first).to_be_visible()
    page.get_by_role("button", name=re.compile(r"päällekkäisyys 1 \+ 2")).press("Enter")
    expect(page.locator("#map [role=status]")).to_contain_text("päällekkäisyys 1 + 2")
    expect(page.locator("#map")).to_be_in_viewport()
