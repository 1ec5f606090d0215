"""What was measured, as lines on the screen and as docs/benchmarks.md. Kept, so that one bench can be run again alone."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.bench.base import Bench, Result
from scripts.bench.city import HOME
from scripts.bench.registry import BENCHES
from scripts.cluster import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`. Each ratio is measured against a named peer or floor in the same run; the variants of one bench take
turns, and the median of the turns is given. The firm figure is CPU time (of the web server's and the database's processes,
divided by requests): it hardly depends on what else the machine does. Rates are given too, and are only comparable inside a
bench. These are measurements, not tests: nothing fails when a ratio is missed, and a missed one is listed as missed.

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
        """Remember the results of a bench in place of its earlier ones."""
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
        parts = [HEAD, machine(), "\n"]
        for bench in BENCHES:
            if bench.key in self.found:
                parts.append(section(bench, self.found[bench.key]))
            else:
                parts.append(kept.get(bench.title, ""))
        PAGE.write_text("".join(parts))


def sections(page: str) -> dict[str, str]:
    """The parts of the page by their titles."""
    parts = page.split("\n## ")[1:]
    return {part.partition("\n")[0]: "\n## " + part.rstrip("\n") + "\n" for part in parts}


def section(bench: Bench, found: dict[str, Any]) -> str:
    """A bench's part of the page: what it compares, in the words of its module, and its table."""
    about = (sys.modules[bench.run.__module__].__doc__ or "").strip()
    rows = [row(Result(**one)) for one in found["results"]]
    head = f"\n## {bench.title}\n\n{about}\n\nMeasured {found['at']}, {found['size']:,} proposals (`{bench.key}`).\n\n"
    return head + "| ratio | measured | asked for | met | figures |\n|---|---|---|---|---|\n" + "".join(rows)


def row(result: Result) -> str:
    """A line of the table."""
    met = "yes" if result.is_met else "**no**"
    return (
        f"| {result.what} | {measured(result.measured)} {result.unit} | {asked_for(result)} | {met} |"
        f" {result.figures} |\n"
    )


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
