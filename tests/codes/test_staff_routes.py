"""Batches of codes: asked by one, confirmed by another, printed once, taken out of use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.ballots.voters import send
from tests.codes.holders import code_round, codes, enter, key
from tests.conftest import SignIn
from webapp.audit.models import AuditEvent
from webapp.ballots.models import Ballot
from webapp.codes import actions, printing
from webapp.codes.models import Code as CodeRow
from webapp.codes.models import CodeBatch
from webapp.codes.queries import used_by_batch
from webapp.codes.rules import Code
from webapp.rounds.models import Round

FORM = {"purpose": "school", "name": "Kimpisen koulu, 8A", "size": "2", "expires_at": ""}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def round_(session: Session) -> Round:
    made = factories.round_(session, voting_providers=["code"], two_people=True)
    factories.phase(session, made, "voting", 1, 2)
    session.commit()
    return made


@pytest.fixture
def officials(session: Session, sign_in: SignIn) -> list[FlaskClient]:
    return [sign_in(factories.account(session, "official")) for _ in range(2)]


def ask(client: FlaskClient, round_: Round, **more: str) -> TestResponse:
    return client.post(f"/staff/rounds/{round_.slug}/codes", data={**FORM, **more})


def do(client: FlaskClient, round_: Round, batch: CodeBatch, what: str) -> int:
    return client.post(f"/staff/rounds/{round_.slug}/codes/{batch.id}/{what}").status_code


def the_batch(session: Session) -> CodeBatch:
    return session.scalars(select(CodeBatch).execution_options(populate_existing=True)).one()


def hashes(session: Session) -> dict[str, bytes]:
    found = session.scalars(select(CodeRow).execution_options(populate_existing=True))
    return {code.public_id: code.secret_hash for code in found}


def test_one_asks_another_confirms_and_it_is_printed_once(
    session: Session, round_: Round, officials: list[FlaskClient]
) -> None:
    first, second = officials
    assert ask(first, round_).status_code == 302
    batch = the_batch(session)
    assert do(first, round_, batch, "print") == 409, "nobody has confirmed it"
    assert do(first, round_, batch, "confirm") == 409, "not by who asked"
    assert do(second, round_, batch, "confirm") == 302
    printed = first.post(f"/staff/rounds/{round_.slug}/codes/{batch.id}/print")
    assert printed.status_code == 200 and printed.data.startswith(b"%PDF")
    assert printed.headers["Cache-Control"] == "no-store"
    assert len(hashes(session)) == 2
    assert do(second, round_, batch, "print") == 409, "once"
    page = first.get(f"/staff/rounds/{round_.slug}/codes", headers=ENGLISH).text
    assert "Kimpisen koulu, 8A" in page and "printed" in page


def test_printing_again_is_asked_and_confirmed_makes_new_secrets_and_keeps_the_numbers(
    session: Session, round_: Round, officials: list[FlaskClient]
) -> None:
    first, second = officials
    ask(first, round_)
    batch = the_batch(session)
    do(second, round_, batch, "confirm")
    do(first, round_, batch, "print")
    before = hashes(session)
    lost = next(iter(before))
    form = {"number": lost.lower()}
    assert first.post(f"/staff/rounds/{round_.slug}/codes/void", data=form).status_code == 302
    assert do(first, round_, batch, "again") == 302
    assert do(first, round_, batch, "print") == 409
    assert do(second, round_, batch, "confirm") == 302
    assert do(first, round_, batch, "print") == 200
    after = hashes(session)
    assert set(after) == set(before)
    assert {number for number in after if after[number] == before[number]} == {lost}, "void codes stay void"
    assert the_batch(session).prints == 2


def test_a_reprint_voids_what_was_printed_but_is_no_second_vote(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    round_, project = code_round(session)
    old = codes(session, app, round_)[0]
    enter(client, old)
    send(client, round_, project.id)
    batch, who = the_batch(session), factories.account(session, "official").id
    actions.ask_again(session, round_.id, False, batch.id, who)
    new = actions.make_codes(session, batch.id, 1, key(app))[0]
    session.commit()
    assert new.public_id == old.public_id
    assert enter(client, old).status_code == 403
    assert enter(client, new).status_code == 303
    send(client, round_, project.id)
    assert sorted(b.state for b in session.scalars(select(Ballot))) == ["counted", "replaced"]


@pytest.mark.parametrize("whole", [True, False], ids=["a batch", "a code"])
def test_what_is_out_of_use_opens_nothing_and_ends_who_is_at_the_ballot(
    app: Flask, session: Session, client: FlaskClient, officials: list[FlaskClient], whole: bool
) -> None:
    round_, project = code_round(session)
    code = codes(session, app, round_)[0]
    enter(client, code)
    base = f"/staff/rounds/{round_.slug}/codes"
    if whole:
        assert do(officials[0], round_, the_batch(session), "void") == 302
        assert do(officials[0], round_, the_batch(session), "void") == 409
    else:
        assert officials[0].post(f"{base}/void", data={"number": str(code)}).status_code == 302
        assert officials[0].post(f"{base}/void", data={"number": str(code)}).status_code == 404
    assert send(client, round_, project.id)[0] == 403
    assert enter(client, code).status_code == 403


def test_a_batch_is_out_of_use_with_its_last_code_and_nobody_is_told_that_someone_changed_it(
    session: Session, round_: Round, officials: list[FlaskClient]
) -> None:
    first, second = officials
    ask(first, round_)
    batch = the_batch(session)
    do(second, round_, batch, "confirm")
    do(first, round_, batch, "print")
    do(first, round_, batch, "again")
    where = f"/staff/rounds/{round_.slug}/codes"
    numbers = list(hashes(session))
    first.post(f"{where}/void", data={"number": numbers[0]})
    assert the_batch(session).voided_at is None
    first.post(f"{where}/void", data={"number": numbers[1]})
    assert the_batch(session).voided_at is not None
    for what in ("confirm", "print", "again", "void"):
        answer = second.post(f"{where}/{batch.id}/{what}", headers=ENGLISH)
        assert answer.status_code == 409 and "out of use" in answer.text
    page = first.get(where, headers=ENGLISH).text
    assert "2 of them are out of use" in page and f"{batch.id}/confirm" not in page


def test_the_batches_of_a_school_are_confirmed_at_once_by_another_person(
    session: Session, round_: Round, officials: list[FlaskClient]
) -> None:
    first, second = officials
    ask(first, round_, size="700")
    where = f"/staff/rounds/{round_.slug}/codes"
    assert "codes/confirm" not in first.get(where).text, "not by who asked"
    page = second.get(where, headers=ENGLISH).text
    assert "Confirm all 3 batches that wait" in page
    seen = re.findall(r'name="batches" value="(\d+)"', page)
    ask(first, round_)
    assert first.post(f"{where}/confirm", data={"batches": seen}).status_code == 409
    assert second.post(f"{where}/confirm", data={"batches": seen}).status_code == 302
    found = session.scalars(select(CodeBatch).execution_options(populate_existing=True))
    confirmed = {str(one.id) for one in found if one.confirmed_at}
    assert confirmed == set(seen), "and none that came in after they looked"


def test_used_codes_are_told_in_steps_so_that_nobody_is_seen_voting(app: Flask, session: Session) -> None:
    round_, _project = code_round(session)
    made = codes(session, app, round_, 60)
    batch = the_batch(session)

    def used(number: int) -> int:
        rights = [{"r": round_.id, "k": f"code:{code.public_id}".encode()} for code in made[:number]]
        insert = "insert into box.voting_right (round_id, ballot_key, used_by) values (:r, :k, 'web')"
        for one in rights:
            factories.run(session, f"{insert} on conflict do nothing", **one)
        return used_by_batch(session, round_.id, lambda people: [person.encode() for person in people])[
            batch.id
        ]

    assert [used(n) for n in (0, 24, 25, 49, 50, 60)] == [0, 0, 25, 25, 50, 50]


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": "0"},
        {"size": "3001"},
        {"size": "many"},
        {"name": ""},
        {"name": "a\0b"},
        {"purpose": "desk"},
        {"expires_at": "soon"},
        {"expires_at": "2020-01-01T12:00"},
    ],
    ids=str,
)
def test_a_form_with_something_to_mend_asks_for_nothing(
    session: Session, round_: Round, officials: list[FlaskClient], wrong: dict[str, str]
) -> None:
    answer = ask(officials[0], round_, **wrong)
    assert answer.status_code == 400 and "error-summary" in answer.text
    assert session.scalars(select(CodeBatch)).all() == []


def test_codes_are_not_printed_before_the_round_has_its_voting_time(
    session: Session, officials: list[FlaskClient]
) -> None:
    round_ = factories.round_(session, voting_providers=["code"])
    session.commit()
    ask(officials[0], round_)
    assert do(officials[0], round_, the_batch(session), "print") == 409
    assert hashes(session) == {}, "none has been made"


def test_codes_are_not_asked_for_where_the_round_does_not_take_them(
    session: Session, officials: list[FlaskClient]
) -> None:
    round_ = factories.round_(session)
    session.commit()
    assert ask(officials[0], round_).status_code == 404
    assert officials[0].get(f"/staff/rounds/{round_.slug}/codes").status_code == 200


def test_a_batch_is_found_in_its_own_round_only(
    session: Session, round_: Round, officials: list[FlaskClient]
) -> None:
    ask(officials[0], round_)
    other = factories.round_(session, voting_providers=["code"])
    session.commit()
    assert do(officials[1], other, the_batch(session), "confirm") == 404


def test_t20_every_deed_is_in_the_log_and_no_secret_is(
    session: Session, round_: Round, officials: list[FlaskClient]
) -> None:
    first, second = officials
    ask(first, round_)
    batch = the_batch(session)
    for client, what in ((second, "confirm"), (first, "print"), (first, "again"), (first, "void")):
        do(client, round_, batch, what)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    done = [event.action for event in events]
    assert done == ["codes_asked", "codes_confirmed", "codes_printed", "codes_asked_again", "codes_voided"]
    numbers = set(hashes(session))
    assert not any(number in str(event.details) for number in numbers for event in events)


def test_residents_and_gis_staff_make_no_codes(session: Session, round_: Round, sign_in: SignIn) -> None:
    for roles in ((), ("gis",)):
        client = sign_in(factories.account(session, *roles))
        assert client.get(f"/staff/rounds/{round_.slug}/codes").status_code == 403
        assert ask(client, round_).status_code == 403


def test_the_list_of_batches_reads_as_often_however_many_there_are(
    app: Flask, session: Session, officials: list[FlaskClient], queries: list[str]
) -> None:
    round_, _project = code_round(session)
    counts = []
    for _ in range(2):
        codes(session, app, round_, 3)
        queries.clear()
        officials[0].get(f"/staff/rounds/{round_.slug}/codes")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("layout", ["cards", "letters"])
def test_a_print_has_every_code_in_words_and_as_a_picture_in_every_language_of_the_round(layout: str) -> None:
    words: dict[str, Any] = {"fi": lambda text: text, "sv": lambda text: f"SV {text}"}
    many = [Code("7K2M9Q", "X4T0F4BZR8"), Code("000000", "0000000000")]
    titles, until = {"fi": "Nimi <b>", "sv": "Namn"}, {"fi": "1.5.", "sv": "1.5."}
    sheet = printing.Sheet("Nimi", "8A & B", "vote", "https://example.org/code", words, titles, until)
    page = printing.page(layout, sheet, many)
    assert all(page.count(f">{code}<") == 1 for code in many)
    assert page.count("<svg") == len(many)
    assert "SV " in page and 'lang="sv"' in page
    assert "Nimi &lt;b&gt;" in page and "8A &amp; B" in page
    assert sheet.link(many[0]) == f"https://example.org/code#{many[0]}"
    assert "example.org\N{WORD JOINER}/\N{WORD JOINER}code" in page, (
        "it is not broken before what is to be typed"
    )
    assert "https://" not in re.sub(r'xmlns="[^"]*"', "", page)
