"""Whoever types a postcode is one person in one browser, and only so many begin in one network a day (T2, T15, T17, T25)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import right, send
from tests.conftest import SignIn
from tests.identity.provider import Provider
from tests.identity.test_identifying import identify
from tests.identity.typed import PAGE, arranged, end_sessions, people, states, type_in, voted
from webapp.accounts.models import Account, SignInSession, TryCount
from webapp.ballots.models import Ballot
from webapp.identity.models import Identification


def test_t2_the_same_browser_replaces_its_ballot_after_the_session_has_ended(
    client: FlaskClient, session: Session
) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    end_sessions(session)
    assert "Se olin minä, jatka" in client.get(PAGE).text
    assert type_in(client) == 302
    assert "Olet jo äänestänyt" in client.get(f"/rounds/{round_.slug}/vote").text
    assert send(client, round_, project.id)[0] == 303
    assert states(session) == ["counted", "replaced"]
    assert people(session) == 1


def test_t2_another_browser_is_another_person_as_the_docs_say(client: FlaskClient, session: Session) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    voted(client.application.test_client(), round_, project)
    assert states(session) == ["counted", "counted"]


def test_t2_an_account_is_one_person_in_every_browser(sign_in: SignIn, session: Session) -> None:
    round_, project = arranged(session)
    owner = factories.account(session)
    voted(sign_in(owner), round_, project)
    again = sign_in(owner)
    type_in(again, "53200")
    assert send(again, round_, project.id)[0] == 303
    assert states(session) == ["counted", "replaced"]


def test_someone_else_at_the_same_device_is_another_person(client: FlaskClient, session: Session) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    end_sessions(session)
    assert type_in(client, who="other") == 302
    right(client, round_)
    assert send(client, round_, project.id)[0] == 303
    assert states(session) == ["counted", "counted"]


def test_the_next_one_at_the_device_begins_anew_by_a_button(client: FlaskClient, session: Session) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    receipt = session.scalars(select(Ballot)).one()
    assert receipt.state == "counted"
    assert f'action="{PAGE}/forget"' in client.get(f"/rounds/{round_.slug}/vote").text
    answer = client.post(f"{PAGE}/forget", data={"next": f"/rounds/{round_.slug}/vote"})
    assert answer.headers["Location"] == f"{PAGE}?next=/rounds/{round_.slug}/vote"
    assert client.get_cookie("declared") is None
    assert session.scalars(select(SignInSession)).all() == []
    assert "Se olin minä, jatka" not in client.get(PAGE).text
    assert send(voted(client, round_, project), round_, project.id)[0] == 303
    assert states(session) == ["counted", "counted", "replaced"]


@pytest.mark.parametrize("page", ["/sign-out", "/sign-out/everywhere", "/account/erase"])
def test_signing_out_makes_the_browser_forget(client: FlaskClient, session: Session, page: str) -> None:
    type_in(client)
    assert "unohtaa sinut" in client.get("/account").text
    assert client.post(page).status_code == 302
    assert client.get_cookie("declared") is None
    type_in(client)
    assert people(session) == 2


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    answer = client.post(PAGE, data={"postcode": "53100"})
    told = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("declared="))
    assert "HttpOnly" in told and "SameSite=Lax" in told and f"Max-Age={180 * 24 * 3600}" in told


@pytest.mark.parametrize("value", ["", "1", "WzEsIjIwMjYtMDEtMDEiXQ.aa.bb", "x" * 3000])
def test_t15_a_made_up_cookie_is_nobody(client: FlaskClient, session: Session, value: str) -> None:
    type_in(client)
    forged = client.application.test_client()
    forged.set_cookie("declared", value)
    assert "Se olin minä, jatka" not in forged.get(PAGE).text
    type_in(forged)
    assert people(session) == 2


def test_t15_the_cookie_opens_no_account_that_has_another_way_in(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    owner = factories.account(session)
    browser = sign_in(owner)
    type_in(browser)
    end_sessions(session)
    page = browser.get(PAGE).text
    assert "Se olin minä, jatka" not in page and "/sign-in?next=/identify/postcode" in page
    assert type_in(browser) == 302
    assert browser.get("/account").status_code == 302, "nobody is signed in"
    assert people(session) == 1
    assert type_in(browser, who="other") == 302
    assert people(session) == 2


def test_t15_a_number_given_to_another_account_is_not_the_remembered_one(
    client: FlaskClient, session: Session
) -> None:
    type_in(client)
    end_sessions(session)
    session.execute(update(Account).values(created_at=func.now() - func.make_interval(0, 0, 0, 1)))
    session.commit()
    assert "Se olin minä, jatka" not in client.get(PAGE).text


def test_whoever_signs_in_by_mail_afterwards_is_asked_who_they_are(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    end_sessions(session)
    key = factories.sign_in_session(session, factories.account(session, email="aino@example.org"))
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    page = client.get(PAGE).text
    assert "Silloin sinut kirjataan ulos (aino@example.org)" in page
    type_in(client)
    assert send(client, round_, project.id)[0] == 303, "as the same person"
    assert states(session) == ["counted", "replaced"]
    assert session.scalar(select(func.count(SignInSession.id))) == 1


def test_an_erased_account_is_forgotten_and_its_vote_stays(client: FlaskClient, session: Session) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    remembered = client.get_cookie("declared")
    assert remembered is not None
    assert '"email":null' in client.get("/account/data.json").text.replace(" ", "")
    assert client.post("/account/erase").status_code == 302
    assert states(session) == ["counted"]
    client.set_cookie("declared", remembered.value)
    assert "Se olin minä, jatka" not in client.get(PAGE).text
    type_in(client)
    assert people(session) == 2


def test_t17_an_official_keeps_their_session_and_its_second_factor(sign_in: SignIn, session: Session) -> None:
    official = factories.account(session, "official")
    browser = sign_in(official)
    session.execute(update(SignInSession).values(factor_at=func.now()))
    session.commit()
    before = session.execute(select(SignInSession.key_hash, SignInSession.factor_at)).one()
    assert type_in(browser) == 302
    assert session.execute(select(SignInSession.key_hash, SignInSession.factor_at)).one() == before
    assert browser.get("/staff").status_code == 200
    assert session.scalars(select(Identification.provider)).one() == "postcode"


def test_a_bank_code_and_a_postcode_count_each_in_their_own_round(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    by_bank, _ = arranged(session, voting_providers=["bank"])
    by_postcode, _ = arranged(session)
    type_in(client)
    assert "/identify?provider=bank" in client.get(f"/rounds/{by_bank.slug}/vote").text
    identify(client)
    assert "/identify?provider=postcode" in client.get(f"/rounds/{by_postcode.slug}/vote").text
    assert "/identify" not in client.get(f"/rounds/{by_bank.slug}/vote").text.split("<main")[1]
    type_in(client)
    assert 'name="birth_year"' in client.get(f"/rounds/{by_postcode.slug}/vote").text
    assert people(session) == 1


def test_t25_one_network_makes_only_so_many_people_a_day(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = app.config["SETTINGS"].model_copy(update={"postcode_people_a_day": 2})
    monkeypatch.setitem(app.config, "SETTINGS", few)
    assert type_in(client, "oops") == 400, "a slip counts nothing"
    assert [type_in(app.test_client()) for _ in range(2)] == [302, 302]
    refused_one = client.post(PAGE, data={"postcode": "53100"})
    assert refused_one.status_code == 429 and "Kokeile toista yhteyttä" in refused_one.text
    assert people(session) == 2
    elsewhere = app.test_client()
    elsewhere_too = {"REMOTE_ADDR": "203.0.113.9"}
    assert elsewhere.post(PAGE, data={"postcode": "53100"}, environ_base=elsewhere_too).status_code == 302


def test_t25_the_count_of_the_day_outlives_minutes_and_who_is_known_is_not_counted(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = app.config["SETTINGS"].model_copy(update={"postcode_people_a_day": 1})
    monkeypatch.setitem(app.config, "SETTINGS", few)
    assert type_in(client) == 302
    session.execute(update(TryCount).values(forget_at=TryCount.forget_at - func.make_interval(0, 0, 0, 0, 1)))
    session.commit()
    for _ in range(3):
        client.get("/receipts?code=0000-0000-0000-0000")  # whatever is past its time is forgotten here
    end_sessions(session)
    assert type_in(client) == 302, "the same person"
    assert type_in(app.test_client()) == 429
    day = func.make_interval(0, 0, 0, 1)
    before = {"minute": TryCount.minute - day, "forget_at": TryCount.forget_at - day}
    session.execute(update(TryCount).values(**before))
    session.commit()
    assert type_in(app.test_client()) == 302, "the next day"
    assert session.scalar(select(func.count()).select_from(TryCount)) == 1, "the day before is forgotten"
