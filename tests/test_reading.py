"""Reading outside of transactions, and keeping what seldom changes."""

from __future__ import annotations

from functools import partial
from itertools import count

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp.reading import Kept, read


def test_a_read_sees_what_is_committed_and_leaves_no_transaction(engine: Engine) -> None:
    with Session(engine) as session:
        rows = read(session, "select %(n)s::int as n, now() < clock_timestamp() as later", {"n": 7})
        assert (rows[0].n, rows[0].later) == (7, True)
        assert not session.in_transaction()


def test_a_read_inside_a_transaction_sees_what_that_has_written(session: Session) -> None:
    session.execute(text("create temp table seen on commit drop as select 1 as n"))
    assert read(session, "select n from seen", {})[0].n == 1


def test_a_database_that_does_not_answer_is_told_as_elsewhere(engine: Engine) -> None:
    lonely = create_engine(engine.url, pool_size=1)
    with Session(lonely) as session:
        with pytest.raises(OperationalError):
            read(session, "select pg_terminate_backend(pg_backend_pid())", {})
        assert read(session, "select 1 as n", {})[0].n == 1
    lonely.dispose()


def test_what_is_kept_is_made_once_and_the_oldest_goes_first() -> None:
    kept = Kept(most=2)
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    for name in ("a", "a", "b", "c", "a"):
        assert kept.get(name, partial(make, name)) == name.upper()
    assert made == ["a", "b", "c", "a"]


def test_what_holds_is_not_made_again_until_it_does_no_longer() -> None:
    kept, numbers = Kept(), count(1)

    def asked(seconds: float) -> int:
        return kept.while_it_holds("mark", lambda: (next(numbers), seconds))

    assert [asked(0), asked(60), asked(0)] == [1, 2, 2]


def test_what_is_kept_for_a_while_is_made_anew_after_it() -> None:
    kept, made = Kept(), []
    for seconds in (60, 60, 0):
        kept.fresh("now", seconds, lambda: made.append(1))
    assert len(made) == 2
