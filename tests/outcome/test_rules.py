"""Small numbers and classes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.outcome.rules import (
    ballots_told,
    class_of,
    classes_of,
    level_told,
    may_open_ballots,
    shown,
    whole_told,
)


def test_a_group_of_fewer_than_30_ballots_shows_no_counts() -> None:
    assert shown({"a": 20, "b": 9}, 29) == {"a": None, "b": None}


def test_one_to_nine_are_not_shown_nor_what_would_give_them_away() -> None:
    assert shown({"a": 300, "b": 40, "c": 7, "d": 0}, 347) == {"a": 300, "b": None, "c": None, "d": 0}


def test_two_small_ones_hide_each_other_only_if_they_are_enough_together() -> None:
    assert shown({"a": 300, "b": 40, "c": 7, "d": 6}, 353) == {"a": 300, "b": 40, "c": None, "d": None}
    assert shown({"a": 300, "b": 40, "c": 2, "d": 1}, 343)["b"] is None


def test_in_a_small_group_all_or_none_is_not_told() -> None:
    assert (
        shown({"a": 40, "b": 0, "c": 25}, 40) == {"a": None, "b": None, "c": None}
        or shown({"a": 40, "b": 0}, 40)["a"] is None
    )
    assert shown({"a": 60, "b": 0}, 60) == {"a": 60, "b": 0}


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 200), min_size=1))
def test_no_small_cell_can_be_worked_out_from_the_total(counts: dict[int, int]) -> None:
    """T24: with the total known, what is hidden is at least two cells of at least ten together, or everything."""
    total = sum(counts.values())
    told = shown(counts, total)
    assert all(count is None or count == 0 or count >= 10 for count in told.values())
    hidden = [counts[key] for key, count in told.items() if count is None]
    everything = all(count is None or count == 0 for count in told.values())
    assert not hidden or everything or (len(hidden) > 1 and sum(hidden) >= 10)


@pytest.mark.parametrize(
    ("projects", "ballots", "one_choice", "may"),
    [
        (10, 500, False, True),
        (10, 499, False, False),
        (31, 5000, False, False),
        (10, 100, True, True),
        (10, 20, True, False),
    ],
)
def test_ballots_are_opened_only_in_a_crowd(projects: int, ballots: int, one_choice: bool, may: bool) -> None:
    counts = dict.fromkeys(range(projects), max(ballots // projects, 1))
    assert may_open_ballots(counts, ballots, one_choice=one_choice) is may


@given(st.lists(st.integers(0, 1000)))
def test_every_value_is_in_one_class_and_classes_do_not_overlap(values: list[int]) -> None:
    classes = classes_of(values)
    assert len(classes) <= 5
    assert all(class_of(value, classes) is not None for value in values)
    assert all(a.high < b.low for a, b in pairwise(classes))


def test_a_few_ballots_are_not_told_nor_what_would_tell_them() -> None:
    assert ballots_told({"a": 200, "b": 40}, 240) == {"a": 200, "b": 40}
    assert ballots_told({"a": 200, "b": 40, "c": 0}, 240) == {"a": 200, "b": 40, "c": 0}
    one_pot_each = {"a": 200, "b": 40, "c": 4}
    assert ballots_told(one_pot_each, 244) == {"a": 200, "b": None, "c": None}, "c is what the others leave"
    assert ballots_told(one_pot_each, 201) == {"a": 200, "b": 40, "c": None}, "a ballot is in several pots"
    assert [whole_told(ballots) for ballots in (0, 1, 9, 10)] == [0, None, None, 10]


@pytest.mark.parametrize("level", ["totals", "commitments", "ballots"])
def test_a_round_of_few_ballots_publishes_no_commitments_that_could_be_counted(level: str) -> None:
    assert level_told(level, [({"a": 3}, 3), ({"a": 3}, 3)], one_choice=True) == "totals"
