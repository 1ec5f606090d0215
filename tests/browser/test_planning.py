"""A planner makes a round from nothing and publishes it, on a phone, with every page passing axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from webapp.areas.models import BoundaryLayer
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme

pytestmark = pytest.mark.browser


@pytest.fixture
def planner(page: Page, rows: Session, sign_in_browser: SignInBrowser) -> Page:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    sign_in_browser(page, factories.account(rows, "planner"))
    return page


def save(page: Page, axe: CheckAxe) -> None:
    axe(page)
    page.get_by_role("button", name="Tallenna", exact=True).last.click()
    expect(page.locator(".notice--good").first).to_contain_text("Tallennettu")


def open_part(page: Page, name: str) -> None:
    page.get_by_role("link", name=f"Muuta ({name})").click()
    expect(page.locator("h1")).to_have_text(name)


def write_timetable(page: Page, axe: CheckAxe) -> None:
    open_part(page, "Aikataulu")
    for number, (kind, start, end) in enumerate(
        (
            ("proposing", "2035-01-08T09:00", "2035-02-09T16:00"),
            ("voting", "2035-03-12T09:00", "2035-03-30T20:00"),
        )
    ):
        page.get_by_role("button", name="Lisää vaihe").click()
        expect(page.locator(f"[name=phases-{number}-kind]")).to_be_focused()
        page.locator(f"[name=phases-{number}-kind]").select_option(kind)
        page.locator(f"[name=phases-{number}-starts_at]").fill(start)
        page.locator(f"[name=phases-{number}-ends_at]").fill(end)
    save(page, axe)


def write_money_and_lists(page: Page, axe: CheckAxe) -> None:
    open_part(page, "Rahat alueittain")
    page.locator("[name=total]").fill("2 000")
    page.get_by_role("button", name="Ehdota summia").click()
    expect(page.locator("[name=pots-1-amount]")).to_have_value("1\u00a0000")
    page.locator("[name=pots-1-amount]").fill("120000,50")
    page.locator("[name=pots-1-amount]").press("Tab")
    expect(page.locator("[name=pots-1-amount]")).to_have_value("120\u00a0000,50")
    page.locator("[name=pots-1-amount]").fill("1000")
    save(page, axe)

    for name, usual in (
        ("Teemat", "Aloita tavallisista teemoista"),
        ("Hylkäämisen perusteet", "Aloita tavallisista perusteista"),
    ):
        open_part(page, name)
        page.get_by_role("button", name=usual).click()
        expect(page.locator("fieldset.form-row").first).to_be_visible()
        save(page, axe)


def test_a_round_is_made_from_nothing_and_published(planner: Page, rows: Session, axe: CheckAxe) -> None:
    page = planner
    page.goto("/staff")
    axe(page)
    page.get_by_role("link", name="Luo kierros").click()
    axe(page)
    page.locator("[name=title-fi]").fill("Selainkierros")
    page.get_by_role("button", name="Luo kierros").click()
    expect(page.locator("h2").first).to_contain_text("7 asiaa puuttuu")
    axe(page)

    open_part(page, "Nimi ja tekstit")
    page.locator("[name=summary-fi]").fill("Päätä kahdesta tuhannesta eurosta.")
    page.locator("[name=rules_text-fi]").fill("Kaikki saavat ehdottaa.")
    save(page, axe)

    write_timetable(page, axe)
    write_money_and_lists(page, axe)
    open_part(page, "Äänestys ja laskenta")
    page.get_by_role("button", name="Arvo siemenluku").click()
    expect(page.locator("[name=tie_seed]")).not_to_have_value("")
    save(page, axe)

    page.get_by_role("link", name="Julkaise kierros").click()
    axe(page)
    page.get_by_role("button", name="Julkaise kierros").click()
    expect(page.locator(".tag").first).to_have_text("Julkaistu")
    page.goto("/staff/rounds/selainkierros")
    axe(page)
    page.goto("/staff/rounds")
    axe(page)

    round_ = rows.scalars(select(Round).where(Round.slug == "selainkierros")).one()
    assert round_.is_published and round_.tie_seed
    for model, least in ((Phase, 2), (Pot, 2), (Theme, 6), (RefusalReason, 8)):
        assert len(rows.scalars(select(model.id).where(model.round_id == round_.id)).all()) == least


def test_leaving_a_changed_form_asks_first_also_after_a_step(planner: Page, rows: Session) -> None:
    page = planner
    round_ = factories.round_(rows, is_published=False)
    rows.commit()
    page.goto(f"/staff/rounds/{round_.slug}/themes")
    page.get_by_role("button", name="Lisää teema").click()
    expect(page.locator("[name=themes-1-name-fi]")).to_be_visible()
    page.locator("[name=themes-1-name-fi]").click()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.get_by_role("link", name="Peruuta").click()
    expect(page.locator("h1")).to_have_text(str(round_.title))
    assert asked == ["beforeunload"]


def test_what_is_wrong_is_said_first_and_leads_to_the_field(
    planner: Page, rows: Session, axe: CheckAxe
) -> None:
    page = planner
    round_ = factories.round_(rows, is_published=False)
    factories.phase(rows, round_, "proposing", 1, 5)
    rows.commit()
    page.goto(f"/staff/rounds/{round_.slug}/phases")
    page.locator("[name=phases-0-ends_at]").fill("2020-01-01T00:00")
    page.get_by_role("button", name="Tallenna", exact=True).last.click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.locator(".error-summary a").click()
    expect(page.locator("[name=phases-0-ends_at]")).to_be_focused()
