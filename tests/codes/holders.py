"""Rounds in which people vote with codes, and codes for them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from webapp.ballots.receipts import ALPHABET
from webapp.codes import actions
from webapp.codes.rules import Code
from webapp.key_files import key_in
from webapp.projects.models import Project
from webapp.rounds.models import Round


def code_round(session: Session, **values: Any) -> tuple[Round, Project]:
    """A round that takes codes, voting open, with a project on the ballot."""
    round_ = factories.round_(session, **{"voting_providers": ["code"], **values})
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    session.commit()
    return round_, project


def codes(session: Session, app: Flask, round_: Round, size: int = 1, **wanted: Any) -> list[Code]:
    """A printed batch."""
    official = factories.account(session, "official")
    asked = actions.Wanted(**{"purpose": "school", "name": "8A", "size": size, **wanted})
    batch = actions.ask_codes(session, round_.id, False, asked, official.id)
    made = actions.make_codes(session, batch, size, key(app))
    actions.note_printed(session, round_.id, batch, official.id)
    session.commit()
    return made


def key(app: Flask) -> bytes:
    """The key with which the application hashes secrets."""
    return key_in(app.config["SETTINGS"].key_folder / "codes.key")


def enter(client: FlaskClient, code: object, address: str = "") -> TestResponse:
    """Type a code; with an address, from that one."""
    environ = {"REMOTE_ADDR": address} if address else {}
    return client.post("/code", data={"code": str(code)}, environ_base=environ)


def wrong(code: Code, n: int = 1) -> Code:
    """The same number with another secret, its check mark right."""
    place = (ALPHABET.index(code.secret[0]) + n) % len(ALPHABET)
    return Code(code.public_id, ALPHABET[place] + code.secret[1:])


def guessed_lately(session: Session, times: int) -> None:
    """So many wrong codes have been typed in this minute, and in the next five."""
    factories.run(
        session,
        "insert into try_count (what, client, minute, tries) select 'code', :all, m, :times"
        " from generate_series(date_trunc('minute', now()), now() + interval '5 minutes', interval '1 minute') m",
        all=b"all of the site",
        times=times,
    )
    session.commit()
