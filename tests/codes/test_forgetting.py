"""When the key of a vote is destroyed, nothing stays that says which code was whose."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.codes.holders import code_round, codes, enter


def test_codes_and_passes_go_with_the_key_of_their_vote_and_others_stay(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    rounds = [code_round(session)[0] for _ in range(2)]
    for round_ in rounds:
        enter(client, codes(session, app, round_)[0])
    destroy = "update vote set key_destroyed_at = now() where round_id = :id"
    factories.run(session, destroy, id=rounds[0].id)
    left = factories.run(session, "select round_id from roll.code natural join roll.pass").scalars().all()
    assert left == [rounds[1].id]
