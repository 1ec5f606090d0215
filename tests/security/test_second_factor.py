"""T17: with a mailed link alone no page of officials opens; what matters asks anew; new browsers are told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import SignIn
from tests.security.access import AGAIN, address_of_nothing, rules, table
from webapp.access import ROLES
from webapp.accounts.actions import make_link
from webapp.accounts.models import Mail
from webapp.config import Settings

CONFIRM = "/sign-in/confirm"
ENGLISH = {"Accept-Language": "en"}
STAFF = {
    (row.method, row.address): row for row in table() if row.lets("coordinator") and not row.lets("resident")
}
ANEW = {(row.method, row.address) for row in table() if row.who.endswith(AGAIN)}
Old: TypeAlias = Callable[[str], None]


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production: everyone with a role gives a second factor."""
    settings = app.config["SETTINGS"].model_copy(update={"staff_second_factor": "required"})
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture
def old(session: Session) -> Old:
    """Has all sessions be older than they are, and their second factors with them."""

    def make(minutes: str) -> None:
        session.execute(
            text(
                "update sign_in_session set created_at = created_at - cast(:age as interval),"
                " factor_at = factor_at - cast(:age as interval)"
            ),
            {"age": minutes},
        )
        session.commit()

    return make


def asks(answer: TestResponse) -> bool:
    """Whether the answer asks for a code or a link, and for nothing else."""
    if answer.status_code == 302:
        return answer.headers["Location"].startswith((CONFIRM, "/account/factor/new"))
    return answer.status_code == 403 and 'class="button" href="/sign-in/confirm"' in answer.text


@pytest.mark.parametrize("has_app", [True, False], ids=["with an app", "without one yet"])
@pytest.mark.parametrize("role", ROLES)
def test_t17_without_the_second_factor_no_page_of_officials_opens(
    app: Flask, session: Session, sign_in: SignIn, required: None, role: str, has_app: bool
) -> None:
    """Every method of every address that a role opens; and none of the others asks for one."""
    person = factories.account(session, role)
    if has_app:
        factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    browser, open_, seen = sign_in(person), [], 0
    for method, rule in rules(app):
        row = STAFF.get((method, rule.rule))
        if row is not None and row.lets(role):
            seen += 1
            if not asks(browser.open(address_of_nothing(app, rule), method=method, headers=ENGLISH)):
                open_.append((method, rule.rule))
    assert open_ == []
    assert seen > 10


def test_t17_the_residents_part_works_without_the_second_factor(
    session: Session, sign_in: SignIn, required: None
) -> None:
    round_ = factories.round_(session, "proposing")
    browser = sign_in(factories.account(session, "coordinator"))
    pages = ("/", "/account", "/my/proposals", f"/rounds/{round_.slug}/propose", "/account/data.json")
    assert [browser.get(page).status_code for page in pages] == [200] * len(pages)


def test_t17_the_first_sign_in_leads_by_way_of_the_app_to_where_one_was_going(
    client: FlaskClient, session: Session, required: None
) -> None:
    person = factories.account(session, "planner")
    token = make_link(session, str(person.email), "/staff/rounds", 20)
    session.commit()
    first = client.post(f"/sign-in/{token}").headers["Location"]
    second = client.get(first).headers["Location"]
    assert (urlsplit(first).path, urlsplit(second).path) == (CONFIRM, "/account/factor/new")
    assert parse_qs(urlsplit(second).query)["next"] == ["/staff/rounds"]
    assert client.get(second).status_code == 200


def test_t17_a_code_opens_the_pages_and_the_key_from_before_is_worth_nothing(
    app: Flask, session: Session, sign_in: SignIn, required: None
) -> None:
    """Whoever had copied the cookie before the code was typed gains nothing by it."""
    person = factories.account(session, "planner")
    secret, _ = factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    browser = sign_in(person)
    kept = browser.get_cookie("nasta")
    assert kept is not None
    assert asks(browser.get("/staff/rounds"))
    form = {"code": factories.code_now(secret), "next": "/staff/rounds"}
    assert browser.post(CONFIRM, data=form).headers["Location"] == "/staff/rounds"
    assert browser.get("/staff/rounds").status_code == 200
    thief = app.test_client()
    thief.set_cookie("nasta", kept.value)
    assert thief.get("/staff/rounds").headers["Location"].startswith("/sign-in?")


def test_t17_where_it_is_offered_only_who_has_an_app_is_asked(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    without, with_app = factories.account(session, "gis"), factories.account(session, "gis")
    factories.second_factor(session, with_app, app.config["SETTINGS"].key_folder)
    assert sign_in(without).get("/staff").status_code == 200
    assert asks(sign_in(with_app).get("/staff"))


@pytest.mark.parametrize(
    ("environment", "set_", "is_required"),
    [
        ("production", None, True),
        ("production", "offered", False),
        ("development", None, False),
        ("development", "required", True),
    ],
)
def test_t17_production_requires_it_unless_told_otherwise(
    environment: str, set_: str | None, is_required: bool
) -> None:
    settings = Settings.model_validate(
        {"database_url": "x", "environment": environment, "secret_key": "long", "staff_second_factor": set_}
    )
    assert settings.requires_second_factor is is_required


@pytest.mark.parametrize("has_app", [True, False], ids=["with an app", "without one"])
def test_t17_exports_votes_codes_and_roles_ask_anew_after_a_quarter_of_an_hour(
    app: Flask, session: Session, sign_in: SignIn, old: Old, has_app: bool
) -> None:
    """Every route with the mark, and none without: a session of yesterday with a fresh one beside it."""
    person = factories.account(session, "coordinator")
    if has_app:
        factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    browser = sign_in(person)
    session.execute(text("update sign_in_session set factor_at = clock_timestamp()"))
    old("16 minutes")
    asked = {
        (method, rule.rule)
        for method, rule in rules(app)
        if not rule.endpoint.startswith("accounts.")
        and rule.endpoint not in ("codes.leave", "postcode.forget")  # these end the session
        and asks(browser.open(address_of_nothing(app, rule), method=method, headers=ENGLISH))
    }
    assert asked == ANEW
    assert len(ANEW) > 20


def test_t17_a_form_that_was_shown_can_be_sent(session: Session, sign_in: SignIn, old: Old) -> None:
    """The page asks after ten minutes, what is sent from it after fifteen."""
    browser = sign_in(factories.account(session, "coordinator"))
    form = {"email": "uusi@example.org", "role": "gis"}
    old("9 minutes")
    assert browser.get("/staff/accounts").status_code == 200
    old("5 minutes")
    assert asks(browser.get("/staff/accounts"))
    assert browser.post("/staff/accounts", data=form).headers["Location"] == "/staff/accounts"
    old("2 minutes")
    assert asks(browser.post("/staff/accounts", data=form, headers=ENGLISH))


def test_t17_an_export_without_a_fresh_sign_in_asks_for_a_code_and_goes_on(
    app: Flask, session: Session, sign_in: SignIn, old: Old
) -> None:
    round_ = factories.round_(session)
    person = factories.account(session, "planner")
    secret, codes = factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    browser = sign_in(person)
    assert browser.post(CONFIRM, data={"code": factories.code_now(secret)}).status_code == 302
    wanted = f"/staff/rounds/{round_.slug}/exports/file?dataset=projects&format=csv"
    assert browser.get(wanted).status_code == 200
    old("1 hour")
    asked = urlsplit(browser.get(wanted).headers["Location"])
    assert asked.path == CONFIRM
    form = {"code": codes[0], "next": parse_qs(asked.query)["next"][0]}
    assert browser.post(CONFIRM, data=form).headers["Location"] == wanted
    assert browser.get(wanted).status_code == 200


def test_t17_without_an_app_a_link_is_mailed_that_leads_on(
    session: Session, sign_in: SignIn, old: Old
) -> None:
    person = factories.account(session, "planner")
    browser = sign_in(person)
    old("1 hour")
    asked = browser.get("/account/factor/new").headers["Location"]
    assert str(person.email) in browser.get(asked).text
    sent = browser.post(f"{CONFIRM}/link", data={"next": "/account/factor/new"})
    assert sent.headers["Location"] == "/sign-in/sent"
    body = session.scalars(select(Mail.body).order_by(Mail.id.desc())).first() or ""
    token = body.split("/sign-in/")[1].split()[0]
    assert browser.post(f"/sign-in/{token}").headers["Location"] == "/account/factor/new"
    assert browser.get("/account/factor/new").status_code == 200
    left = session.scalar(
        text("select count(*) from sign_in_session where account_id = :id"), {"id": person.id}
    )
    assert left == 1


def test_t17_who_has_an_app_gets_no_link_instead_of_its_code(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    person = factories.account(session, "planner")
    factories.second_factor(session, person, app.config["SETTINGS"].key_folder)
    assert sign_in(person).post(f"{CONFIRM}/link").status_code == 404


def enter(browser: FlaskClient, session: Session, email: str) -> None:
    token = make_link(session, email, "/", 20)
    session.commit()
    assert browser.post(f"/sign-in/{token}").status_code == 302


def test_t17_an_official_is_told_of_each_new_browser_once(app: Flask, session: Session) -> None:
    official, colleague = (factories.account(session, "gis") for _ in range(2))
    here, there = app.test_client(), app.test_client()
    for browser, person in ((here, official), (here, colleague), (here, official), (there, official)):
        enter(browser, session, str(person.email))
    told = session.scalars(select(Mail.recipient).order_by(Mail.id)).all()
    assert told == [official.email, colleague.email, official.email]


def test_t17_a_made_up_mark_makes_no_browser_known_and_residents_get_no_mail(
    app: Flask, session: Session
) -> None:
    official, resident = factories.account(session, "gis"), factories.account(session)
    browser = app.test_client()
    browser.set_cookie("known", f"[{official.id}].signature")
    enter(browser, session, str(official.email))
    enter(app.test_client(), session, str(resident.email))
    assert session.scalars(select(Mail.recipient)).all() == [official.email]
