"""Scripts import each other in one direction only, types included: each file can be read after those it names."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

from tests.house.tree import files, name

IMPORT = re.compile(r"""^(?:import|export)\s[^;]*?from\s+["'](\.[^"']+)["']""", re.MULTILINE)
"""An import at the top of a file; `import("./...")` fetches later and may name what comes before."""


def imports(path: Path) -> set[str]:
    """The scripts of ours that one names."""
    return {
        name((path.parent / f"{named}.ts").resolve())
        for named in IMPORT.findall(path.read_text())
        if not named.endswith(".scss")
    }


def test_no_scripts_import_each_other_in_a_circle() -> None:
    graph = {name(path): imports(path) for path in files(".ts", under="webapp/assets")}
    assert graph["webapp/assets/components/map/view.ts"]
    list(TopologicalSorter(graph).static_order())
