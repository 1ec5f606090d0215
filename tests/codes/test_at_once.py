"""Many who try one code at once are counted one by one, and one person handed codes by many has one (T1, T3)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from tests import database, factories
from tests.codes.holders import wrong
from webapp.codes import actions, models
from webapp.codes.rules import Code

MANY = 8
NAME = "nasta_test_codes"
KEY = b"k" * 32


@pytest.fixture
def busy() -> Iterator[Engine]:
    engine = create_engine(database.fresh(NAME), pool_size=MANY)
    yield engine
    engine.dispose()
    database.drop(NAME)


def arranged(engine: Engine) -> tuple[int, int]:
    """A round and an official."""
    with Session(engine) as session:
        round_ = factories.round_(session, voting_providers=["code"])
        official = factories.account(session, "official").id
        session.commit()
        return round_.id, official


def hand(engine: Engine, round_id: int, official: int) -> Code:
    with Session(engine) as session:
        code = actions.hand_code(session, round_id, "person:code:1", KEY, official)
        session.commit()
        return code


def test_t3_of_thirty_wrong_tries_at_once_ten_are_looked_at(busy: Engine) -> None:
    code = hand(busy, *arranged(busy))

    def enter(number: int) -> str:
        with Session(busy) as session:
            answer, _opened = actions.use_code(session, wrong(code, number), KEY, None, "fi", 1)
            session.commit()
            return answer

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(enter, range(1, 31)))
    assert (answers.count("wrong"), answers.count("locked")) == (10, 20)


def test_t1_a_person_to_whom_many_hand_a_code_at_once_has_one_that_holds(busy: Engine) -> None:
    round_id, official = arranged(busy)
    with ThreadPoolExecutor(MANY) as pool:
        codes = list(pool.map(lambda _: hand(busy, round_id, official), range(MANY)))
    assert len(set(codes)) == MANY
    with Session(busy) as session:
        live = select(models.Code.public_id).where(models.Code.voided_at.is_(None))
        assert len(session.scalars(live).all()) == 1
