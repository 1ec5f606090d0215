"""Two officials bring a proposal to the ballot on a phone: a project, its cost line by line, a second pair of eyes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import CheckAxe, SignInBrowser
from webapp.areas.models import BoundaryLayer
from webapp.projects.models import Project
from webapp.proposals.models import Proposal

pytestmark = pytest.mark.browser


@pytest.fixture
def proposal(rows: Session) -> Proposal:
    if rows.scalar(select(BoundaryLayer.id).limit(1)) is None:
        factories.city(rows)
    round_ = factories.round_(rows, "costing")
    factories.pot(rows, round_, 20_000_00)
    proposal = factories.proposal(
        rows, round_, state="accepted", title="Penkki rantaan", geom=factories.point(28.1, 61.05)
    )
    rows.commit()
    return proposal


def write_line(page: Page, at: int, what: str, quantity: str, price: str, vat: str) -> None:
    """Fill the fields of a line."""
    fields = {"what": what, "quantity": quantity, "unit": "kpl", "unit_price": price, "vat": vat}
    for name, value in fields.items():
        page.locator(f"[name=lines-{at}-{name}]").fill(value)


def button(page: Page, name: str, at: int = 0) -> None:
    """Press a button by its name."""
    page.get_by_role("button", name=name).nth(at).click()


def test_a_proposal_is_costed_confirmed_and_put_on_the_ballot(
    page: Page, rows: Session, proposal: Proposal, sign_in_browser: SignInBrowser, axe: CheckAxe
) -> None:
    sign_in_browser(page, factories.account(rows, "official"))
    page.goto(f"/staff/proposals/{proposal.id}")
    page.get_by_role("link", name="Tee tästä hanke").click()
    expect(page.locator("[name=proposal]")).to_be_checked()
    axe(page)
    button(page, "Tee näistä hanke")
    expect(page.locator("h1")).to_have_text("Penkki rantaan")
    axe(page)
    page.get_by_role("link", name="Arvioi hinta").click()
    write_line(page, 0, "Penkki", "3", "450,50", "25,5")
    expect(page.locator("[data-sum=total]")).to_have_text("1\u00a0696,13\u00a0€")
    button(page, "Lisää rivi")
    expect(page.locator("[name=lines-1-what]")).to_be_focused()
    expect(page.locator("[name=lines-1-vat]")).to_have_value("25,5")
    write_line(page, 1, "Perustus", "1", "x", "")
    axe(page)
    page.locator("[name=unit]").fill("Puistot")
    button(page, "Tallenna uutena versiona")
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.locator("[name=lines-1-unit_price]").fill("1 000")
    expect(page.locator("form > [role=status]")).to_have_text(
        "Yhteensä 2\u00a0696,13\u00a0€, ylläpito 0\u00a0€ vuodessa."
    )
    page.locator("[data-line]").nth(1).locator("[data-up]").click()
    expect(page.locator("[name=lines-0-what]")).to_have_value("Perustus")
    button(page, "Tallenna uutena versiona")
    expect(page.locator("h1")).to_have_text("Hinta-arvio, versio 1")
    expect(page.get_by_role("button", name="Vahvista ja julkaise")).to_have_count(0)
    axe(page)
    sign_in_browser(page, factories.account(rows, "official"))
    page.reload()
    button(page, "Vahvista ja julkaise")
    button(page, "Vie äänestykseen")
    expect(page.locator(".page-head .tag")).to_have_text("Äänestettävänä")
    axe(page)
    project = rows.scalars(select(Project).where(Project.round_id == proposal.round_id)).one()
    assert (project.state, project.cost_cents) == ("ballot", 2_696_13)
    page.goto(f"/projects/{project.id}")
    expect(page.locator(".lead .money")).to_have_text("2\u00a0696,13\u00a0€")
    axe(page)
