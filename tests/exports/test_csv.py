"""CSV as the database writes it holds the same bytes as CSV written value by value."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import cast, column, func, select, values
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Boolean, DateTime, Double, Text

from tests import factories
from webapp.exports.dataset import Column, Dataset, Kind, Wanted
from webapp.exports.datasets import DATASETS
from webapp.exports.formats.csv_file import CsvFile
from webapp.exports.rows import Rows
from webapp.exports.setting import setting_for
from webapp.exports.writing import Setting
from webapp.rounds.models import Round

TYPES: dict[Kind, Any] = {
    Kind.TEXT: Text(),
    Kind.NUMBER: BigInteger(),
    Kind.MONEY: BigInteger(),
    Kind.MOMENT: DateTime(timezone=True),
    Kind.DEGREES: Double(),
    Kind.METRES: Double(),
    Kind.YES_NO: Boolean(),
}
TEXTS = [
    "=1+1",
    "+358",
    "-2",
    "@a",
    "\tx",
    "\rx",
    "'=1",
    "",
    " ",
    "NULL",
    "\\N",
    "\\.",
    '"',
    'a "b"',
    "a,b",
    "a\nb",
]
TEXTS += ["a\r\nb", "ends\r", "ä€😀", "x" * 9000]
ODD: dict[Kind, list[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.NUMBER: [0, -1, 2**62],
    Kind.MONEY: [0, 1, 99, 100, 123456, 10**15 + 1],
    Kind.MOMENT: [
        datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, 0, 500_000, tzinfo=UTC),
        datetime(1999, 12, 31, 22, 0, 0, tzinfo=UTC),
    ],
    Kind.DEGREES: [28.05, 61.0, 28.1234565, 28.0000005, -0.5, 0.0000004, 179.99999949],
    Kind.METRES: [28510186.25, 6772005.049999, 0.05, 564166.0, -1.25],
    Kind.YES_NO: [True, False],
}


def cell(kind: Kind, value: Any, zone: ZoneInfo) -> str:
    """A value as docs/exports.md says."""
    match kind:
        case _ if value is None:
            return ""
        case Kind.MONEY:
            return f"{value // 100}.{value % 100:02}"
        case Kind.MOMENT:
            return str(value.astimezone(zone).isoformat(timespec="seconds"))
        case Kind.DEGREES:
            return f"{value:.6f}"
        case Kind.METRES:
            return f"{value:.1f}"
        case Kind.YES_NO:
            return "yes" if value else "no"
        case _:
            return (
                f"'{value}"
                if str(value).startswith(("=", "+", "-", "@", "\t", "\r")) and kind is Kind.TEXT
                else str(value)
            )


def written_value_by_value(rows: Rows, zone: ZoneInfo) -> bytes:
    sheet = io.StringIO()
    lines = csv.writer(sheet)
    lines.writerow([one.key for one in rows.dataset.columns])
    kinds = [one.kind for one in rows.dataset.columns]
    lines.writerows(
        [[cell(kind, value, zone) for kind, value in zip(kinds, row, strict=True)] for row in rows]
    )
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def odd_dataset() -> Dataset:
    """Every odd value and what is not known, beside one another, in a column of each kind."""
    most = max(map(len, ODD.values())) + 1
    lists = [[*some, *[None] * (most - len(some))] for some in ODD.values()]
    named = values(
        column("line", BigInteger()), *(column(kind.value, TYPES[kind]) for kind in ODD), name="odd"
    ).data([(n, *line) for n, line in enumerate(zip(*lists, strict=True))])
    columns = tuple(Column(kind.value, kind.value, kind.value, kind) for kind in ODD)
    chosen = select(*(cast(named.c[kind.value], TYPES[kind]) for kind in ODD)).order_by(named.c.line)
    return Dataset("odd", "Odd", (), columns, lambda session, wanted: chosen)


@pytest.fixture
def wanted(round_: Round) -> Wanted:
    return Wanted(round_.id, "odd", "csv", None, None, "fi", 3882, 4326)


@pytest.fixture
def setting(session: Session, app: Any, wanted: Wanted) -> Setting:
    with app.app_context():
        return setting_for(session, wanted)


def test_odd_values_of_every_kind(session: Session, wanted: Wanted, setting: Setting) -> None:
    rows = Rows(session, odd_dataset(), wanted)
    assert b"".join(CsvFile().write(rows, setting)) == written_value_by_value(rows, setting.zone)


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.key)
def test_every_dataset(
    session: Session, wanted: Wanted, setting: Setting, dataset: Dataset, round_: Round
) -> None:
    factories.proposal(session, round_, title='=cmd|"\r\n,', geom=factories.point(28.1234567, 61.0123456))
    rows = Rows(session, dataset, wanted)
    assert b"".join(CsvFile().write(rows, setting)) == written_value_by_value(rows, setting.zone)


def test_the_zone_of_the_transaction_is_as_before(session: Session, wanted: Wanted, setting: Setting) -> None:
    before = session.scalar(select(func.current_setting("TimeZone")))
    list(CsvFile().write(Rows(session, odd_dataset(), wanted), setting))
    assert session.scalar(select(func.current_setting("TimeZone"))) == before


def test_whoever_waits_hears_how_many_rows_were_written(
    session: Session, wanted: Wanted, setting: Setting
) -> None:
    dataset = Dataset(
        "n", "N", (), (Column("n", "n", "n", Kind.NUMBER),), lambda *_: select(func.generate_series(1, 1200))
    )
    told: list[int] = []
    written = b"".join(CsvFile().write(Rows(session, dataset, wanted, told.append), setting))
    assert (told, written.count(b"\r\n")) == ([500, 1000], 1201)
