"""A resident proposes on a phone with the keyboard alone."""

from __future__ import annotations

import pytest
from geoalchemy2 import WKTElement
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from scripts.cluster_pid import wait_until
from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from webapp.areas.models import BoundaryLayer, Place
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round

pytestmark = pytest.mark.browser
MOST_TABS = 60
PIN, CHOSEN_PIN = (11, 92, 74), (28, 27, 24)
NO_WEBGL = "['webgl', 'webgl2'].every((kind) => document.createElement('canvas').getContext(kind) === null)"
DOTS = """([red, green, blue]) => [...document.querySelectorAll(".ol-layer canvas")].reduce((n, canvas) => {
  const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 0; at < dots.length; at += 4)
    n += dots[at] === red && dots[at + 1] === green && dots[at + 2] === blue && dots[at + 3] === 255;
  return n;
}, 0)"""


@pytest.fixture
def round_(rows: Session) -> Round:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "proposing")
    rows.commit()
    return round_


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as someone without a mouse does."""
    for _press in range(MOST_TABS):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by the Tab key")


def is_drawn(page: Page, colour: tuple[int, int, int]) -> bool:
    """Whether the map comes to show a pin of this colour, in a browser that has no WebGL."""
    assert page.evaluate(NO_WEBGL)
    return wait_until(lambda: bool(page.evaluate(DOTS, colour) > 50))


def test_a_proposal_is_made_with_the_keyboard_alone(
    page: Page, rows: Session, round_: Round, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    page.goto(f"/rounds/{round_.slug}/propose")
    crosshair = page.locator("[data-part=map] .ol-viewport")
    page.locator("[data-part=map]").scroll_into_view_if_needed()
    expect(crosshair).to_be_visible()
    axe(page)
    page.locator("#content").focus()
    tab_to(page, "[data-part=map] [tabindex='0']")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(DOTS, CHOSEN_PIN) == 0
    page.keyboard.press("Enter")
    expect(page.locator("[data-result]")).to_contain_text("A")
    assert is_drawn(page, CHOSEN_PIN)
    tab_to(page, "[name=title]")
    page.keyboard.type("Penkki rantaan")
    tab_to(page, "[name=body]")
    page.keyboard.type("Rannassa ei ole missä istua.")
    tab_to(page, "[type=submit]:not([aria-hidden])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tarkista ehdotuksesi")
    axe(page)
    sign_in_browser(page, factories.account(rows))
    page.reload()
    tab_to(page, "main [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Penkki rantaan")
    axe(page)
    proposal = rows.scalars(select(Proposal).where(Proposal.round_id == round_.id)).one()
    assert proposal.geom is not None and proposal.district_id is not None


def test_only_what_belongs_to_the_chosen_way_of_telling_the_place_is_shown_and_sent(
    page: Page, rows: Session, round_: Round, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    sign_in_browser(page, factories.account(rows))
    page.goto(f"/rounds/{round_.slug}/propose")
    expect(page.get_by_label("Kartalla tai osoitteella")).to_be_checked()
    page.locator("[name=place]").fill("Rannan leikkipuisto")
    expect(page.locator("[name=area]")).to_be_hidden()
    page.get_by_label("Koko alue tai kaupunginosa").check()
    expect(page.locator("[data-part=map]")).to_be_hidden()
    page.locator("[name=area]").select_option(index=1)
    axe(page)
    page.get_by_label("Kartalla tai osoitteella").check()
    expect(page.locator("[name=place]")).to_have_value("Rannan leikkipuisto")
    page.get_by_label("Koko alue tai kaupunginosa").check()
    page.locator("[name=title]").fill("Penkkejä")
    page.locator("[name=body]").fill("Koko alueelle.")
    page.get_by_role("button", name="Jatka tarkistamaan").click()
    page.locator("main [type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("Penkkejä")
    proposal = rows.scalars(select(Proposal).where(Proposal.round_id == round_.id)).one()
    assert proposal.place_text is None and (proposal.neighbourhood_id or proposal.district_id)
    page.goto(f"/proposals/{proposal.id}/edit")
    expect(page.get_by_label("Koko alue tai kaupunginosa")).to_be_checked()


def test_whoever_writes_another_address_is_asked_whether_the_pin_moves_there(
    page: Page, rows: Session, round_: Round
) -> None:
    for number, east in ((1, 28.11), (2, 28.12), (3, 28.13)):
        name, search = {"fi": f"Kysytie {number}"}, f"kysytie {number}"
        rows.add(
            Place(kind="address", name=name, search=search, geom=WKTElement(f"POINT({east} 61.05)", 4326))
        )
    rows.commit()
    page.goto(f"/rounds/{round_.slug}/propose")
    address, lon, question = (
        page.locator(at) for at in ("[name=place]", "[name=lon]", "[data-pin-question]")
    )
    expect(address).to_have_role("combobox")  # the script is there
    address.fill("Kysytie 1")
    page.locator(".suggestions [role=option]").first.click()
    expect(lon).to_have_value("28.110000")
    expect(question).to_be_hidden()
    address.fill("Kysytie 2")
    expect(question).to_contain_text("Siirretäänkö se tähän: Kysytie 2?")
    address.press("Escape")  # the list of what was found lies over the question
    page.get_by_role("button", name="Pidä merkintä paikallaan").click()
    expect(question).to_be_hidden()
    expect(lon).to_have_value("28.110000")
    address.fill("Kysytie 22 b")
    expect(question).to_contain_text("Merkintä on yhä aiemmassa paikassaan.")
    address.fill("Kysytie 3")
    expect(question).to_contain_text("Siirretäänkö se tähän: Kysytie 3?")
    address.press("Escape")
    page.get_by_role("button", name="Siirrä merkintä").click()
    expect(lon).to_have_value("28.130000")
    expect(question).to_be_hidden()


def test_what_is_missing_is_said_first_and_has_the_focus(page: Page, round_: Round, axe: CheckAxe) -> None:
    page.goto(f"/rounds/{round_.slug}/propose")
    page.get_by_role("button", name="Jatka tarkistamaan").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("[name=title]")).to_be_focused()


def test_the_list_and_the_queue_pass_axe(
    page: Page, rows: Session, round_: Round, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    proposal = factories.proposal(rows, round_, geom=factories.point(28.1, 61.05))
    rows.commit()
    page.goto(f"/rounds/{round_.slug}/proposals")
    expect(page.locator(".card h2")).to_have_text(proposal.title)
    axe(page)
    page.get_by_role("button", name="Kartta", exact=True).click()
    assert is_drawn(page, PIN)
    sign_in_browser(page, factories.account(rows, "official"))
    for path in ("/staff/proposals", f"/staff/proposals/{proposal.id}", "/my/proposals"):
        page.goto(path)
        axe(page)
