"""Officials load the register of voters: looked at, taken in by one, confirmed by another; no name is kept or logged."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import fields_of
from tests.rounds.test_frozen import refused
from webapp.audit.models import AuditEvent
from webapp.register.models import RegisteredPerson, RegisterLoad, RegisterRow
from webapp.rounds.models import Round

FILE = "email;area;birth_year\nMaija@x.fi;A;1980\nmatti@x.fi;B;\n"


@pytest.fixture(autouse=True)
def city(session: Session) -> None:
    factories.city(session)


@pytest.fixture
def official(sign_in: SignIn, session: Session) -> FlaskClient:
    return sign_in(factories.account(session, "official"))


@pytest.fixture
def colleague(sign_in: SignIn, session: Session) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


def arranged(session: Session, **values: object) -> Round:
    round_ = factories.round_(session, **{"two_people": True, **values})
    session.commit()
    return round_


def send(client: FlaskClient, round_: Round, text: str = FILE, **more: str) -> TestResponse:
    data = {"file": (io.BytesIO(text.encode()), "voters.csv"), "how": "add", **more}
    return client.post(f"/staff/rounds/{round_.slug}/register", data=data)


def step(client: FlaskClient, round_: Round, session: Session, what: str = "confirm") -> int:
    load = session.scalars(select(RegisterLoad.id).order_by(RegisterLoad.id.desc())).first()
    return client.post(f"/staff/rounds/{round_.slug}/register/{load}/{what}").status_code


def people(session: Session) -> list[tuple[str | None, int | None]]:
    session.expire_all()
    found = session.scalars(select(RegisteredPerson).order_by(RegisteredPerson.area_code))
    return [(one.area_code, one.birth_year) for one in found]


def test_a_file_comes_upon_the_register_by_two_people(
    official: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    round_ = arranged(session)
    assert send(official, round_).status_code == 302
    assert people(session) == []
    assert step(official, round_, session) == 409
    assert step(colleague, round_, session) == 302
    assert people(session) == [("A", 1980), ("B", None)]
    assert session.scalars(select(RegisterRow)).all() == []
    assert step(colleague, round_, session) == 409, "it is confirmed once"


def test_the_page_lists_the_codes_that_a_file_may_use(official: FlaskClient, session: Session) -> None:
    page = official.get(f"/staff/rounds/{arranged(session).slug}/register").text
    assert "<code>A</code>" in page and "<code>B</code>" in page


def test_one_person_will_do_where_the_round_says_so(official: FlaskClient, session: Session) -> None:
    round_ = arranged(session, two_people=False)
    send(official, round_)
    assert step(official, round_, session) == 302
    assert len(people(session)) == 2


def test_looking_stores_nothing_and_tells_what_the_file_holds(
    official: FlaskClient, session: Session
) -> None:
    answer = send(official, arranged(session), FILE + "maija@x.fi;A;1980\nnuori@x.fi;A;2025\n", step="look")
    assert answer.status_code == 200
    assert "Tiedosto on kunnossa" in answer.text and "liian nuori" in answer.text
    assert "toistuu samoin tiedoin" in answer.text, "an address is the same in capitals"
    assert session.scalars(select(RegisterLoad)).all() == []


def test_a_file_with_faults_is_told_by_lines_and_nothing_is_stored(
    official: FlaskClient, session: Session
) -> None:
    answer = send(official, arranged(session), FILE + "liisa@x.fi;X;1970\n;A;\n")
    assert answer.status_code == 400
    assert "Tällaista aluetta ei ole" in answer.text and "liisa" not in answer.text
    assert session.scalars(select(RegisterLoad)).all() == []


def test_no_address_and_no_mark_is_in_the_log(
    official: FlaskClient, colleague: FlaskClient, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    round_ = arranged(session)
    send(official, round_)
    step(colleague, round_, session)
    events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    assert [event.action for event in events] == ["register_asked", "register_confirmed"]
    mark = session.scalars(select(RegisteredPerson.person)).first()
    assert mark is not None
    logged = " ".join(str(event.details) for event in events) + "".join(capfd.readouterr())
    assert "x.fi" not in logged.lower() and mark.hex() not in logged


def test_a_file_can_replace_the_register_or_add_to_it_or_be_thrown_away(
    official: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    round_ = arranged(session)
    for text, how in (
        (FILE, "add"),
        ("email;area\nmatti@x.fi;A\nuusi@x.fi;B", "add"),
        ("email\nliisa@x.fi", "replace"),
    ):
        assert send(official, round_, text, how=how).status_code == 302
        assert send(official, round_, text, how=how).status_code == 409, "one waits already"
        step(colleague, round_, session)
    assert people(session) == [(None, None)]
    send(official, round_)
    assert step(official, round_, session, "withdraw") == 302
    assert people(session) == [(None, None)]
    assert session.scalars(select(RegisterRow)).all() == []


def test_once_voting_has_opened_two_people_add_and_nobody_changes_or_removes(
    official: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    round_ = arranged(session, two_people=False)
    send(official, round_)
    step(official, round_, session)
    factories.open_voting(session, round_)
    session.commit()
    assert 'name="how"' not in official.get(f"/staff/rounds/{round_.slug}/register").text
    send(official, round_, "email;area\nmatti@x.fi;A\nuusi@x.fi;B", how="replace")
    assert step(official, round_, session) == 409, "two people, whatever the round says"
    assert step(colleague, round_, session) == 302
    assert people(session) == [("A", 1980), ("B", None), ("B", None)], "Matti's area stays"
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None and event.details["while_voting"] is True
    for change in ("delete from roll.registered", "update roll.registered set area_code = 'A'"):
        assert refused(session, change) == "register_frozen"


def test_a_register_of_an_open_vote_is_not_replaced_though_it_was_asked_for_before(
    official: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    round_ = arranged(session, two_people=False)
    send(official, round_, how="replace")
    factories.open_voting(session, round_)
    session.commit()
    assert step(colleague, round_, session) == 409
    assert people(session) == []


def test_after_the_vote_nobody_comes_on_it(official: FlaskClient, session: Session) -> None:
    round_ = arranged(session)
    factories.phase(session, round_, "voting", -5, -1)
    session.commit()
    assert send(official, round_).status_code in (403, 409)


def test_a_round_of_codes_has_no_register(
    official: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    round_ = arranged(session, voting_providers=["code"])
    assert "äänestetään koodeilla" in official.get(f"/staff/rounds/{round_.slug}/register").text
    assert send(official, round_).status_code == 404
    page = f"/staff/rounds/{round_.slug}/voting"
    fields = fields_of(colleague.get(page).text) | {"only_registered": "yes"}
    assert colleague.post(page, data=fields).status_code == 400
    change = "update round set only_registered = true where id = :id"
    assert refused(session, change, id=round_.id) == "round_register_needs_known_people"


def test_a_planner_chooses_it_and_an_open_vote_freezes_it(colleague: FlaskClient, session: Session) -> None:
    round_ = arranged(session, is_published=False)
    page = f"/staff/rounds/{round_.slug}/voting"
    fields = fields_of(colleague.get(page).text) | {"only_registered": "yes"}
    assert colleague.post(page, data=fields).status_code == 302
    session.refresh(round_)
    assert round_.only_registered
    round_.is_published = True
    factories.open_voting(session, round_)
    change = "update round set only_registered = false where id = :id"
    assert refused(session, change, id=round_.id) == "round_frozen"


def test_the_commands_report_and_take_in(
    app: Flask, session: Session, official: FlaskClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    round_ = arranged(session)
    factories.account(session, "official", email="vastaava@kaupunki.fi")
    session.commit()
    file = tmp_path_factory.mktemp("register") / "voters.csv"
    file.write_text(FILE)

    def run(*arguments: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["register", *arguments])
        return result.exit_code, result.output

    assert run("check", round_.slug, str(file)) == (0, "2 people, 0 lines said twice\n  A: 1\n  B: 1\n")
    assert run("load", round_.slug, str(file), "--by", "nobody@x.fi")[0] == 2
    code, said = run("load", round_.slug, str(file), "--by", "vastaava@kaupunki.fi")
    assert (code, "Confirm it at" in said) == (0, True)
    assert run("load", round_.slug, str(file), "--by", "vastaava@kaupunki.fi")[0] == 1
    assert step(official, round_, session) == 302
    file.write_text("email;area\na@x.fi;X\n")
    code, said = run("check", round_.slug, str(file))
    assert code == 1 and "(1: 2)" in said and "a@x.fi" not in said
