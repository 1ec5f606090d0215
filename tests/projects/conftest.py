"""What tests of projects share: a round in which costing is open, two officials, and a filled form."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.models import Account
from webapp.areas.models import Area
from webapp.projects.models import Project, ProjectProposal
from webapp.projects.rules import mark_of
from webapp.rounds.models import Pot, Round


@pytest.fixture
def city(session: Session) -> dict[str, Area]:
    return factories.city(session)


@pytest.fixture
def round_(session: Session, city: dict[str, Area]) -> Round:
    return factories.round_(session, "costing")


@pytest.fixture
def pot(session: Session, round_: Round) -> Pot:
    return factories.pot(session, round_, 50_000_00)


@pytest.fixture
def writer(session: Session) -> Account:
    return factories.account(session, "official", name="Kirsi Kirjoittaja")


@pytest.fixture
def official(writer: Account, sign_in: SignIn) -> FlaskClient:
    """The one who estimates."""
    return sign_in(writer)


@pytest.fixture
def colleague(session: Session, sign_in: SignIn) -> FlaskClient:
    """The one who confirms."""
    return sign_in(factories.account(session, "official", name="Ville Vahvistaja"))


@pytest.fixture
def project(session: Session, round_: Round, pot: Pot) -> Project:
    """A draft made of one accepted proposal."""
    author = factories.account(session)
    proposal = factories.proposal(session, round_, state="accepted", author_id=author.id)
    row = factories.project(session, round_, pot, state="draft", cost_cents=None)
    session.add(ProjectProposal(proposal_id=proposal.id, project_id=row.id, round_id=round_.id))
    session.commit()
    return row


def mark(session: Session, project: Project) -> str:
    """What a form fetched now carries."""
    session.expire_all()
    session.refresh(project)
    return mark_of(project.changed_at)


def lines(*rows: tuple[str, str, str, str, str, str]) -> dict[str, str]:
    """Fields of lines: what, quantity, unit, unit price, VAT, upkeep."""
    names = ("what", "quantity", "unit", "unit_price", "vat", "upkeep")
    return {
        f"lines-{at}-{name}": value
        for at, row in enumerate(rows)
        for name, value in zip(names, row, strict=True)
    }


def estimate(
    session: Session, project: Project, *rows: tuple[str, str, str, str, str, str], **more: Any
) -> dict[str, Any]:
    """A form of an estimate that can be saved now."""
    rows = rows or (("Penkki", "3", "kpl", "450,50", "25,5", "20"),)
    return {"seen": mark(session, project), "unit": "Puistot", "step": "save", **lines(*rows), **more}


def publish_estimate(
    session: Session, project: Project, official: FlaskClient, colleague: FlaskClient, **more: Any
) -> None:
    """One writes an estimate and another publishes it."""
    address = f"/staff/projects/{project.id}"
    saved = official.post(f"{address}/estimate", data=estimate(session, project, **more))
    version = saved.location.rsplit("/", 1)[1]
    answer = colleague.post(f"{address}/estimates/{version}/publish", data={"seen": mark(session, project)})
    assert answer.status_code == 302
