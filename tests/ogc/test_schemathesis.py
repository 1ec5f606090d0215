"""What the OpenAPI document promises holds for requests that a program makes up, right ones and wrong ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ogc.conftest import City, Get


@pytest.mark.slow
@pytest.mark.parametrize(
    "phases",
    ["fuzzing,stateful", pytest.param("coverage", marks=pytest.mark.torture)],
    ids=["short", "whole"],
)
def test_made_up_requests_find_nothing(live: str, city: City, get: Get, tmp_path: Path, phases: str) -> None:
    document = get("/api")
    # The standard wants a limit above the most to be taken as the most; a schema can only forbid it.
    del document["components"]["parameters"]["limit"]["schema"]["maximum"]
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(document))
    program = [sys.executable, "-m", "schemathesis.cli", "run", str(described), "--url", live]
    done = subprocess.run(
        [
            *program,
            "--checks",
            "all",
            "--phases",
            phases,
            "--max-examples",
            "3",
            "--generation-deterministic",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout
