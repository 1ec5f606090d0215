"""T17: the second factor of officials: setting up an app, its codes and recovery codes, losing the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP, parse_uri
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import database, factories
from tests.conftest import SignIn
from webapp.accounts import factor_rules as rules
from webapp.accounts.factor_actions import take_code
from webapp.accounts.models import Account, Mail, SecondFactor
from webapp.key_files import key_in

NOW = 1_700_000_000.0
CONFIRM = "/sign-in/confirm"


@pytest.fixture
def keys(app: Flask) -> Path:
    folder: Path = app.config["SETTINGS"].key_folder
    return folder


def code_at(secret: bytes, when: float) -> str:
    return TOTP(rules.in_letters(secret)).at(when)


def send(browser: FlaskClient, code: str) -> int:
    return browser.post(CONFIRM, data={"code": code, "next": "/staff"}).status_code


def mails(session: Session) -> list[str]:
    return list(session.scalars(select(Mail.body).order_by(Mail.id)))


def test_setting_up_takes_a_right_code_and_shows_ten_recovery_codes_once(
    session: Session, sign_in: SignIn
) -> None:
    person = factories.account(session, "planner")
    browser = sign_in(person)
    page = browser.get("/account/factor/new?next=/staff/rounds").text
    app_of_person = parse_uri(unescape(re.findall(r'href="(otpauth://[^"]+)"', page)[0]))
    assert app_of_person.secret == re.findall(r'recovery-code">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    form = {"code": "000000", "next": "/staff/rounds"}
    assert browser.post("/account/factor/new", data=form).status_code == 400
    assert session.scalars(select(SecondFactor)).all() == []
    assert isinstance(app_of_person, TOTP)
    code = app_of_person.now()
    shown = browser.post("/account/factor/new", data=form | {"code": code})
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    codes = set(re.findall(r"\d{4}-\d{4}-\d{4}", shown.text))
    assert len(codes) == 10 and 'href="/staff/rounds"' in shown.text
    kept = " ".join(str(row) for row in session.execute(text("select * from recovery_code, second_factor")))
    assert app_of_person.secret not in kept and not any(code in kept for code in codes)
    assert send(browser, code) == 400, "the code that confirmed the app is used"
    assert len(mails(session)) == 1


def test_t17_a_code_is_refused_the_second_time_also_in_another_browser(
    session: Session, sign_in: SignIn, keys: Path
) -> None:
    person = factories.account(session, "official")
    secret, _ = factories.second_factor(session, person, keys)
    first, second = sign_in(person), sign_in(person)
    code = factories.code_now(secret)
    assert [send(first, code), send(first, code), send(second, code)] == [302, 400, 400]
    assert second.get("/staff").headers["Location"].startswith(CONFIRM)


def test_t17_a_code_older_than_the_last_one_is_refused(session: Session, keys: Path) -> None:
    person = factories.account(session, "official")
    secret, _ = factories.second_factor(session, person, keys)
    key = key_in(keys / "factor.key")
    newer, older = (code_at(secret, NOW + later) for later in (0, -30))
    assert take_code(session, person.id, key, newer, NOW)
    assert take_code(session, person.id, key, older, NOW) is None


def test_t17_the_database_itself_lets_no_step_be_used_twice(session: Session, keys: Path) -> None:
    person = factories.account(session, "official")
    factories.second_factor(session, person, keys)
    session.execute(text("update second_factor set last_step = 7"))
    with pytest.raises(IntegrityError, match="this step was used"):
        session.execute(text("update second_factor set last_step = 7"))


@pytest.fixture
def busy() -> Iterator[Engine]:
    """A database in which several really commit."""
    engine = create_engine(database.fresh("nasta_test_factor"))
    yield engine
    engine.dispose()
    database.drop("nasta_test_factor")


@pytest.mark.parametrize("by", ["app", "recovery code"])
def test_t17_of_two_who_send_one_code_at_the_same_moment_one_is_let_in(
    busy: Engine, tmp_path: Path, by: str
) -> None:
    with Session(busy) as session:
        person = factories.account(session, "official").id
        secret, codes = factories.second_factor(session, session.get_one(Account, person), tmp_path)
        session.commit()
    key, together = key_in(tmp_path / "factor.key"), Barrier(2)
    code = code_at(secret, NOW) if by == "app" else codes[0]

    def enter(_: int) -> bool:
        with Session(busy) as session:
            together.wait()
            proof = take_code(session, person, key, code, NOW)
            session.commit()
            return proof is not None

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, range(2))) == [False, True]


def test_t17_a_recovery_code_works_once_and_its_owner_is_told(
    session: Session, sign_in: SignIn, keys: Path
) -> None:
    person = factories.account(session, "official", language="sv")
    _, codes = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    assert send(browser, codes[0]) == 302
    assert "9 varakoodia" in browser.get("/staff").text
    assert send(browser, codes[0]) == 400
    assert [("reservkoder" in body) for body in mails(session)] == [True]


def test_t17_wrong_and_used_codes_are_answered_alike(session: Session, sign_in: SignIn, keys: Path) -> None:
    person = factories.account(session, "official")
    secret, codes = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    used = factories.code_now(secret), codes[0]
    assert [send(browser, code) for code in used] == [302, 302]
    browser.get("/staff")  # which says how many recovery codes are left
    answers = {
        re.sub(
            r'name="csrf_token" value="[^"]*"', "", browser.post(CONFIRM, data={"code": code}).text
        ).replace(code, "")
        for code in (*used, "000000", "0000-0000-0000", "no code")
    }
    assert len(answers) == 1


def test_t17_the_eleventh_try_within_ten_minutes_is_refused_though_right_and_the_owner_is_told_once(
    session: Session, sign_in: SignIn, keys: Path
) -> None:
    person = factories.account(session, "official")
    secret, _ = factories.second_factor(session, person, keys)
    browsers = sign_in(person), sign_in(person)
    assert [send(browsers[number % 2], "000000") for number in range(10)] == [400] * 10
    assert [send(browsers[0], factories.code_now(secret)), send(browsers[1], "000000")] == [429, 429]
    assert len(mails(session)) == 1
    session.execute(text("update try_count set minute = minute - interval '11 minutes'"))
    session.commit()
    assert send(browsers[0], factories.code_now(secret)) == 302


def test_new_recovery_codes_make_the_ones_before_worthless(
    session: Session, sign_in: SignIn, keys: Path
) -> None:
    person = factories.account(session, "official")
    _, codes = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    assert send(browser, codes[0]) == 302
    page = browser.post("/account/factor/codes").text
    new = re.findall(r"\d{4}-\d{4}-\d{4}", page)
    assert len(new) == 10 and not set(new) & set(codes)
    assert [send(browser, code) for code in (codes[1], new[0])] == [400, 302]


def test_a_new_phone_takes_the_place_of_the_old_one(session: Session, sign_in: SignIn, keys: Path) -> None:
    person = factories.account(session, "official")
    old, codes = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    assert browser.get("/account/factor/new").headers["Location"].startswith(CONFIRM)
    assert send(browser, codes[0]) == 302
    page = browser.get("/account/factor/new").text
    offered = re.findall(r'recovery-code">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    form = {"code": TOTP(offered).now()}
    assert browser.post("/account/factor/new", data=form).status_code == 200
    assert send(browser, factories.code_now(old)) == 400
    assert browser.get("/account").text.count("10 varakoodia") == 1


def test_the_app_can_be_given_up_only_where_it_is_not_required(
    app: Flask, session: Session, sign_in: SignIn, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = factories.account(session, "official")
    _, codes = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    assert send(browser, codes[0]) == 302
    settings, path = app.config["SETTINGS"], "/account/factor/remove"
    strict = settings.model_copy(update={"staff_second_factor": "required"})
    monkeypatch.setitem(app.config, "SETTINGS", strict)
    assert (path in browser.get("/account/factor").text, browser.post(path).status_code) == (False, 403)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert (path in browser.get("/account/factor").text, browser.post(path).status_code) == (True, 302)
    assert session.scalars(select(SecondFactor)).all() == []
    assert sign_in(person).get("/staff").status_code == 200


def test_t17_a_coordinator_resets_a_lost_factor_which_signs_its_owner_out_and_tells_them(
    session: Session, sign_in: SignIn, keys: Path
) -> None:
    person = factories.account(session, "official")
    _, codes = factories.second_factor(session, person, keys)
    theirs = sign_in(person)
    assert send(theirs, codes[0]) == 302
    boss = sign_in(factories.account(session, "coordinator"))
    path = f"/staff/accounts/{person.id}/reset-factor"
    assert path in boss.get("/staff/accounts").text
    assert [boss.post(path).status_code, boss.post(path).status_code] == [302, 404]
    assert theirs.get("/account").headers["Location"].startswith("/sign-in?")
    logged = session.execute(
        text("select action, subject_id from audit_event order by id desc limit 1")
    ).one()
    assert logged == ("factor_reset", person.id)
    assert "Koordinaattori on poistanut" in mails(session)[-1]


def test_t17_nobody_resets_their_own_factor(session: Session, sign_in: SignIn, keys: Path) -> None:
    person = factories.account(session, "coordinator")
    secret, _ = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    assert send(browser, factories.code_now(secret)) == 302
    assert browser.post(f"/staff/accounts/{person.id}/reset-factor").status_code == 403


def test_the_command_resets_the_factor_of_the_last_coordinator(
    app: Flask, session: Session, keys: Path
) -> None:
    person = factories.account(session, "coordinator", email="boss@example.org")
    factories.second_factor(session, person, keys)
    session.commit()
    runner = app.test_cli_runner()
    codes = [
        runner.invoke(args=["accounts", "unlock", email]).exit_code
        for email in ("Boss@example.org", "boss@example.org", "nobody@example.org")
    ]
    assert codes == [0, 1, 1]
    assert len(mails(session)) == 1


def test_t19_erasing_takes_the_factor_and_ones_file_tells_of_it(
    session: Session, sign_in: SignIn, keys: Path
) -> None:
    person = factories.account(session, "official")
    secret, _ = factories.second_factor(session, person, keys)
    browser = sign_in(person)
    assert send(browser, factories.code_now(secret)) == 302
    told = browser.get("/account/data.json").json
    assert told is not None and told["second_factor"]["recovery_codes_left"] == 10
    assert browser.post("/account/erase").status_code == 302
    left = "select (select count(*) from second_factor) + (select count(*) from recovery_code)"
    assert session.scalar(text(left)) == 0


def test_a_resident_has_no_use_for_it(session: Session, sign_in: SignIn) -> None:
    browser = sign_in(factories.account(session))
    statuses = [
        browser.get("/account/factor").status_code,
        browser.get("/account/factor/new").status_code,
        browser.post("/account/factor/new", data={"code": "000000"}).status_code,
        browser.post(CONFIRM, data={"code": "000000"}).status_code,
    ]
    assert statuses == [404] * 4
    assert "/account/factor" not in browser.get("/account").text
