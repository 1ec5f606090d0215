"""Who is on the register of voters is asked nothing that the city knows; who is not may be kept out (T2, T23)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import send
from tests.conftest import SignIn
from tests.rounds.test_frozen import refused
from webapp.ballots.models import Voter, VotingRight
from webapp.ballots.registered import marking
from webapp.register.actions import ask_register, confirm_register
from webapp.register.models import RegisteredPerson
from webapp.register.rules import Entry
from webapp.rounds.models import Round

EMAIL = "aanestaja@example.org"


def mark_in(app: Flask, round_id: int) -> Callable[[str], bytes]:
    with app.app_context():
        return marking(round_id)


def arranged(
    app: Flask, session: Session, *entries: tuple[str, str | None, int | None], **values: object
) -> Round:
    round_ = factories.round_(session, **{"only_registered": True, **values})
    factories.pot(session, round_)
    for code in ("A", "B"):
        factories.project(session, round_, factories.pot(session, round_, area_code=code))
    mark = mark_in(app, round_.id)
    people = [Entry(mark(f"email:{email}"), area, year) for email, area, year in entries]
    official = factories.account(session, "official").id
    load = ask_register(session, round_.id, people, False, official)
    confirm_register(session, round_.id, load, official, is_voting_open=False)
    factories.open_voting(session, round_)
    session.commit()
    return round_


def voter(sign_in: SignIn, session: Session, email: str = EMAIL) -> FlaskClient:
    return sign_in(factories.account(session, email=email))


def test_t2_who_is_not_on_the_register_gets_no_right_by_any_way(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    round_ = arranged(app, session, ("joku@example.org", None, None))
    stranger, official = voter(sign_in, session), sign_in(factories.account(session, "official"))
    assert "äänioikeusrekisterissä" in stranger.get(f"/rounds/{round_.slug}/vote").text
    form = {"birth_year": "1980", "lives_here": "y"}
    assert stranger.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 403
    for deed in ("code", "given"):
        answer = official.post(f"/staff/rounds/{round_.slug}/desk/{deed}", data={"person": EMAIL})
        assert answer.status_code == 403
    assert session.scalars(select(VotingRight)).all() == []
    assert session.scalars(select(Voter)).all() == []


def test_t2_the_database_lets_nobody_else_into_the_roll(session: Session, app: Flask) -> None:
    round_ = arranged(app, session, ("joku@example.org", None, None))
    person = factories.account(session)
    enter = "select roll.enter(:round, :account, :mark)"
    values: dict[str, object] = {"round": round_.id, "account": person.id, "mark": bytes(32)}
    assert refused(session, enter, **values) == "register_has_person"


def test_who_is_on_it_is_asked_nothing_and_votes_in_the_area_that_it_tells(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    round_ = arranged(app, session, (EMAIL, "B", 1980), voting_areas="own")
    client = voter(sign_in, session, EMAIL.upper())
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert "Olet tämän kierroksen äänioikeusrekisterissä" in page
    assert not any(f'name="{name}"' in page for name in ("birth_year", "lives_here", "own_area"))
    answer = client.post(f"/rounds/{round_.slug}/vote/right", data={"own_area": "A"})
    assert answer.status_code == 302
    assert [right.area_code for right in session.scalars(select(VotingRight))] == ["B"]
    projects: dict[str, int] = dict(
        session.execute(
            text(
                "select t.area_code, p.id from project p join pot t on t.id = p.pot_id where p.round_id = :id"
            ),
            {"id": round_.id},
        ).all()
    )
    assert send(client, round_, projects["A"])[0] == 400
    assert send(client, round_, projects["B"])[0] == 303


def test_the_year_of_the_register_holds_and_where_it_has_none_the_city_has_looked(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    round_ = arranged(app, session, (EMAIL, None, 2025), ("vanha@example.org", None, None))
    young, old = voter(sign_in, session), voter(sign_in, session, "vanha@example.org")
    form = {"birth_year": "1950", "lives_here": "y"}
    assert young.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 403
    assert old.post(f"/rounds/{round_.slug}/vote/right").status_code == 302


def test_where_others_may_vote_too_they_are_asked_as_ever(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    round_ = arranged(app, session, ("joku@example.org", "A", 1980), only_registered=False)
    client = voter(sign_in, session)
    assert 'name="birth_year"' in client.get(f"/rounds/{round_.slug}/vote").text
    form = {"birth_year": "1980", "lives_here": "y"}
    assert client.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 302


def test_t23_the_register_holds_neither_address_nor_ballot_key_and_goes_with_the_key(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    round_ = arranged(app, session, (EMAIL, "A", 1980))
    assert voter(sign_in, session).post(f"/rounds/{round_.slug}/vote/right").status_code == 302
    session.expire_all()
    (person,) = session.scalars(select(RegisteredPerson)).all()
    (right,) = session.scalars(select(VotingRight)).all()
    assert person.person != right.ballot_key and EMAIL.encode() not in person.person
    factories.run(session, "update vote set key_destroyed_at = now() where round_id = :id", id=round_.id)
    factories.run(session, "select roll.forget_voters(:id)", id=round_.id)
    session.expire_all()
    assert session.scalars(select(RegisteredPerson)).all() == []


def test_one_person_has_another_mark_in_each_round(app: Flask) -> None:
    assert mark_in(app, 1)("email:a@x.fi") != mark_in(app, 2)("email:a@x.fi")
