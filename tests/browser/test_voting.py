"""Voting with every ballot type in a real browser: with the keyboard alone on a phone, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.kinds import COSTS, KINDS, Kind
from tests.browser.conftest import CheckAxe, SignInBrowser
from tests.browser.test_proposing import tab_to
from webapp.ballots.models import Choice
from webapp.projects.models import Project
from webapp.rounds.models import Round

pytestmark = pytest.mark.browser
each = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
SAID = {
    "knapsack": "1 000 € / 1 000 €",
    "approval": "Valittu 2 / 3 hanketta",
    "cumulative": "Annettu 5 / 5 pistettä",
    "ranked": "Valittu 3 / 3 hanketta",
}


def arranged(rows: Session, kind: Kind) -> tuple[Round, list[Project]]:
    round_ = factories.round_(rows, ballot_type=kind.key, ballot_limits=dict(kind.limits))
    pot = factories.pot(rows, round_, 1_000_00)
    projects = [
        factories.project(rows, round_, pot, cents, geom=factories.point(28.1 + place / 100, 61.05))
        for place, cents in enumerate(COSTS)
    ]
    factories.open_voting(rows, round_)
    rows.commit()
    return round_, projects


def take_right(page: Page, round_: Round) -> None:
    page.goto(f"/rounds/{round_.slug}/vote")
    page.locator("[name=birth_year]").fill("1980")
    page.locator("[name=lives_here]").check()
    page.locator("main [type=submit]").click()


def open_ballot(page: Page, round_: Round) -> None:
    """Take the right and wait until the ballot's scripts have started, as they say nothing of what was chosen before."""
    take_right(page, round_)
    expect(page.locator("#ballot > [role=status]")).to_be_attached()
    page.wait_for_load_state("networkidle")


def values_of(rows: Session, round_: Round) -> list[int | None]:
    chosen = select(Choice.value).where(Choice.round_id == round_.id).order_by(Choice.project_id)
    return list(rows.scalars(chosen))


def fill_by_keyboard(page: Page, kind: Kind, project: Project, n: int) -> None:
    """Put the points, the place or the tick in, once the project's control has the focus."""
    if kind.key == "one_choice":  # one stop of the Tab key for all buttons, arrows between them
        tab_to(page, "[type=radio]")
        while not page.locator(f"#choice-{project.id}:checked").count():
            page.keyboard.press("ArrowDown")
        return
    tab_to(page, f"#choice-{project.id}")
    if kind.name == "projects":
        page.keyboard.press("Space")
    elif kind.name == "points":
        page.keyboard.type(str(n))
    else:
        for _ in range(n):
            page.keyboard.press("ArrowDown")


@each
def test_voting_on_a_phone_with_the_keyboard_alone(
    page: Page, rows: Session, sign_in_browser: SignInBrowser, axe: CheckAxe, kind: Kind
) -> None:
    round_, projects = arranged(rows, kind)
    sign_in_browser(page, factories.account(rows))
    open_ballot(page, round_)
    expect(page.locator("#ballot")).to_be_visible()
    axe(page)
    chosen = {p.id: n for p, n in zip(projects, kind.lawful, strict=True) if n}
    shown = [int(str(one.get_attribute("id")).removeprefix("choice-")) for one in choices(page).all()]
    page.locator("#content").focus()
    for project in sorted(projects, key=lambda project: shown.index(project.id)):
        if project.id in chosen:
            fill_by_keyboard(page, kind, project, chosen[project.id])
    page.keyboard.press("Tab")
    if kind.key in SAID:
        words = " ".join(page.locator(".pots").inner_text().split())
        assert SAID[kind.key].replace("\u00a0", " ") in words
        expect(page.locator("#ballot > [role=status]")).not_to_be_empty()
    tab_to(page, ".button-row [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tarkista äänesi")
    axe(page)
    page.locator("#content").focus()
    tab_to(page, "main .button-row [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kuittisi")
    axe(page)
    assert values_of(rows, round_) == kind.in_choices(kind.lawful)


def choices(page: Page) -> Locator:
    return page.locator("[data-cost]")


@each
def test_voting_without_scripts(
    browser: Browser, address: str, rows: Session, sign_in_browser: SignInBrowser, kind: Kind
) -> None:
    round_, projects = arranged(rows, kind)
    context = browser.new_context(
        base_url=address, locale="fi-FI", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    sign_in_browser(page, factories.account(rows))
    take_right(page, round_)
    for project, n in zip(projects, kind.lawful, strict=True):
        control = page.locator(f"#choice-{project.id}")
        if kind.name == "projects" and n:
            control.check()
        elif kind.name == "points":
            control.fill(str(n))
        elif n:
            control.select_option(str(n))
    page.locator(".button-row [type=submit]").click()
    expect(page.locator("h1")).to_have_text("Tarkista äänesi")
    page.get_by_role("button", name="Lähetä ääni").click()
    expect(page.locator("h1")).to_have_text("Kuittisi")
    assert values_of(rows, round_) == kind.in_choices(kind.lawful)
    context.close()


@each
def test_a_ballot_is_cleared_and_put_back_by_one_button(
    page: Page, rows: Session, sign_in_browser: SignInBrowser, axe: CheckAxe, kind: Kind
) -> None:
    round_, projects = arranged(rows, kind)
    sign_in_browser(page, factories.account(rows))
    open_ballot(page, round_)
    clear = page.locator("[data-clear]")
    expect(clear).to_be_disabled()
    control = page.locator(f"#choice-{projects[0].id}")
    if kind.name == "projects":
        control.check()
    elif kind.name == "points":
        control.fill("2")  # counts while one is still in the field
    else:
        control.select_option("1")
    chosen = page.locator(".ballot-choice[data-chosen='true']")
    expect(chosen).to_have_count(1)
    clear.click()
    expect(chosen).to_have_count(0)
    expect(clear).to_have_text("Palauta valinnat")
    page.reload()
    expect(page.locator("#ballot > [role=status]")).to_be_attached()
    expect(chosen).to_have_count(0)
    control.scroll_into_view_if_needed()
    axe(page)


def test_what_was_cleared_comes_back(page: Page, rows: Session, sign_in_browser: SignInBrowser) -> None:
    round_, projects = arranged(rows, KINDS[0])
    sign_in_browser(page, factories.account(rows))
    open_ballot(page, round_)
    control, clear = page.locator(f"#choice-{projects[0].id}"), page.locator("[data-clear]")
    control.check()
    clear.click()
    expect(control).not_to_be_checked()
    clear.click()
    expect(control).to_be_checked()
    expect(clear).to_have_text("Tyhjennä valinnat")


def test_too_dear_a_ballot_is_said_and_mended_without_losing_anything(
    page: Page, rows: Session, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    round_, projects = arranged(rows, KINDS[0])
    sign_in_browser(page, factories.account(rows))
    open_ballot(page, round_)
    for project in (projects[0], projects[2]):
        page.locator(f"#choice-{project.id}").check()
    expect(page.locator("[data-left]")).to_have_text("Budjetti ylittyy: 100 €".replace(" €", "\u00a0€"))
    page.locator(".button-row [type=submit]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.locator(".error-summary a").click()
    expect(choices(page).first).to_be_focused()
    for project in (projects[0], projects[2]):
        expect(page.locator(f"#choice-{project.id}")).to_be_checked()
    page.locator(f"#choice-{projects[2].id}").uncheck()
    page.locator(".button-row [type=submit]").click()
    expect(page.locator("h1")).to_have_text("Tarkista äänesi")


def test_reading_about_a_project_in_the_middle_keeps_the_ticks_until_the_vote_is_sent(
    page: Page, rows: Session, sign_in_browser: SignInBrowser
) -> None:
    round_, projects = arranged(rows, KINDS[0])
    sign_in_browser(page, factories.account(rows))
    open_ballot(page, round_)
    page.locator(f"#choice-{projects[1].id}").check()
    page.locator(f'a[href="/projects/{projects[1].id}"]').click()
    expect(page.locator("h1")).to_contain_text(str(projects[1].title))
    page.goto(f"/rounds/{round_.slug}/vote")
    expect(page.locator(f"#choice-{projects[1].id}")).to_be_checked()
    page.locator(".button-row [type=submit]").click()
    page.get_by_role("button", name="Lähetä ääni").click()
    expect(page.locator("h1")).to_have_text("Kuittisi")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Äänestä")
    expect(page.locator(f"#choice-{projects[1].id}")).not_to_be_checked()


def test_two_projects_at_one_place_are_said_and_shown(
    page: Page, rows: Session, sign_in_browser: SignInBrowser
) -> None:
    round_, projects = arranged(rows, KINDS[4])
    sign_in_browser(page, factories.account(rows))
    open_ballot(page, round_)
    first, second = (page.locator(f"#choice-{project.id}") for project in projects[:2])
    first.select_option("1")
    second.select_option("1")
    expect(page.locator("#ballot > [role=status]")).to_contain_text(f"{projects[0].title}: sama sija")
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    second.select_option("2")
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)


def test_signing_out_forgets_a_ballot_that_was_not_sent(
    page: Page, rows: Session, sign_in_browser: SignInBrowser
) -> None:
    round_, projects = arranged(rows, KINDS[0])
    account = factories.account(rows)
    sign_in_browser(page, account)
    open_ballot(page, round_)
    page.locator(f"#choice-{projects[1].id}").check()
    page.goto("/account")
    page.get_by_role("button", name="Kirjaudu ulos", exact=True).click()
    expect(page.locator("a", has_text="Oma sivu")).to_have_count(0)
    sign_in_browser(page, account)
    page.goto(f"/rounds/{round_.slug}/vote")
    expect(page.locator(f"#choice-{projects[1].id}")).not_to_be_checked()


def test_favourites_stay_in_the_browser_are_marked_on_the_ballot_and_go_at_signing_out(
    page: Page, rows: Session, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    round_, projects = arranged(rows, KINDS[0])
    sign_in_browser(page, factories.account(rows))
    page.goto(f"/rounds/{round_.slug}/booklet")
    star = page.locator(f".favourite[data-project='{projects[1].id}']")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Vain suosikit (1)").click()
    expect(page.locator(".booklet__item:visible")).to_have_count(1)
    axe(page)
    open_ballot(page, round_)
    expect(page.locator(".favourite-mark:visible")).to_have_count(1)
    page.locator(f"#choice-{projects[0].id}").check()
    page.get_by_role("button", name="Vain suosikit (1)").click()
    expect(choices(page).locator("visible=true")).to_have_count(2)
    axe(page)
    page.goto("/account")
    page.get_by_role("button", name="Kirjaudu ulos").first.click()
    page.goto(f"/rounds/{round_.slug}/booklet")
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name="Vain suosikit")).to_have_count(0)
