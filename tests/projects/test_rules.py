"""The arithmetic of estimates, what two of them differ in, and where a new project's words come from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.projects.rules import (
    Line,
    Source,
    bounds_hold,
    differences,
    first_texts,
    is_news_late,
    pot_for,
    totals,
    used_share,
)

quantities = st.decimals(min_value="0.001", max_value=1_000_000, places=3, allow_nan=False)
cents = st.integers(0, 10**9)
all_lines = st.lists(
    st.builds(
        Line, st.text(max_size=3), quantities, st.just("kpl"), cents, st.none() | st.integers(0, 500), cents
    ),
    max_size=8,
)


def line(what: str, cents: int = 100, quantity: str = "1") -> Line:
    return Line(what, Decimal(quantity), "kpl", cents, None, 0)


@given(all_lines)
def test_the_printed_lines_add_up_to_the_printed_sums(lines: list[Line]) -> None:
    found = totals(lines)
    assert found.total_cents == found.net_cents + found.vat_cents == sum(one.total_cents for one in lines)
    assert found.upkeep_cents == sum(one.upkeep_cents for one in lines)


@given(all_lines)
def test_no_line_is_a_cent_off_its_exact_price(lines: list[Line]) -> None:
    for one in lines:
        exact = one.quantity * one.unit_price_cents * (1000 + (one.vat_permille or 0)) / 1000
        assert abs(one.total_cents - exact) <= Decimal("0.5") + Decimal("0.5") * 3 / 2


@given(all_lines)
def test_the_order_of_lines_changes_no_sum(lines: list[Line]) -> None:
    assert totals(lines) == totals(list(reversed(lines)))


@given(all_lines, all_lines)
def test_the_differences_add_up_to_the_difference_of_the_sums(old: list[Line], new: list[Line]) -> None:
    found = differences(old, new)
    assert sum(one.cents for one in found) == totals(new).total_cents - totals(old).total_cents
    assert [one.new for one in found if one.new] == new
    assert sorted(map(repr, (one.old for one in found if one.old))) == sorted(map(repr, old))


def test_halves_of_a_cent_are_rounded_upwards_and_vat_follows_the_rounded_price() -> None:
    one = Line("Köysi", Decimal("0.5"), "m", 101, 255, 0)
    assert (one.net_cents, one.vat_cents, one.total_cents) == (51, 13, 64)


def test_a_line_keeps_its_identity_when_it_is_moved_or_its_price_changes() -> None:
    found = differences([line("Penkki"), line("Puu")], [line("Puu"), line("penkki", 150), line("Kivi")])
    assert [(one.what, one.is_same, one.cents) for one in found] == [
        ("Puu", True, 0),
        ("penkki", False, 50),
        ("Kivi", False, 100),
    ]


def test_two_lines_of_the_same_thing_are_told_apart_by_their_order() -> None:
    found = differences([line("Puu", 1), line("Puu", 2)], [line("Puu", 1)])
    assert [(one.is_same, one.cents) for one in found] == [(True, 0), (False, -2)]


@pytest.mark.parametrize(
    ("lower", "upper", "holds"),
    [(None, None, True), (100, 100, True), (101, None, False), (None, 99, False), (0, 200, True)],
)
def test_the_sum_lies_within_the_bounds(lower: int | None, upper: int | None, holds: bool) -> None:
    assert bounds_hold(100, lower, upper) is holds


def test_a_new_project_has_the_proposals_own_words_each_in_its_language() -> None:
    sources = [
        Source("fi", "Penkki", "Rantaan."),
        Source("sv", "Bänk", "Vid stranden."),
        Source("fi", "Pöytä", "Puistoon."),
    ]
    title, summary = first_texts(sources)
    assert title == {"fi": "Penkki", "sv": "Bänk"}
    assert summary == {"fi": "Rantaan.\n\nPuistoon.", "sv": "Vid stranden."}


def test_money_is_looked_for_in_the_district_then_in_the_whole_city() -> None:
    assert pot_for([(1, None), (2, "A")], "A") == 2
    assert pot_for([(1, None), (2, "A")], "B") == 1
    assert pot_for([(2, "A"), (3, "B")], "C") == 2
    assert pot_for([], "A") is None


def test_all_is_spent_only_when_all_is_spent() -> None:
    assert [used_share(spent, 1000) for spent in (0, 999, 1000, 1500)] == [0, 99, 100, 150]


@pytest.mark.parametrize(
    ("delivery", "day", "late"),
    [
        ("under_way", 23, True),
        ("planned", 23, True),
        ("under_way", 24, False),
        ("under_way", None, False),
        ("done", 23, False),
        ("stopped", 23, False),
        (None, 23, False),
    ],
)
def test_news_is_late_when_its_day_has_passed_and_the_work_goes_on(
    delivery: str | None, day: int | None, late: bool
) -> None:
    promised = date(2026, 11, day) if day else None
    assert is_news_late(delivery, promised, date(2026, 11, 24)) is late
