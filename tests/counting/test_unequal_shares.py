"""Equal Shares where each area's money is parted among those who voted in it, against the plain definition in fractions."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting.elections import election, elections
from tests.counting.plain_equal_shares import winners
from webapp.counting.commands import count_file
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.pabulib import write_pabulib
from webapp.counting.rules.equal_shares import Completion, EqualShares, Utility
from webapp.counting.shares.raising import Stop

AreaMoney = tuple[tuple[int, tuple[str, ...]], ...]


@st.composite
def with_areas(draw: st.DrawFn) -> tuple[Election, AreaMoney]:
    """Two areas with some of the projects and of the money each; a ballot may choose in none, one or both."""
    one = draw(st.one_of(elections(), elections(most_points=3)))
    area_of = [draw(st.integers(0, 2)) for _ in one.projects]
    first = draw(st.integers(0, one.budget_cents))
    money = (first, draw(st.integers(0, one.budget_cents - first)))
    listed = [
        tuple(p.id for p, area in zip(one.projects, area_of, strict=True) if area == n) for n in range(2)
    ]
    return one, tuple(zip(money, listed, strict=True))


def plain_parts(one: Election, area_money: AreaMoney) -> list[Fraction]:
    """What each voter has in cents, written straight from the rule."""
    people = [set(ballot.choices) for ballot in one.ballots for _ in range(ballot.times)]
    parts = [Fraction(one.budget_cents - sum(cents for cents, _ in area_money), len(people))] * len(people)
    for cents, projects in area_money:
        there = [chosen & set(projects) != set() for chosen in people]
        for voter, is_there in enumerate(there):
            parts[voter] += Fraction(cents, sum(there)) if is_there else 0
    return parts


@settings(max_examples=40)
@given(drawn=with_areas(), by_points=st.booleans(), stop=st.sampled_from(Stop), is_raised=st.booleans())
def test_equals_the_plain_definition_with_unequal_parts_raised_in_proportion(
    drawn: tuple[Election, AreaMoney], by_points: bool, stop: Stop, is_raised: bool
) -> None:
    one, area_money = drawn
    parts = plain_parts(one, area_money)
    share = sum(parts, Fraction(0)) / len(parts)
    weights = [part / share if share else Fraction(1) for part in parts]
    won = winners(one, Ties("s"), share, by_points, weights)
    while is_raised and not _is_done(one, won, stop):
        share += 1
        following = winners(one, Ties("s"), share, by_points, weights)
        if _cost(one, following) > one.budget_cents:
            break
        won = following
    rule = EqualShares(
        completion=Completion.ADD1 if is_raised else Completion.NONE,
        stop=stop,
        increment_cents=1,
        utility=Utility.POINTS if by_points else Utility.COST,
        area_money=area_money,
    )
    result = rule.count(one, Ties("s"))
    assert list(result.winners) == won
    assert all(
        sum(each * times for each, times in step.payment.paid) == step.cost_cents
        for step in result.steps
        if step.payment is not None
    )


def _cost(one: Election, won: list[str]) -> int:
    return sum(one.project(project).cost_cents for project in won)


def _is_done(one: Election, won: list[str], stop: Stop) -> bool:
    out = {project for project, votes in one.votes().items() if votes}.difference(won)
    left = one.budget_cents - _cost(one, won)
    return not out or (stop is Stop.EXHAUSTIVE and all(one.project(p).cost_cents > left for p in out))


A_AND_B = election({"a": 60, "b": 60, "c": 30}, 150, ("a", 1), ("ac", 1), ("b", 6), ("c", 2))
MONEY: AreaMoney = ((60, ("a",)), (60, ("b",)))


def test_the_few_of_one_area_have_its_money_and_everyone_a_part_of_the_citys() -> None:
    """A and B have 60 each, the city 30: 2 voters of A have 33 each, 6 of B 13 each, the other 2 have 3. Of equal parts, 15, A had none."""
    alone = EqualShares(completion=Completion.NONE)
    assert alone.count(A_AND_B, Ties()).winners == ("b", "c")
    by_area = EqualShares(completion=Completion.NONE, area_money=MONEY)
    result = by_area.count(A_AND_B, Ties())
    assert result.winners == ("b", "a")
    assert (result.facts["share_cents"], result.facts["largest_share_cents"]) == ("15", "33")


def test_flask_count_takes_the_money_of_areas_and_refuses_more_than_there_is(tmp_path: Path) -> None:
    file = tmp_path / "city.pb"
    file.write_text(write_pabulib(A_AND_B, {}), "utf-8")

    def told(money: object) -> str:
        option = f"area_money={json.dumps(money)}"
        command = [str(file), "--rule", "equal-shares", "--completion", "none", "--option", option, "--json"]
        return CliRunner().invoke(count_file, command).output

    found = json.loads(told(MONEY))
    assert (found["winners"], found["left_out"]) == (["b", "a"], None)
    assert "the areas have more money together than there is" in told([[151, ["a"]]])
    assert "the areas have projects that are not there: x" in told([[1, ["x"]]])
    assert "a project belongs to two areas" in told([[1, ["a"]], [2, ["a", "b"]]])
    for wrong in ([[60]], [["60", "a"]], 60, [[-1, ["a"]]]):
        assert told(wrong).startswith("Error: equal-shares: ")
