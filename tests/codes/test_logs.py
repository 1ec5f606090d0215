"""No log holds a voter code (threats T3 and T20)."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from tests.ballots.voters import send
from tests.codes.holders import code_round, codes, enter, guessed_lately, wrong


def test_t3_t20_entering_codes_and_voting_with_one_leaves_none_in_any_log(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    code = codes(session, app, round_)[0]
    with capture_logs() as logged:
        enter(client, wrong(code))
        enter(client, f"{code}0")
        enter(client, code)
        send(client, round_, project.id)
    assert len(logged) >= 4
    assert not any(secret in str(logged) for secret in (str(code), code.public_id, code.secret))


def test_t3_a_great_number_of_wrong_codes_is_an_error_in_the_log_once_for_each_three_hundred(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    code = codes(session, app, code_round(session)[0])[0]
    guessed_lately(session, 299)
    with capture_logs() as logged:
        for tried in (wrong(code), wrong(code, 2), code):
            enter(client, tried)
    assert [line["log_level"] for line in logged if "wrong_in_a_minute" in line] == ["error"]
