"""Rows are added, removed and moved without script, and nothing typed is lost."""

from __future__ import annotations

import pytest

from webapp.rounds.row_steps import MOST_ROWS, posted_with, rows_of, stepped

POSTED = [("title", "x"), ("themes-0-name-fi", "a"), ("themes-2-name-fi", "b"), ("themes-2-id", "7")]
ROWS = [{"name-fi": "a"}, {"name-fi": "b", "id": "7"}]


def test_rows_are_read_in_order_and_written_without_gaps() -> None:
    assert rows_of(POSTED, "themes") == ROWS
    assert posted_with(POSTED, "themes", ROWS) == [
        ("title", "x"),
        ("themes-0-name-fi", "a"),
        ("themes-1-name-fi", "b"),
        ("themes-1-id", "7"),
    ]


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("add", ["a", "b", None]),
        ("usual", ["a", "b", "u"]),
        ("remove-0", ["b"]),
        ("up-1", ["b", "a"]),
        ("up-0", ["a", "b"]),
        ("down-0", ["b", "a"]),
        ("down-1", ["a", "b"]),
        ("remove-9", ["a", "b"]),
        ("remove-", ["a", "b"]),
        ("remove--1", ["a", "b"]),
        ("remove-١", ["a", "b"]),
        ("nonsense", ["a", "b"]),
    ],
)
def test_a_step_changes_the_rows_and_an_unknown_one_nothing(step: str, names: list[str | None]) -> None:
    assert [row.get("name-fi") for row in stepped(ROWS, step, usual=[{"name-fi": "u"}])] == names


def test_there_are_never_more_rows_than_a_page_can_hold() -> None:
    assert len(stepped([{}] * MOST_ROWS, "add")) == MOST_ROWS
    assert len(rows_of([(f"themes-{n}-id", "") for n in range(999)], "themes")) == MOST_ROWS
    assert rows_of([("themes-99999-id", ""), ("themes-x-id", ""), ("themes-1", "")], "themes") == []
