"""What was measured, as lines on the screen and as docs/benchmarks.md. Kept, so that one bench can be run again alone."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.bench.base import Bench, Result
from scripts.bench.city import HOME
from scripts.bench.goals import GOALS, KEYS, Goal
from scripts.bench.registry import BENCHES
from scripts.cluster import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`. Each ratio is measured against a named peer or floor in the same run; the variants of one bench take
turns, and the median of the turns is given. The firm figure is CPU time (of the web server's and the database's processes,
divided by requests): it hardly depends on what else the machine does. Rates are given too, and are only comparable inside a
bench. These are measurements, not tests: nothing fails when a ratio is missed, and a missed one is listed as missed. The
first table has every goal; below it each bench says what it compares.

"""


class Report:
    """The results of all benches, those of earlier runs included."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.file = HOME / "results.json"
        self.found: dict[str, dict[str, Any]] = (
            json.loads(self.file.read_text()) if self.file.exists() else {}
        )

    @staticmethod
    def line(result: Result) -> str:
        """One result for the screen."""
        verdict = "met   " if result.is_met else "MISSED"
        return f"{verdict} {measured(result.measured)} {result.unit} ({asked_for(result)})  {result.what}\n         {result.figures}"

    def add(self, bench: Bench, results: list[Result]) -> None:
        """Remember the results of a bench in place of its earlier ones. Raises ValueError where one answers no known goal."""
        unknown = {one.goal for one in results} - KEYS - {""}
        if unknown:
            raise ValueError(f"{bench.key} answers goals that goals.py does not have: {unknown}")
        if self.file.exists():  # another run may have written meanwhile
            self.found = json.loads(self.file.read_text())
        self.found[bench.key] = {
            "size": self.size,
            "at": f"{datetime.now(UTC):%Y-%m-%d}",
            "results": [asdict(one) for one in results],
        }
        self.file.write_text(json.dumps(self.found, indent=1))

    def write(self) -> None:
        """docs/benchmarks.md, from all that is known; what was measured elsewhere stays as the page has it."""
        kept = sections(PAGE.read_text() if PAGE.exists() else "")
        parts = [
            section(bench, self.found[bench.key]) if bench.key in self.found else kept.get(bench.title, "")
            for bench in BENCHES
        ]
        PAGE.write_text("".join([HEAD, machine(), goal_by_goal(parts), *parts]))


def sections(page: str) -> dict[str, str]:
    """The parts of the page by their titles."""
    parts = page.split("\n## ")[1:]
    return {part.partition("\n")[0]: "\n## " + part.rstrip("\n") + "\n" for part in parts}


def section(bench: Bench, found: dict[str, Any]) -> str:
    """A bench's part of the page: what it compares, in the words of its module, and its table."""
    about = one_line_each(sys.modules[bench.run.__module__].__doc__ or "")
    rows = [row(Result(**one)) for one in found["results"]]
    head = f"\n## {bench.title}\n\n{about} Measured {found['at']}, {found['size']:,} proposals (`{bench.key}`).\n\n"
    titles = "| goal | ratio | measured | asked for | met | figures |\n|---|---|---|---|---|---|\n"
    return head + titles + "".join(rows)


def one_line_each(words: str) -> str:
    """Paragraphs, each on a line of its own."""
    return "\n\n".join(" ".join(part.split()) for part in words.strip().split("\n\n"))


def row(result: Result) -> str:
    """A line of the table."""
    met = "yes" if result.is_met else "**no**"
    return (
        f"| {result.goal} | {result.what} | {measured(result.measured)} {result.unit} | {asked_for(result)} | {met} |"
        f" {result.figures} |\n"
    )


def goal_by_goal(parts: Iterable[str]) -> str:
    """Every goal with the ratios that answer it, read from the parts of the page, so that older ones are in it too."""
    found: dict[str, list[list[str]]] = {}
    for part in parts:
        bench = re.search(r"\bMeasured .*\((`.+`)\)\.$", part, re.MULTILINE)
        for cells in (line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")):
            goal, *ratio = (cell.strip() for cell in cells)
            if goal in KEYS and bench:
                found.setdefault(goal, []).append([*ratio[:4], bench[1]])
    rows = [line for goal in GOALS for line in lines_of(goal, found.get(goal.key, []))]
    ratios = [ratio for some in found.values() for ratio in some]
    met = sum(ratio[3] == "yes" for ratio in ratios)
    head = f"\n## Goals\n\n{met} of {len(ratios)} ratios that a goal asks for are met.\n\n"
    titles = "| goal | ratio | measured | asked for | met | bench |\n|---|---|---|---|---|---|\n"
    return head + titles + "".join(rows)


def lines_of(goal: Goal, ratios: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a goal: one for each ratio."""
    name = f"**{goal.key}** {goal.words}"
    if goal.tests:
        return [f"| {name} | | | | tested | {goal.tests} |\n"]
    if not ratios:
        return [f"| {name} | | | | not measured | |\n"]
    return [f"| {name if not at else ''} | {' | '.join(ratio)} |\n" for at, ratio in enumerate(ratios)]


def asked_for(result: Result) -> str:
    return f"{'≤' if result.at_most else '≥'} {result.limit:g} {result.unit}"


def measured(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def machine() -> str:
    """The machine and what it runs."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"Machine: {os.cpu_count()} cores, {model}, Linux, Python {platform.python_version()}.\n"
