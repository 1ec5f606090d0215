"""One's own page: where one is signed in, and signing out there."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn


def test_the_page_lists_the_browsers_that_are_signed_in_and_no_one_elses(
    session: Session, sign_in: SignIn
) -> None:
    person = factories.account(session)
    sign_in(factories.account(session))
    browser, _other = sign_in(person), sign_in(person)
    page = browser.get("/account").text
    assert page.count("Tämä selain") == 1 and page.count("Toinen selain") == 1


def test_signing_out_elsewhere_leaves_this_browser_alone(session: Session, sign_in: SignIn) -> None:
    person = factories.account(session)
    here, there, stranger = sign_in(person), sign_in(person), sign_in(factories.account(session))
    here.post("/sign-out/elsewhere")
    assert here.get("/account").status_code == stranger.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_one_session_is_ended_by_its_owner_only(session: Session, sign_in: SignIn) -> None:
    person = factories.account(session)
    here, there = sign_in(person), sign_in(person)
    found = re.search(r"/account/sessions/(\d+)/end", here.get("/account").text)
    assert found is not None
    assert sign_in(factories.account(session)).post(found.group(0)).status_code == 404
    assert here.post(found.group(0)).status_code == 302
    assert there.get("/account").status_code == 302


def test_a_session_that_was_idle_too_long_is_not_listed(session: Session, sign_in: SignIn) -> None:
    person = factories.account(session)
    here, _there = sign_in(person), sign_in(person)
    session.execute(
        text(
            "update sign_in_session set seen_at = now() - interval '2 hours'"
            " where id = (select max(id) from sign_in_session)"
        )
    )
    session.commit()
    assert "Toinen selain" not in here.get("/account").text
