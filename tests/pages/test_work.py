"""The page of work offers each person what they may do, and nothing that would be refused."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.access import ROLES
from webapp.pages.work import EVERYWHERE, IN_A_ROUND, Work


def test_visitors_sign_in_first_and_residents_have_no_work(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    assert client.get("/staff").status_code == 302
    assert sign_in(factories.account(session)).get("/staff").status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_everything_on_the_page_opens_for_the_role(
    session: Session, sign_in: SignIn, role: str, queries: list[str]
) -> None:
    factories.round_(session, "proposing")
    factories.round_(session, is_published=False)
    someone = sign_in(factories.account(session, role))
    queries.clear()
    page = someone.get("/staff").text
    assert len(queries) <= 4
    links = set(re.findall(r'href="(/staff/[^"]+)"', page[page.index("<main") :]))
    assert links
    assert {link: someone.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_role_sees_its_own_work_only(session: Session, sign_in: SignIn) -> None:
    round_ = factories.round_(session)
    page = sign_in(factories.account(session, "official")).get("/staff").text
    assert 'href="/staff/proposals"' in page
    assert f'href="/staff/rounds/{round_.slug}/exports"' in page
    assert "/settings" not in page
    assert "/staff/accounts" not in page
    assert "Roolisi:" in page


def test_rounds_that_are_over_are_kept_apart_from_those_that_go_on(session: Session, sign_in: SignIn) -> None:
    over = factories.round_(session, title=factories.texts("Vanha kierros"))
    factories.phase(session, over, "proposing", -5, -1)
    planner = sign_in(factories.account(session, "planner"))
    assert "Päättyneet kierrokset" not in planner.get("/staff").text
    factories.round_(session, "proposing", title=factories.texts("Uusi kierros"))
    session.commit()
    going_on, apart = planner.get("/staff").text.split("Päättyneet kierrokset")
    assert "Uusi kierros" in going_on and "Vanha kierros" not in going_on
    assert "Vanha kierros" in apart and f"/staff/rounds/{over.slug}/exports" in apart


@pytest.mark.parametrize("work", (*EVERYWHERE, *IN_A_ROUND), ids=lambda work: work.endpoint)
def test_all_work_that_is_listed_has_its_page(app: Flask, work: Work) -> None:
    assert work.endpoint in app.view_functions
