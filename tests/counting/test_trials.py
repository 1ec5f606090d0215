"""Counting one election in every way there is, as long as there is time."""

from enum import StrEnum

from tests.counting.elections import election
from webapp.counting.patience import patience
from webapp.counting.rules import RULES, option_types
from webapp.counting.trials import otherwise, tried, usual

ELECTION = election({"a": 90, "b": 40, "c": 30}, 100, ("a", 50), ("bc", 45))


def test_every_value_of_every_choice_is_tried_once() -> None:
    ways = [(rule, name, value) for rule, options in otherwise() for name, value in options.items()]
    for rule in RULES:
        for name, hint in option_types(rule).items():
            if isinstance(hint, type) and issubclass(hint, StrEnum):
                assert {value for r, n, value in ways if (r, n) == (rule.name, name)} | {
                    getattr(rule(), name)
                } == set(hint)


def test_what_there_is_no_time_for_is_left_open_and_the_rest_is_told() -> None:
    by_votes = tried(ELECTION, usual())[0].chosen
    assert by_votes is not None and (by_votes.winners, by_votes.cost_cents) == (("a",), 90)
    with patience(-1):
        assert [trial.chosen for trial in tried(ELECTION, usual())] == [None] * len(RULES)
