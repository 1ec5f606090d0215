"""Voting and proposing on a phone with the keyboard alone: by a mailed link, an identity provider, a typed postcode (codes: test_codes.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, application, served
from tests.browser.test_proposing import tab_to
from tests.codes.holders import codes
from tests.identity.provider import CLIENT, LEVEL, SECRET, Provider
from webapp.ballots.models import Ballot
from webapp.config import IdentityProvider
from webapp.projects.models import Project
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with an identity provider of this machine."""
    provider = Provider()
    stop = provider.start()
    bank = IdentityProvider(
        key="bank",
        name={"fi": "Pankkitunnus"},
        issuer=provider.issuer,
        client_id=CLIENT,
        client_secret=SecretStr(SECRET),
        accepted_levels=(LEVEL,),
        birth_claim="birthdate",
        municipality_claim="municipality",
        area_claim="area",
    )
    keys = Path(tmp_path_factory.mktemp("keys"))
    provider.changes = {"area": "A"}
    with application("nasta_identifying_test", keys, identity_providers=(bank,)) as app:
        yield app
    stop()


@pytest.fixture(scope="module")
def address(live_app: Flask) -> Iterator[str]:
    with served(live_app) as address:
        yield address


def voting(rows: Session, *providers: str) -> tuple[Round, Project]:
    round_ = factories.round_(rows, voting_providers=list(providers))
    project = factories.project(rows, round_, factories.pot(rows, round_))
    factories.open_voting(rows, round_)
    rows.commit()
    return round_, project


def press(page: Page, selector: str) -> None:
    """Go to it by the Tab key from the top of the content, and press Enter."""
    page.locator("#content").focus()
    tab_to(page, selector)
    page.keyboard.press("Enter")


def cast(page: Page, rows: Session, round_: Round, project: Project, replaced: int = 0) -> None:
    expect(page.locator("#ballot")).to_be_visible()
    page.locator("#content").focus()
    tab_to(page, f"#choice-{project.id}")
    page.keyboard.press("Space")
    tab_to(page, ".button-row [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tarkista äänesi")
    press(page, "main .button-row [type=submit]")
    expect(page.locator("h1")).to_have_text("Kuittisi")
    rows.rollback()
    states = select(Ballot.state).where(Ballot.round_id == round_.id)
    assert sorted(rows.scalars(states)) == ["counted"] + ["replaced"] * replaced


def test_voting_from_a_mailed_link_with_the_keyboard_alone(page: Page, rows: Session) -> None:
    round_, project = voting(rows)
    page.goto(f"/sign-in?next=/rounds/{round_.slug}/vote")
    page.locator("#content").focus()
    tab_to(page, "#email")
    page.keyboard.type("aanestaja@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/sent")
    page.goto("/outbox")
    link = page.locator("main a[href*='/sign-in/']").first.get_attribute("href")
    page.goto(urlsplit(str(link)).path)
    press(page, "main [type=submit]")
    say_who_one_is(page, "1980")
    cast(page, rows, round_, project)


def test_voting_after_identifying_with_the_keyboard_alone(page: Page, rows: Session) -> None:
    round_, project = voting(rows, "bank")
    page.goto(f"/rounds/{round_.slug}/vote")
    press(page, "main a[href*='/identify']")
    expect(page.locator("main form[action*='/identify/bank']")).to_be_visible()
    press(page, "form[action*='/identify/bank'] [type=submit]")
    page.wait_for_url(f"**/rounds/{round_.slug}/vote")
    press(page, "main [type=submit]")
    cast(page, rows, round_, project)


def say_who_one_is(page: Page, born: str) -> None:
    """Answer what the right to vote asks, with the keyboard alone."""
    expect(page.locator("[name=birth_year]")).to_be_visible()
    page.locator("#content").focus()
    tab_to(page, "[name=birth_year]")
    page.keyboard.type(born)
    tab_to(page, "[name=lives_here]")
    page.keyboard.press("Space")
    tab_to(page, "main [type=submit]")
    page.keyboard.press("Enter")


def type_postcode(page: Page) -> None:
    """Type it with the keyboard alone."""
    expect(page.locator("h1")).to_have_text("Postinumerosi")
    page.locator("#content").focus()
    tab_to(page, "#postcode")
    page.keyboard.type("53100")
    page.keyboard.press("Enter")


def test_voting_by_a_typed_postcode_and_changing_it_with_the_keyboard_alone(
    page: Page, rows: Session, axe: CheckAxe
) -> None:
    round_, project = voting(rows, "postcode")
    page.goto(f"/rounds/{round_.slug}/vote")
    axe(page)
    press(page, "main a[href*='/identify']")
    axe(page)
    type_postcode(page)
    say_who_one_is(page, "1946")
    cast(page, rows, round_, project)
    axe(page)
    page.context.clear_cookies(name="nasta")
    page.goto(f"/rounds/{round_.slug}/vote")
    press(page, "main a[href*='/identify']")
    expect(page.locator("main")).to_contain_text("Tällä selaimella on osallistuttu aiemmin")
    axe(page)
    type_postcode(page)
    expect(page.locator("main")).to_contain_text("Olet jo äänestänyt")
    axe(page)
    cast(page, rows, round_, project, replaced=1)
    press(page, "details summary")
    press(page, "form[action*='/postcode/forget'] [type=submit]")
    type_postcode(page)
    expect(page.locator("[name=birth_year]")).to_be_visible()


def test_a_postcode_that_is_none_is_told_at_the_field(page: Page) -> None:
    page.goto("/identify/postcode?next=/rounds")
    page.locator("#content").focus()
    tab_to(page, "#postcode")
    page.keyboard.type("531")
    page.keyboard.press("Enter")
    expect(page.locator("#postcode-error")).to_contain_text("Kirjoita postinumerosi viisi numeroa")
    expect(page.locator(".error-summary")).to_be_focused()


def test_the_own_area_that_the_provider_tells_is_not_asked(page: Page, rows: Session) -> None:
    round_ = factories.round_(rows, voting_providers=["bank"], voting_areas="own")
    project = factories.project(rows, round_, factories.pot(rows, round_, area_code="A"))
    other = factories.project(rows, round_, factories.pot(rows, round_, area_code="B"))
    factories.open_voting(rows, round_)
    rows.commit()
    page.goto(f"/rounds/{round_.slug}/vote")
    press(page, "main a[href*='/identify']")
    press(page, "form[action*='/identify/bank'] [type=submit]")
    page.wait_for_url(f"**/rounds/{round_.slug}/vote")
    expect(page.locator("main")).to_contain_text("Oma alueesi: A.")
    expect(page.locator("[name=own_area]")).to_have_count(0)
    press(page, "main [type=submit]")
    expect(page.locator(f"#choice-{other.id}")).to_have_count(0)
    cast(page, rows, round_, project)


def test_a_proposal_survives_identifying_with_the_keyboard_alone(
    page: Page, rows: Session, live_app: Flask
) -> None:
    factories.city(rows)
    round_ = factories.round_(
        rows, "proposing", proposing_providers=["bank"], proposing_age=13, proposing_residents=True
    )
    rows.commit()
    page.goto(f"/rounds/{round_.slug}")
    expect(page.locator("main")).to_contain_text("Pankkitunnus")
    page.goto(f"/rounds/{round_.slug}/propose")
    expect(page.locator("main")).to_contain_text("Ennen lähettämistä sinua pyydetään tunnistautumaan")
    page.locator("#content").focus()
    tab_to(page, "[name=title]")
    page.keyboard.type("Penkki rantaan")
    tab_to(page, "[name=body]")
    page.keyboard.type("Rannassa ei ole missä istua.")
    tab_to(page, "main [type=submit]:not([aria-hidden]):not([name])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tarkista ehdotuksesi")
    press(page, "main a[href*='/identify']")
    press(page, "form[action*='/identify/bank'] [type=submit]")
    page.wait_for_url(f"**/rounds/{round_.slug}/propose/check")
    expect(page.locator("main")).to_contain_text("Rannassa ei ole missä istua.")
    press(page, "main form [type=submit]")
    expect(page.locator("h1")).to_have_text("Penkki rantaan")
    assert (
        rows.scalars(select(Proposal.title).where(Proposal.round_id == round_.id)).one() == "Penkki rantaan"
    )
    page.context.clear_cookies()
    comes_back_with_a_code(page, rows, live_app)


def comes_back_with_a_code(page: Page, rows: Session, app: Flask) -> None:
    """Someone without an address: from the QR code of a card to a proposal, and to it again."""
    round_ = factories.round_(rows, "proposing", proposing_providers=["code", "desk", "email"])
    code = codes(rows, app, round_, opens="propose")[0]
    page.goto(f"/code#{code}")
    expect(page.locator("main [type=submit]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tee ehdotus")
    page.locator("[name=title]").fill("Keinu pihaan")
    page.locator("[name=body]").fill("Koulun pihassa ei ole keinua.")
    page.locator("[name=body]").press("Tab")
    page.locator("main [type=submit]:not([aria-hidden]):not([name])").click()
    press(page, "main form [type=submit]")
    expect(page.locator("h1")).to_have_text("Keinu pihaan")
    expect(page.locator("main")).to_contain_text("Samalla koodilla pääset takaisin")
    with page.expect_navigation():
        press(page, "form[action='/sign-out'] [type=submit]")
    page.goto("/code")
    page.locator("#code").fill(str(code))
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Keinu pihaan")
