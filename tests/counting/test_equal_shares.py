from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting.elections import election, elections
from tests.counting.plain_equal_shares import winners
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.rules.equal_shares import Comparison, Completion, EqualShares, Start, Utility
from webapp.counting.shares.raising import Stop

ALONE = EqualShares(completion=Completion.NONE)


@settings(max_examples=400)
@given(
    election=st.one_of(elections(), elections(most_points=5), elections(money=3000)), by_points=st.booleans()
)
def test_equals_the_plain_definition_in_fractions(election: Election, by_points: bool) -> None:
    rule = EqualShares(completion=Completion.NONE, utility=Utility.POINTS if by_points else Utility.COST)
    share = Fraction(election.budget_cents, election.voters)
    assert list(rule.count(election, Ties("s")).winners) == winners(election, Ties("s"), share, by_points)


@settings(max_examples=200)
@given(
    election=st.one_of(elections(), elections(most_points=5)),
    stop=st.sampled_from(Stop),
    by_points=st.booleans(),
)
def test_add1_equals_raising_the_plain_one(election: Election, stop: Stop, by_points: bool) -> None:
    utility = Utility.POINTS if by_points else Utility.COST
    rule = EqualShares(completion=Completion.ADD1, stop=stop, increment_cents=1, utility=utility)
    assert list(rule.count(election, Ties("s")).winners) == plain_add1(election, stop, by_points)


def plain_add1(election: Election, stop: Stop, by_points: bool) -> list[str]:
    costs = {project.id: project.cost_cents for project in election.projects}
    supported = {project_id for project_id, votes in election.votes().items() if votes}
    share = Fraction(election.budget_cents, election.voters)
    won = winners(election, Ties("s"), share, by_points)
    while True:
        left = election.budget_cents - sum(costs[w] for w in won)
        out = supported.difference(won)
        if not out or (stop is Stop.EXHAUSTIVE and all(costs[p] > left for p in out)):
            return won
        share += 1
        following = winners(election, Ties("s"), share, by_points)
        if sum(costs[w] for w in following) > election.budget_cents:
            return won
        won = following


@given(election=elections(most_points=4))
def test_supporters_pay_exactly_the_cost_and_nobody_pays_more_than_their_share(election: Election) -> None:
    result = ALONE.count(election, Ties("s"))
    share = Fraction(result.facts["share_cents"])
    for step in result.steps:
        assert step.payment is not None
        assert sum(each * times for each, times in step.payment.paid) == step.cost_cents
        assert sum(times for _, times in step.payment.paid) == step.votes
        assert step.payment.full_payers + step.payment.partial_payers == step.votes
        assert all(each <= share for each, _ in step.payment.paid)


@given(election=elections(most_points=4))
def test_losers_lacked_what_is_said(election: Election) -> None:
    for loss in ALONE.count(election, Ties("s")).losses:
        if loss.reason.value == "supporters-money":
            assert loss.missing_cents is not None and 0 < loss.missing_cents <= loss.cost_cents


def test_a_minority_gets_its_part_where_greedy_gives_it_nothing() -> None:
    split = election({"a": 50, "b": 50, "c": 50}, 100, ("ab", 6), ("c", 4))
    assert ALONE.count(split, Ties()).winners == ("a",)
    assert EqualShares(completion=Completion.ADD1).count(split, Ties()).winners == ("a",)
    assert EqualShares(completion=Completion.UTILITARIAN).count(split, Ties()).winners == ("a", "b")


def test_what_each_supporter_paid_is_told() -> None:
    result = ALONE.count(election({"a": 60, "b": 25}, 100, ("a", 2), ("ab", 1), ("b", 1)), Ties())
    first, second = (step.payment for step in result.steps)
    assert first is not None and second is not None
    assert first.paid == ((Fraction(20), 3),)
    assert second.paid == ((Fraction(20), 1), (Fraction(5), 1))
    assert (second.full_payers, second.partial_payers, second.partial_cents) == (1, 1, Fraction(5))


def test_the_share_may_start_at_whole_units() -> None:
    result = EqualShares(completion=Completion.NONE, start=Start.WHOLE).count(
        election({"a": 100}, 1000, ("a", 3)), Ties()
    )
    assert result.facts["share_cents"] == "300"


@pytest.mark.parametrize("comparison", [Comparison.WINNERS, Comparison.ANY_WINNER])
def test_greedy_is_taken_if_more_voters_prefer_it(comparison: Comparison) -> None:
    many, few = (
        election({"a": 90, "b": 30}, 100, ("a", 6), ("b", 2)),
        election({"a": 90, "b": 30}, 100, ("b", 6), ("a", 2)),
    )
    alone = EqualShares(completion=Completion.ADD1, increment_cents=1)
    compared = replace(alone, comparison=comparison)
    assert alone.count(many, Ties()).winners == ()
    result = compared.count(many, Ties())
    assert (result.winners, result.facts["taken"], result.rule) == (("a",), "greedy", "equal-shares")
    assert compared.count(few, Ties()).facts["taken"] == "equal-shares"
