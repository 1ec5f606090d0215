"""Threats T3 and T4: codes cannot be guessed, and nothing tells whether there is a code of a number."""

from __future__ import annotations

import re
import secrets

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.codes.holders import code_round, codes, enter, key, wrong
from webapp.codes import actions
from webapp.codes.rules import SECRET_LENGTH, Code, random_code


def minutes_pass(session: Session, minutes: int) -> None:
    shift = "update roll.code_failure set last_at = last_at - make_interval(mins => :minutes)"
    factories.run(session, shift, minutes=minutes)
    factories.run(session, "delete from try_count")
    session.commit()


def failures(session: Session) -> dict[str, int]:
    found = factories.run(session, "select public_id, failures from roll.code_failure")
    return {row.public_id: row.failures for row in found}


def test_t3_ten_wrong_secrets_lock_the_code_for_a_quarter_of_an_hour_and_not_for_good(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    code = codes(session, app, code_round(session)[0])[0]
    assert [enter(client, wrong(code, n)).status_code for n in range(1, 11)] == [403] * 10
    minutes_pass(session, 1)
    assert enter(client, wrong(code, 11)).status_code == 429
    assert enter(client, code).status_code == 429, "the right one as well"
    minutes_pass(session, 13)
    assert enter(client, code).status_code == 429
    minutes_pass(session, 1)
    assert enter(client, code).status_code == 303


def test_t3_a_lock_is_not_lengthened_by_trying_on(app: Flask, client: FlaskClient, session: Session) -> None:
    code = codes(session, app, code_round(session)[0])[0]
    for n in range(1, 11):
        enter(client, wrong(code, n))
    minutes_pass(session, 14)
    assert enter(client, wrong(code, 12)).status_code == 429
    minutes_pass(session, 1)
    assert enter(client, code).status_code == 303


def test_t3_a_client_tries_thirty_codes_a_minute(app: Flask, client: FlaskClient, session: Session) -> None:
    """One network address, whatever it says of itself; another is let through."""
    here, there = {"REMOTE_ADDR": "192.0.2.17"}, "192.0.2.18"
    tried = []
    for number in range(61):
        form, forged = {"code": str(random_code(secrets.choice))}, {"X-Forwarded-For": f"198.51.100.{number}"}
        tried.append(client.post("/code", data=form, environ_base=here, headers=forged).status_code)
    assert tried[:30] == [403] * 30
    assert 429 in tried, "at most twice thirty, where a minute ends in between"
    assert enter(client, random_code(secrets.choice), there).status_code == 403


def test_t3_who_guesses_from_many_addresses_keeps_nobody_from_voting(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """Twelve addresses use up what each may try, more than the log lets pass without calling for help."""
    code = codes(session, app, code_round(session)[0])[0]
    for address in range(12):
        for _ in range(30):
            enter(client, random_code(secrets.choice), f"198.51.100.{address}")
    assert enter(client, code, "192.0.2.19").status_code == 303


def test_t3_one_number_is_tried_at_most_960_times_a_day(app: Flask, session: Session) -> None:
    """From however many addresses: with 2**50 secrets that leaves a chance of one in a million for a whole city."""
    code = codes(session, app, code_round(session)[0])[0]
    looked_at = 0
    for _quarter in range(96):
        answers = [
            actions.use_code(session, wrong(code, n), key(app), None, "fi", 1)[0] for n in range(1, 13)
        ]
        looked_at += answers.count("wrong")
        minutes_pass(session, 15)
    assert looked_at == 960
    assert 70_000 * looked_at * 20 / 32**SECRET_LENGTH < 1.3e-6


def test_t3_a_wrong_check_mark_is_said_beside_the_field_and_counts_as_no_failure(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    code = codes(session, app, code_round(session)[0])[0]
    slip = str(code)[:-1] + ("0" if str(code)[-1] != "0" else "1")
    page = enter(client, slip)
    assert page.status_code == 400
    assert "error-summary" in page.text and 'href="#code"' in page.text
    assert failures(session) == {}
    assert factories.run(session, "select count(*) from try_count").scalar_one() == 0


def test_t3_a_right_code_clears_what_was_counted(app: Flask, client: FlaskClient, session: Session) -> None:
    code = codes(session, app, code_round(session)[0])[0]
    enter(client, wrong(code))
    assert failures(session) == {code.public_id: 1}
    assert enter(client, code).status_code == 303
    assert failures(session) == {}


def masked(page: str) -> str:
    """The page without its token and what was typed."""
    return re.sub(r'(name="(?:csrf_token|code)"[^>]*value=)"[^"]*"', r"\1", page)


def test_t4_a_number_that_is_nobodys_is_answered_like_one_that_is(
    app: Flask, client: FlaskClient, session: Session, queries: list[str]
) -> None:
    """Byte for byte, by the same statements, and with the same rows written, up to the lock and behind it."""
    known = codes(session, app, code_round(session)[0])[0]
    unknown = random_code(secrets.choice)
    for n in range(1, 13):
        told: list[tuple[int, str, list[str]]] = []
        for code in (wrong(known, n), wrong(unknown, n)):
            queries.clear()
            page = enter(client, code)
            told.append((page.status_code, masked(page.text), list(queries)))
        assert told[0] == told[1]
        counted = failures(session)
        assert counted[known.public_id] == counted[unknown.public_id] == min(n, 10)


def test_t4_a_code_of_another_round_void_or_expired_is_told_only_to_who_has_its_secret(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_ = code_round(session)[0]
    void, expired = codes(session, app, round_, 2)
    factories.run(session, "update roll.code set voided_at = now() where public_id = :id", id=void.public_id)
    session.commit()
    assert "uusi" in enter(client, void).text, "ask for a new one"
    pages = [masked(enter(client, one).text) for one in (wrong(void), wrong(random_code(secrets.choice)))]
    assert pages[0] == pages[1]
    factories.run(session, "update roll.code_batch set expires_at = now() - interval '1 minute'")
    session.commit()
    assert enter(client, expired).status_code == 403


def test_t3_a_code_in_an_address_means_nothing(client: FlaskClient) -> None:
    """The page takes a code by post alone, so that no log of addresses holds one."""
    code = Code("7K2M9Q", "X4T0F4BZR8")
    page = client.get("/code", query_string={"code": str(code)})
    assert page.status_code == 200 and str(code)[:6] + '"' not in page.text
    assert page.headers["Cache-Control"] == "no-store"
