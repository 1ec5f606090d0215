"""Reading boxes, times and limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webapp.errors import Refusal
from webapp.ogc.rules import MOST_ITEMS, Box, box_of, limit_of, number_of, plain_text, text_of, when_of


def test_a_box_is_two_corners_and_heights_are_passed_over() -> None:
    assert box_of("28,61,28.5,61.5", is_north_first=False) == Box(28, 61, 28.5, 61.5)
    assert box_of("28,61,0,28.5,61.5,100", is_north_first=False) == Box(28, 61, 28.5, 61.5)


def test_a_box_follows_the_order_of_axes_of_its_system() -> None:
    assert box_of("61,28,61.5,28.5", is_north_first=True) == Box(28, 61, 28.5, 61.5)
    assert box_of("61,28,0,61.5,28.5,9", is_north_first=True) == Box(28, 61, 28.5, 61.5)


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "1,2,3,nan", "1,2,3,inf", "1,2,3,1_0", "a,b,c,d", "1 ,2,3,4", "١,2,3,4"],
)
def test_what_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        box_of(text, is_north_first=False)


def test_numbers_beyond_the_earth_are_cut() -> None:
    assert box_of("-1e300,-1e999,1e300,1e9", is_north_first=False) == Box(-1e9, -1e9, 1e9, 1e9)


def test_an_instant_begins_and_ends_at_once_and_a_day_lasts_a_day() -> None:
    instant = when_of("2026-11-24T09:00:00+02:00")
    assert instant.start == instant.end == datetime(2026, 11, 24, 7, tzinfo=UTC)
    day = when_of("2026-11-24")
    assert day.start is not None and day.end is not None
    assert day.end - day.start == timedelta(days=1, microseconds=-1)


@pytest.mark.parametrize("text", ["2026-01-01T00:00:00Z/..", "2026-01-01T00:00:00Z/", "2026-01-01/.."])
def test_an_open_end_is_unknown(text: str) -> None:
    when = when_of(text)
    assert (when.start, when.end) == (datetime(2026, 1, 1, tzinfo=UTC), None)
    assert when_of("../2026-01-01T00:00:00.5z").start is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "/",
        "2026",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:60Z",
        "0000-01-01",
        "2026-01-01/2026-01-02/2026-01-03",
        "now",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        when_of(text)


def test_a_limit_above_the_most_is_the_most() -> None:
    assert limit_of("7") == 7
    assert limit_of("999999999") == MOST_ITEMS


@pytest.mark.parametrize("text", ["0", "-1", "", "1.5", "ten", "٣", "1" * 30])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        limit_of(text)


def test_ids_and_texts_that_the_database_cannot_hold_are_none() -> None:
    assert number_of("12") == 12
    assert number_of("9" * 16) is number_of("-1") is number_of("x") is number_of("") is None
    assert (text_of("a.b"), text_of("\0"), text_of("")) == ("a.b", None, None)
    for text in ("", "\0", "x" * 201):
        with pytest.raises(Refusal):
            plain_text("round", text)
