"""T8: every method of every address against every role, as `access.tsv` says; fields nobody offers change nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.security.access import PEOPLE, address_of_nothing, rules, table
from tests.security.rows import rows_in_all_tables

ENGLISH = {"Accept-Language": "en"}
REFUSED = ("You do not have the right to do this.", "Sign in first.")
SMUGGLED = {
    "is_admin": "1",
    "role": "coordinator",
    "roles": "coordinator",
    "state": "accepted",
    "status": "winner",
    "author_id": "1",
    "account_id": "1",
    "email": "other@example.org",
    "votes": "9",
    "cost_cents": "1",
    "is_published": "y",
}


@pytest.mark.parametrize("person", PEOPLE)
def test_t8_everyone_may_ask_for_what_the_table_says_and_nothing_else(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn, person: str
) -> None:
    roles = (person,) if person in PEOPLE[2:] else ()
    lets = {(row.method, row.address): row.lets(person) for row in table()}
    wrong = []
    for method, rule in rules(app):
        if rule.endpoint.startswith("accounts.sign_out") or rule.endpoint in (
            "accounts.erase",
            "codes.leave",
        ):
            continue  # these end the session with which the others are asked for
        browser = client if person == "visitor" else sign_in(factories.account(session, *roles))
        answer = browser.open(address_of_nothing(app, rule), method=method, headers=ENGLISH)
        is_refused = answer.headers.get("Location", "").startswith("/sign-in?") or (
            answer.status_code == 403 and any(words in answer.text for words in REFUSED)
        )
        if is_refused == lets[method, rule.rule] or answer.status_code >= 500:
            wrong.append((method, rule.rule, answer.status_code))
    assert wrong == []


def test_t8_what_is_anothers_is_not_changed(session: Session, sign_in: SignIn) -> None:
    """A proposal of someone else is neither shown for correcting nor changed, whatever the address says."""
    round_ = factories.round_(session, "proposing")
    proposal = factories.proposal(session, round_, author_id=factories.account(session).id)
    stranger = sign_in(factories.account(session))
    address = f"/proposals/{proposal.id}"
    form = {"title": "Kaapattu", "body": "Kaapattu"}
    statuses = [
        stranger.get(f"{address}/edit").status_code,
        stranger.post(f"{address}/edit", data=form).status_code,
        stranger.post(f"{address}/withdraw").status_code,
    ]
    assert statuses == [403, 403, 403]
    session.refresh(proposal)
    assert (proposal.title == "Kaapattu", proposal.state) == (False, "submitted")


def test_t8_fields_that_no_form_offers_change_nothing(session: Session, sign_in: SignIn) -> None:
    person = factories.account(session, name="Ennen")
    form = {"name": "Jälkeen", "language": "sv", **SMUGGLED}
    assert sign_in(person).post("/account", data=form).status_code == 302
    session.refresh(person)
    assert (person.name, person.email != SMUGGLED["email"]) == ("Jälkeen", True)
    assert rows_in_all_tables(session)["account_role"] == 0
