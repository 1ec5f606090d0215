"""A large batch for a printing house: a file that only its passphrase opens, made once, kept nowhere (T3, T4)."""

from __future__ import annotations

import csv
import io
import re
import secrets

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyzipper import AESZipFile
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.codes.holders import enter, key
from tests.conftest import SignIn
from webapp.audit.models import AuditEvent
from webapp.codes.handover import new_passphrase, sealed
from webapp.codes.models import Code as CodeRow
from webapp.codes.models import CodeBatch
from webapp.codes.printing import Sheet
from webapp.codes.rules import hash_of_code, random_code, read_code
from webapp.rounds.models import Round

SIZE = 400


@pytest.fixture
def round_(session: Session) -> Round:
    made = factories.round_(session, voting_providers=["code"], two_people=True, voting_areas="own")
    factories.pot(session, made, area_code="K")
    factories.phase(session, made, "voting", 1, 2)
    session.commit()
    return made


@pytest.fixture
def officials(session: Session, sign_in: SignIn) -> list[FlaskClient]:
    return [sign_in(factories.account(session, "official")) for _ in range(2)]


def asked(session: Session, officials: list[FlaskClient], round_: Round) -> str:
    """A confirmed batch; the address of its file."""
    form = {"purpose": "house", "name": "Kirjeet", "size": str(SIZE), "area_code": "K", "expires_at": ""}
    first, second = officials
    assert first.post(f"/staff/rounds/{round_.slug}/codes", data=form).status_code == 302
    batch = session.scalars(select(CodeBatch)).one()
    base = f"/staff/rounds/{round_.slug}/codes/{batch.id}"
    assert first.get(f"{base}/file").status_code == 409, "nobody has confirmed it"
    assert second.post(f"{base}/confirm").status_code == 302
    return f"{base}/file"


def rows_in(content: bytes, passphrase: str) -> list[dict[str, str]]:
    with AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        (name,) = archive.namelist()
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_file_opens_by_its_passphrase_alone_and_its_codes_open_ballots(
    app: Flask, session: Session, client: FlaskClient, officials: list[FlaskClient], round_: Round
) -> None:
    address = asked(session, officials, round_)
    page = officials[0].get(address)
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'name="passphrase" value="([^"]+)"', page.text)
    assert found is not None and found[1] in page.text.split('id="passphrase"')[1]
    answer = officials[0].post(address, data={"passphrase": found[1]})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    with pytest.raises(RuntimeError, match="Bad password"):
        rows_in(answer.data, new_passphrase())
    rows = rows_in(answer.data, found[1])
    codes = [read_code(row["code"]) for row in rows]
    kept = {row.public_id: row.secret_hash for row in session.scalars(select(CodeRow))}
    assert kept == {code.public_id: hash_of_code(key(app), code) for code in codes} and len(kept) == SIZE
    assert [row["row"] for row in rows] == [str(n) for n in range(1, SIZE + 1)]
    assert {row["area"] for row in rows} == {"K"} and {row["name"] for row in rows} == {"Kirjeet"}
    assert all(row["link"].endswith(f"/code#{row['code']}") for row in rows)
    assert all(row["number"] == code.public_id for row, code in zip(rows, codes, strict=True))
    assert enter(client, codes[0]).status_code == 303


def test_it_is_made_once_and_the_log_says_by_whom_and_no_secret(
    session: Session, officials: list[FlaskClient], round_: Round
) -> None:
    address, passphrase = asked(session, officials, round_), new_passphrase()
    answer = officials[1].post(address, data={"passphrase": passphrase})
    rows = rows_in(answer.data, passphrase)
    assert officials[0].post(address, data={"passphrase": passphrase}).status_code == 409
    assert officials[0].get(address).status_code == 409
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == ["codes_asked", "codes_confirmed", "codes_printed"]
    told = " ".join(str(event.details) for event in events)
    assert passphrase not in told and not any(row["code"][7:] in told for row in rows)
    batch = session.scalars(select(CodeBatch).execution_options(populate_existing=True)).one()
    assert batch.printed_by_id == events[-1].account_id == events[-2].account_id


@pytest.mark.parametrize("weak", ["", "salasana", "0000-0000", "A" * 24])
def test_no_passphrase_of_ones_own(
    session: Session, officials: list[FlaskClient], round_: Round, weak: str
) -> None:
    address = asked(session, officials, round_)
    assert officials[0].post(address, data={"passphrase": weak}).status_code == 409
    assert session.scalars(select(CodeRow)).all() == []


def test_it_is_no_print_and_a_print_is_no_file(
    session: Session, officials: list[FlaskClient], round_: Round
) -> None:
    address = asked(session, officials, round_)
    assert officials[0].post(address.replace("/file", "/print")).status_code == 404
    factories.run(session, "update roll.code_batch set purpose = 'school', size = 2")
    session.commit()
    assert officials[0].get(address).status_code == 404


def test_what_is_printed_here_stays_small(
    session: Session, officials: list[FlaskClient], round_: Round
) -> None:
    form = {"purpose": "letters", "name": "Kirjeet", "size": "3001", "area_code": "", "expires_at": ""}
    address = f"/staff/rounds/{round_.slug}/codes"
    assert officials[0].post(address, data=form).status_code == 400
    assert officials[0].post(address, data=form | {"purpose": "house", "size": "100001"}).status_code == 400
    assert officials[0].post(address, data=form | {"purpose": "house", "size": "100000"}).status_code == 302
    for purpose, size in (("letters", 301), ("house", 100_001)):
        with pytest.raises(IntegrityError, match="size_sensible"), session.begin_nested():
            factories.run(
                session,
                "update roll.code_batch set purpose = :purpose, size = :size",
                purpose=purpose,
                size=size,
            )


@pytest.mark.parametrize("name", ["=1+1", " +358", "-1", "@SUM(A1)", "\t=1"])
def test_t21_no_name_or_area_in_the_file_is_taken_for_a_formula(name: str) -> None:
    sheet = Sheet("Kierros", name, "vote", "http://localhost/code", words={}, titles={}, until={})
    code = random_code(secrets.choice)
    (row,) = rows_in(sealed(sheet, name, [code], passphrase := new_passphrase(), "a.csv"), passphrase)
    assert row["name"] == row["area"] == f"'{name}"
