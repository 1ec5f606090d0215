"""No log holds a receipt, a nonce, a choice or a key (threat T20), and no mail does (T23)."""

from __future__ import annotations

from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.models import Mail
from webapp.audit.models import AuditEvent
from webapp.extensions import db


def test_t20_voting_leaves_nothing_of_the_ballot_in_any_log(session: Session, sign_in: SignIn) -> None:
    round_ = factories.round_(session)
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    session.commit()
    voter, nonce = sign_in(factories.account(session)), str(uuid4())
    where = f"/rounds/{round_.slug}/vote"
    with capture_logs() as logged:
        voter.post(f"{where}/right", data={"birth_year": "1980", "lives_here": "y"})
        answer = voter.post(f"{where}/confirm", data={"choice": str(project.id), "nonce": nonce})
        receipt = answer.headers["Location"].rpartition("/")[2]
        assert voter.get(answer.headers["Location"]).status_code == 200
        voter.get("/receipts", query_string={"code": receipt})
    assert f"{where}/receipt/***" in [line.get("path") for line in logged]
    told = str(logged) + str([event.details for event in session.scalars(select(AuditEvent))])
    told += str([mail.body for mail in session.scalars(select(Mail))])
    assert not any(secret in told for secret in (nonce, receipt))


def test_t20_a_token_of_a_sign_in_link_is_not_logged(client: FlaskClient) -> None:
    with capture_logs() as logged:
        client.get("/sign-in/some-secret-token")
    assert logged and "some-secret-token" not in str(logged)


def test_t20_errors_of_the_database_do_not_repeat_what_was_sent(app: Flask) -> None:
    with app.app_context():
        assert db.engine.hide_parameters
