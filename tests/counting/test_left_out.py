"""Whom an outcome left with less than their share of the money would have paid for."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given

from tests.counting.elections import election, elections
from webapp.counting.election import Election, VoteType
from webapp.counting.left_out import LeftOut, left_out
from webapp.counting.lot import Ties
from webapp.counting.rules import rule_called


def winners_by(rule: str, counted: Election) -> tuple[str, ...]:
    return rule_called(rule).count(counted, Ties("seed")).winners


def test_a_third_of_the_voters_without_any_winner_can_point_to_what_they_all_wanted() -> None:
    town = election({"a": 60, "b": 40, "c": 30}, 100, ("ab", 6), ("c", 3))
    by_votes = winners_by("greedy", town)
    assert by_votes == ("b", "a")
    assert left_out(town, by_votes) == (LeftOut("c", 3, Fraction(100, 3), 0),)
    assert left_out(town, winners_by("equal-shares", town)) == ()


def test_those_who_got_something_join_when_those_who_got_nothing_are_too_few() -> None:
    town = election({"a": 10, "b": 20}, 100, ("ab", 2), ("b", 1), ("a", 7))
    assert left_out(town, ("a",)) == (LeftOut("b", 3, Fraction(30), 10),)
    town = election({"a": 10, "b": 20}, 100, ("ab", 2), ("b", 2), ("a", 6))
    assert left_out(town, ("a",)) == (LeftOut("b", 2, Fraction(20), 0),)


def test_a_share_that_just_pays_is_enough_and_a_cent_less_is_not() -> None:
    ballots = (("a", 5), ("b", 5))
    assert left_out(election({"a": 50, "b": 50}, 100, *ballots), ("a",)) == (
        LeftOut("b", 5, Fraction(50), 0),
    )
    assert left_out(election({"a": 50, "b": 51}, 100, *ballots), ("a",)) == ()


def test_points_and_orders_are_not_judged_by_it() -> None:
    town = election({"a": 1}, 10, ("a", 1))
    assert left_out(Election(town.projects, 10, town.ballots, VoteType.CUMULATIVE), ()) is None


@given(elections())
def test_equal_shares_leaves_nobody_out(town: Election) -> None:
    assert left_out(town, winners_by("equal-shares", town)) == ()


@given(elections())
def test_it_finds_just_the_groups_that_the_definition_has(town: Election) -> None:
    won = winners_by("greedy", town)
    found = {group.project: (group.got_cents, group.voters) for group in left_out(town, won) or ()}
    voters = [set(ballot.choices) for ballot in town.ballots for _ in range(ballot.times)]
    cost = {project.id: project.cost_cents for project in town.projects}
    for project in cost.keys() - set(won):
        got = [sum(cost[c] for c in one & set(won)) for one in voters if project in one]
        able = [
            max(group)
            for size in range(1, len(got) + 1)
            for group in combinations(got, size)
            if (max(group) + cost[project]) * len(voters) <= size * town.budget_cents
        ]
        least = min(able, default=None)
        told = None if least is None else (least, sum(worth <= least for worth in got))
        assert found.get(project) == told
