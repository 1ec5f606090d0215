"""The rows of an export as the database gives them: one by one, in columns by the thousand, or written out as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from webapp.exports.dataset import Column, Dataset, Row, Value, Wanted

ROWS_AT_ONCE = 500

Shape = Callable[[Column, ColumnElement[Any]], ColumnElement[Any]]
"""How the database is to give a column's values."""


def nobody(rows: int) -> None:
    """Nobody wants to know how many rows have been read."""


@dataclass(frozen=True)
class Rows:
    """The rows that are wanted of a dataset, to be read once. `told` hears now and then how many were read so far.

    Whichever way they are read, the database keeps those that are not yet: memory does not grow.
    """

    session: Session
    dataset: Dataset
    wanted: Wanted
    told: Callable[[int], None] = nobody

    def of(self, dataset: Dataset, before: int = 0) -> Rows:
        """The rows of another dataset of the same round and district; `before`: how many were read in others before."""
        wanted = replace(self.wanted, dataset=dataset.key, state=None, filters={})
        return replace(self, dataset=dataset, wanted=wanted, told=lambda rows: self.told(before + rows))

    def __iter__(self) -> Iterator[Row]:
        """One by one, as their columns' kinds say."""
        chosen = self.dataset.chosen(self.session, self.wanted)
        found = self.session.execute(chosen, execution_options={"yield_per": ROWS_AT_ONCE})
        for number, row in enumerate(found, 1):
            if number % ROWS_AT_ONCE == 0:
                self.told(number)
            yield tuple(row)

    def portions(self, size: int, shape: Shape, zone: str) -> Iterator[list[Row]]:
        """So many at a time, in the shape that is asked for; what it writes of moments is of this zone."""
        words, values = self._written(shape)
        number = 0
        with self._in_zone(zone), self._connection().cursor(f"export_{uuid4().hex}", binary=True) as cursor:
            cursor.execute(words, values)
            while some := cursor.fetchmany(size):
                number += len(some)
                self.told(number)
                yield some

    def lines(self, shape: Shape, zone: str) -> Iterator[bytes]:
        """Lines of CSV, many at a time, written by the database; what the shape writes of moments is of this zone."""
        words, values = self._written(shape)
        copied = b"copy (" + words + b") to stdout (format csv)"
        with self._in_zone(zone), self._connection().cursor() as cursor, cursor.copy(copied, values) as copy:
            yield from self._joined(iter(copy))

    def count(self) -> int:
        """How many there are."""
        chosen = self.dataset.chosen(self.session, self.wanted).order_by(None)
        rows = chosen.with_only_columns(literal(1)).subquery()
        return self.session.scalars(select(func.count()).select_from(rows)).one()

    def by(self, key: str) -> dict[Value, int]:
        """How many there are by the value of a column. One query."""
        chosen = self.dataset.chosen(self.session, self.wanted).order_by(None).subquery()
        value = list(chosen.c)[self.dataset.place(key)]
        counted = self.session.execute(select(value, func.count()).group_by(value))
        return {row[0]: row[1] for row in counted}

    def _joined(self, lines: Iterator[Any]) -> Iterator[bytes]:
        """Lines end as RFC 4180 says; PostgreSQL ends them with a line feed alone."""
        number, some = 0, []
        for number, line in enumerate(lines, 1):
            some.append(line[:-1])
            if number % ROWS_AT_ONCE == 0:
                self.told(number)
                yield b"\r\n".join([*some, b""])
                some.clear()
        yield b"\r\n".join([*some, b""])

    @contextmanager
    def _in_zone(self, zone: str) -> Iterator[None]:
        """This zone for the transaction, put back for whoever goes on with it (one that has failed puts it back itself)."""
        before = self.session.scalar(select(func.current_setting("TimeZone")))
        self.session.execute(select(func.set_config("TimeZone", zone, True)))
        yield
        self.session.execute(select(func.set_config("TimeZone", before, True)))

    def _written(self, shape: Shape) -> tuple[bytes, dict[str, Any]]:
        """The query and its values as the driver takes them. What is chosen stays in its order: it is only reshaped."""
        chosen = self.dataset.chosen(self.session, self.wanted).subquery()
        shaped = [shape(column, value) for column, value in zip(self.dataset.columns, chosen.c, strict=True)]
        dialect = self.session.get_bind().dialect
        compiled = select(*shaped).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        return str(compiled).encode(), dict(compiled.params)

    def _connection(self) -> psycopg.Connection:
        raw = self.session.connection().connection.driver_connection
        if not isinstance(raw, psycopg.Connection):
            raise TypeError("COPY needs psycopg's own connection")
        return raw
