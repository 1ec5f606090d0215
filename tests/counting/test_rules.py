"""What every counting rule must keep to. A new rule is tested by being listed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counting.elections import elections
from webapp.counting.election import Ballot, Election, Project
from webapp.counting.lot import Ties
from webapp.counting.rules import RULES, Rule, RuleError, rule_called

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
small = st.one_of(elections(), elections(most_points=4))


@every_rule
@given(election=small, seed=st.text(max_size=5))
def test_never_spends_more_than_the_pot_and_accounts_for_every_project(
    rule: type[Rule], election: Election, seed: str
) -> None:
    result = rule().count(election, Ties(seed))
    assert result.cost_cents <= election.budget_cents
    assert sorted([*result.winners, *(loss.project for loss in result.losses)]) == sorted(
        p.id for p in election.projects
    )
    left = election.budget_cents
    for number, step in enumerate(result.steps, 1):
        left -= election.project(step.project).cost_cents
        assert (step.number, step.left_cents) == (number, left)


@every_rule
@given(election=small, data=st.data())
def test_the_order_of_ballots_and_projects_changes_nothing(
    rule: type[Rule], election: Election, data: st.DataObject
) -> None:
    shuffled = replace(
        election,
        ballots=tuple(data.draw(st.permutations(election.ballots))),
        projects=tuple(data.draw(st.permutations(election.projects))),
    )
    first, second = rule().count(election, Ties("seed")), rule().count(shuffled, Ties("seed"))
    assert first.steps == second.steps
    assert set(first.losses) == set(second.losses)


@every_rule
@given(election=small)
def test_merged_ballots_count_as_ballots_one_by_one(rule: type[Rule], election: Election) -> None:
    apart = replace(
        election, ballots=tuple(replace(b, times=1) for b in election.ballots for _ in range(b.times))
    )
    assert rule().count(election, Ties("x")) == rule().count(apart, Ties("x"))


@every_rule
@given(election=small)
def test_the_same_input_gives_the_same_outcome(rule: type[Rule], election: Election) -> None:
    assert rule().count(election, Ties("x")) == rule().count(election, Ties("x"))


@every_rule
def test_a_lone_affordable_project_wins_and_a_withdrawn_one_never(rule: type[Rule]) -> None:
    projects = (Project("a", 100), Project("b", 1, withdrawn=True), Project("c", 1))
    result = rule().count(Election(projects, 100, (Ballot(("a", "b"), (1, 1), 3),)), Ties())
    assert result.winners == ("a",)
    assert {loss.project: loss.reason.value for loss in result.losses} == {"b": "withdrawn", "c": "no-votes"}


@every_rule
def test_nobody_voted_and_nothing_is_bought(rule: type[Rule]) -> None:
    assert rule().count(Election((Project("a", 100),), 1000, ()), Ties()).winners == ()


@every_rule
def test_too_few_votes(rule: type[Rule]) -> None:
    election = Election((Project("a", 100),), 100, (Ballot(("a",), (1,), 3),))
    (loss,) = rule_called(rule.name, {"threshold": 5}).count(election, Ties()).losses
    assert (loss.reason.value, loss.missing_votes) == ("too-few-votes", 2)


@every_rule
def test_names_and_words_are_there_and_unknown_options_are_refused(rule: type[Rule]) -> None:
    assert rule.name and rule.title and rule.explanation
    with pytest.raises(RuleError, match="has no option"):
        rule_called(rule.name, {"colour": "red"})


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(RuleError, match="no counting rule"):
        rule_called("coin")


def test_options_are_read_from_text_and_from_json() -> None:
    assert rule_called("greedy", {"misfit": "stop", "threshold": "50"}) == rule_called(
        "greedy", {"misfit": "stop", "threshold": 50}
    )
    with pytest.raises(RuleError):
        rule_called("greedy", {"misfit": "maybe"})
    with pytest.raises(RuleError):
        rule_called("greedy", {"threshold": 1.5})
