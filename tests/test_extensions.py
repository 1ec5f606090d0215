"""What we changed of the database library: requests neither wait for a ping nor start a thread."""

from __future__ import annotations

import inspect

from flask import Flask
from sqlalchemy import Engine, create_engine, event, text

from webapp.extensions import replace_if_closed


def test_a_connection_that_the_server_has_closed_is_replaced_unseen(
    database_url: str, engine: Engine
) -> None:
    pooled = create_engine(database_url, pool_size=1, max_overflow=0)
    event.listen(pooled, "checkout", replace_if_closed)
    with pooled.connect() as one:
        first = one.scalar(text("select pg_backend_pid()"))
    with pooled.connect() as one:
        assert one.scalar(text("select pg_backend_pid()")) == first
    with engine.connect() as other:
        other.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": first})
    with pooled.connect() as one:
        assert one.scalar(text("select pg_backend_pid()")) != first
    pooled.dispose()


def test_nothing_asynchronous_runs_at_the_end_of_a_request(app: Flask) -> None:
    assert not any(inspect.iscoroutinefunction(one) for one in app.teardown_appcontext_funcs)
