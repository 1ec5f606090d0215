"""Real elections (Pabulib) against the outcomes of an independent program, where the files are at hand."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from webapp.counting.election import Election
from webapp.counting.left_out import TYPES, left_out
from webapp.counting.lot import Ties
from webapp.counting.pabulib_reading import read_pabulib
from webapp.counting.rules import rule_called

FOLDERS = [parent / "shared/data/elections" for parent in Path(__file__).resolve().parents[2:5]]
FOLDER = next((folder for folder in FOLDERS if (folder / "expected.json").exists()), None)
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8")) if FOLDER else {}
RULES: dict[str, tuple[str, dict[str, str]]] = {
    "greedy_votes": ("greedy", {}),
    "greedy_votes_per_cost": ("greedy-per-cost", {}),
    "mes_cost": ("equal-shares", {"completion": "none"}),
    "mes_card": ("equal-shares", {"completion": "none", "utility": "points"}),
    "mes_cost_add1": ("equal-shares", {"completion": "add1"}),
    "mes_cost_add1_noexh": ("equal-shares", {"completion": "add1", "stop": "overspend"}),
    "mes_points_add1": ("equal-shares", {"completion": "add1", "utility": "points"}),
    "phragmen": ("phragmen", {}),
}
CASES = [(name, rule) for name, case in EXPECTED.items() if name != "_about" for rule in case["rules"]]


@cache
def real(name: str) -> Election:
    assert FOLDER is not None
    return read_pabulib((FOLDER / name).read_bytes().decode("utf-8"))


if CASES:

    @pytest.mark.parametrize(("name", "expected_rule"), CASES)
    def test_equals_the_independent_outcome(name: str, expected_rule: str) -> None:
        expected = EXPECTED[name]["rules"][expected_rule]
        expected = expected.get("filled_by_prototype", expected)
        rule, options = RULES[expected_rule]
        if "then_utilitarian" in expected:
            options = {**options, "completion": "add1-utilitarian"}
        steps = rule_called(rule, options).count(real(name), Ties()).steps
        first = [step for step in steps if step.completion is None]
        in_order = sorted if rule == "phragmen" else list
        assert in_order([step.project for step in first]) == in_order(expected["winners"])
        assert sum(step.cost_cents for step in first) == int(expected["cost"]) * 100
        then = [step.project for step in steps if step.completion is not None]
        assert then == expected.get("then_utilitarian", [])

    @pytest.mark.parametrize("name", ["Poland_Wieliczka_2023_Green_Budget.pb"])
    def test_equals_the_official_outcome_of_wieliczka(name: str) -> None:
        options = {"completion": "add1", "stop": "overspend", "comparison": "winners"}
        result = rule_called("equal-shares", options).count(real(name), Ties())
        assert (len(result.winners), result.cost_cents, result.facts["taken"]) == (
            30,
            99_507_900,
            "equal-shares",
        )

    @pytest.mark.parametrize("name", sorted(name for name in EXPECTED if name != "_about"))
    def test_equal_shares_leaves_nobody_out_of_a_real_election(name: str) -> None:
        town = real(name)
        found = left_out(
            town, rule_called("equal-shares", {"completion": "none"}).count(town, Ties()).winners
        )
        assert found == (() if town.vote_type in TYPES else None)

    @pytest.mark.parametrize("name", ["Poland_Wieliczka_2023_Green_Budget.pb"])
    def test_by_votes_alone_wieliczka_would_have_left_182_voters_with_nothing(name: str) -> None:
        town = real(name)
        groups = left_out(town, rule_called("greedy").count(town, Ties()).winners) or ()
        group = next(one for one in groups if one.project == "62")
        assert (group.voters, int(group.share_cents) // 100, group.got_cents) == (182, 27_634, 0)
