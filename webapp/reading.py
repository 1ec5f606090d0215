"""Reading outside of transactions, for what many look at: one round trip, and a third of the work of a session.

`Kept` is a small memory of what seldom changes.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, TextualSelect, column, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

Value = TypeVar("Value")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def read(session: Session, statement: str, values: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of one statement with psycopg's parameters (`%(name)s`), each with its columns as attributes.

    They are what is committed at this moment. Where the session has begun a transaction they are read in that: a
    request never holds two connections, or requests could wait for each other.
    Raises sqlalchemy's OperationalError where the database does not answer.
    """
    bind = session.get_bind()
    if session.in_transaction():
        bind = session.connection()
    if isinstance(bind, Connection):
        return bind.exec_driver_sql(statement, dict(values)).all()
    pooled = bind.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        connection.autocommit = True
        try:
            with connection.cursor(row_factory=namedtuple_row) as cursor:
                rows: Sequence[Any] = cursor.execute(statement, values).fetchall()
                return rows
        except psycopg.OperationalError as error:
            raise OperationalError(statement, dict(values), error) from error
        finally:
            if not connection.closed:
                connection.autocommit = False
    finally:
        pooled.close()


def numbers(statement: str, values: Mapping[str, Any]) -> TextualSelect:
    """The numbers (`id`) that a statement chooses, written as for `read`, for other queries to choose from."""
    used = {name: values[name] for name in PLACEHOLDER.findall(statement)}
    return text(PLACEHOLDER.sub(r":\1", statement)).bindparams(**used).columns(column("id"))


class Kept:
    """Values by keys that change with what they are made from. The oldest go first; threads may share it.

    `clock` gives seconds.
    """

    def __init__(self, most: int = 500, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.clock = clock
        self.values: dict[Hashable, Any] = {}
        self.lock = threading.Lock()

    def find(self, key: Hashable) -> Any | None:
        """The value, or None where there is none."""
        return self.values.get(key)

    def keep(self, key: Hashable, value: Value) -> Value:
        """Keep a value, and give it back."""
        with self.lock:
            self.values[key] = value
            while len(self.values) > self.most:
                del self.values[next(iter(self.values))]
        return value

    def fresh(self, key: Hashable, seconds: float, make: Callable[[], Value]) -> Value:
        """The value if it was made so many seconds ago at most, else made anew."""
        now = self.clock()
        found: tuple[float, Value] | None = self.find(key)
        if found is None or now - found[0] >= seconds:
            found = self.keep(key, (now, make()))
        return found[1]

    def while_it_holds(self, key: Hashable, make: Callable[[], tuple[Value, float]]) -> Value:
        """The value while it holds, else made anew; what makes it says for how many seconds it does."""
        now = self.clock()
        found: tuple[float, Value] | None = self.find(key)
        if found is None or now >= found[0]:
            value, seconds = make()
            found = self.keep(key, (now + seconds, value))
        return found[1]

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value, made if there is none."""
        found: Value | None = self.find(key)
        return self.keep(key, make()) if found is None else found
