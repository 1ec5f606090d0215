"""The page of benchmarks: every goal stands at its head with what answers it, older results included."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.bench import report
from scripts.bench.base import Result
from scripts.bench.goals import GOALS
from scripts.bench.registry import BENCHES
from scripts.cluster import ROOT

FIRST, SECOND = BENCHES[0], BENCHES[1]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page and results of this test's own."""
    page = tmp_path / "benchmarks.md"
    monkeypatch.setattr(report, "PAGE", page)
    monkeypatch.setattr(report, "HOME", tmp_path)
    return page


def measured(bench: object, *results: Result) -> None:
    new = report.Report(1000)
    new.found = {}
    new.file.unlink(missing_ok=True)
    new.add(next(one for one in BENCHES if one is bench), list(results))
    new.write()


def rows(page: Path) -> list[str]:
    """The lines of the first table."""
    return page.read_text().split("\n## ")[1].splitlines()


def test_a_goal_tells_what_was_measured_and_by_which_bench(page: Path) -> None:
    measured(FIRST, Result("sums: CPU", 0.5, 0.08, goal="sums-a", figures="1 ms"))
    assert any(
        "sums by neighbourhood" in row and f"0.5 × | ≤ 0.08 × | **no** | `{FIRST.key}`" in row
        for row in rows(page)
    )
    assert "0 of 1 ratios that a goal asks for are met." in rows(page)


def test_what_other_benches_found_before_stays_in_the_table(page: Path) -> None:
    measured(FIRST, Result("sums: CPU", 0.05, 0.08, goal="sums-a"))
    measured(SECOND, Result("insert", 1.4, 2, goal="sums-c"), Result("copy", 2.5, 3, goal="sums-c"))
    assert "3 of 3 ratios that a goal asks for are met." in rows(page)
    assert [row for row in rows(page) if "0.05 ×" in row] != []
    assert any(row.startswith("|  | copy |") for row in rows(page))


def test_a_goal_that_nothing_has_measured_says_so(page: Path) -> None:
    measured(FIRST, Result("sums: CPU", 0.05, 0.08, goal="sums-a"))
    assert any("**tiles-a**" in row and "not measured" in row for row in rows(page))


def test_a_bench_answers_known_goals(page: Path) -> None:
    with pytest.raises(ValueError, match="no-such"):
        measured(FIRST, Result("sums: CPU", 0.05, 0.08, goal="no-such"))


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.key)
def test_each_goal_is_tested_or_named_by_a_bench(goal: object) -> None:
    found = next(one for one in GOALS if one is goal)
    benches = "".join(path.read_text() for path in (ROOT / "scripts/bench/benches").glob("*.py"))
    assert (ROOT / found.tests).exists() if found.tests else f'goal="{found.key}"' in benches
