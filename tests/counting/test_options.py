"""Options of rules that decide: each of them can change what wins, and as usual nothing is changed."""

from dataclasses import replace

import pytest

from tests.counting.elections import election
from webapp.counting.election import Ballot, Election, VoteType
from webapp.counting.lot import Ties
from webapp.counting.rules import RuleError, rule_called

LEFT_OVER = election({"a": 60, "b": 60, "c": 40}, 100, ("a", 5), ("b", 4), ("c", 1))
"""Nobody's supporters can pay for a project with equal shares; by votes b does not fit after a, and c does."""
IN_ORDER = Election(
    election({"a": 60, "b": 60}, 100).projects,
    100,
    (Ballot(("a", "b"), (2, 1), 2), Ballot(("b", "a"), (2, 1)), Ballot(("b",), (2,))),
    VoteType.ORDINAL,
)
"""As usual b leads by 6 points to 5; where the second place is worth nothing both have 2."""


@pytest.mark.parametrize(
    ("rule", "options", "winners"),
    [
        ("equal-shares", {"completion": "utilitarian"}, "ac"),
        ("equal-shares", {"completion": "utilitarian", "completion_misfit": "stop"}, "a"),
        ("equal-shares", {"completion": "none", "comparison": "winners"}, "ac"),
        (
            "equal-shares",
            {"completion": "none", "comparison": "winners", "comparison_misfit": "stop"},
            "a",
        ),
        ("phragmen", {}, "a"),
        ("phragmen", {"misfit": "skip"}, "ac"),
    ],
)
def test_what_does_not_fit_ends_the_count_or_is_passed_over(
    rule: str, options: dict[str, str], winners: str
) -> None:
    result = rule_called(rule, options).count(LEFT_OVER, Ties())
    assert "".join(result.winners) == winners
    assert len(result.losses) == 3 - len(winners), "every project is accounted for"


@pytest.mark.parametrize("rule", ["greedy", "greedy-per-cost", "equal-shares"])
def test_places_are_worth_what_the_round_says(rule: str) -> None:
    def winner(places: object, counted: Election) -> str:
        return rule_called(rule, {"places": places}).count(counted, Ties()).winners[0]

    assert winner([], IN_ORDER) == winner("2 1", IN_ORDER) == "b"
    assert winner([5, 0], IN_ORDER) == winner("5", IN_ORDER) == "a", "equal, and a comes first in the lot"
    approved = replace(IN_ORDER, vote_type=VoteType.CUMULATIVE)
    assert winner([5, 0], approved) == "b", "ballots that are no orders stay as they are"


@pytest.mark.parametrize("places", [[1, 2], [0], [-1], [2, 1.5], "5;3", 5])
def test_places_that_make_no_sense_are_refused(places: object) -> None:
    with pytest.raises(RuleError):
        rule_called("greedy", {"places": places})
