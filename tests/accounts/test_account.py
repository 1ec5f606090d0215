"""One's own page: where one is signed in, and signing out there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.actions import purge
from webapp.accounts.models import AccountIdentity


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


def test_whoever_has_no_address_is_forgotten_after_a_year_unless_something_leads_back_to_them(
    session: Session,
) -> None:
    round_ = factories.round_(session)
    old = datetime.now(UTC) - timedelta(days=366)
    by_mail, recent = factories.account(session, created_at=old), factories.account(session, email=None)
    gone, author, known, known_author, here, voter = (
        factories.account(session, email=None, created_at=old) for _ in range(6)
    )
    for one in (known, known_author):
        session.add(AccountIdentity(kind="bank", person=str(one.id).encode(), account_id=one.id))
    texts = [
        factories.proposal(session, round_, author_id=one.id, author_name="Aino")
        for one in (author, known_author)
    ]
    factories.sign_in_session(session, here)
    factories.run(
        session, "insert into roll.voter (round_id, account_id) values (:r, :a)", r=round_.id, a=voter.id
    )
    purge(session)
    session.expire_all()
    assert [one.erased_at is not None for one in (gone, author, known)] == [True, True, True]
    assert not any(one.erased_at for one in (by_mail, recent, known_author, here, voter))
    assert session.scalars(select(AccountIdentity.account_id)).all() == [known_author.id]
    assert [one.author_name for one in texts] == ["Aino", "Aino"], "what is published stays"
