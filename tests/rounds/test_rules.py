"""Money is split by population without losing a cent; a timetable says what goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.rounds.rules import overlaps, per_resident, phase_state, phase_view, split_by_population

LAPPEENRANTA = [16_000, 15_000, 14_000, 9_800, 9_000, 5_000, 3_500, 1_200]


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


def test_a_phase_begins_at_its_start_and_has_ended_at_its_end() -> None:
    assert phase_state(day(2), day(4), day(1)) == "future"
    assert phase_state(day(2), day(4), day(2)) == "current"
    assert phase_state(day(2), day(4), day(4)) == "past"


def test_overlapping_phases_are_named_in_pairs() -> None:
    first = phase_view(1, "proposing", day(1), day(10), None, day(1))
    second = phase_view(2, "screening", day(5), day(12), None, day(1))
    third = phase_view(3, "voting", day(12), day(20), None, day(1))
    assert overlaps([third, second, first]) == [(first, second)]


def test_money_per_resident_is_whole_cents_or_unknown() -> None:
    assert per_resident(100_00, 3) == 3333
    assert per_resident(2, 4) == 1
    assert per_resident(100, None) is None
    assert per_resident(100, 0) is None


def test_a_sum_is_split_by_population_into_round_amounts() -> None:
    shares = split_by_population(500_000_00, LAPPEENRANTA)
    assert sum(shares) == 500_000_00
    assert shares[0] == 108_900_00
    assert all(share % 100_00 == 0 for share in shares)


@given(st.integers(1, 10**11), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_no_cent_is_lost_whatever_is_split(total: int, people: list[int]) -> None:
    if sum(people) == 0:
        with pytest.raises(ValueError, match="population"):
            split_by_population(total, people)
        return
    shares = split_by_population(total, people)
    assert sum(shares) == total
    assert min(shares) >= 0
