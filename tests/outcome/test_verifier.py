"""The program that outsiders check a published box with, as the site gives it out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.outcome.boxes import fill, round_with
from webapp.ballots.seals import batches
from webapp.outcome.box_file import published

VERIFIER = Path(__file__).parents[2] / "scripts" / "verify.py"
CHECKED = {
    "totals": "last seal and totals, for no more is published, 600 ballots (what is on them is not published).",
    "commitments": "rules, seals, 600 ballots (what is on them is not published).",
    "ballots": "rules, seals, 600 ballots.",
}


@pytest.mark.parametrize("level", CHECKED)
def test_an_outsider_runs_the_check_on_the_file_alone(
    session: Session, client: FlaskClient, tmp_path: Path, level: str
) -> None:
    """With the program that the site gives out, at every level; it says what it could check."""
    round_, projects = round_with(session, 4, ballots_published=level)
    fill(session, round_, projects, 600)
    box: dict[str, Any] = json.loads(json.dumps(published(session, round_)))
    program, file = tmp_path / "verify.py", tmp_path / "box.json"
    program.write_text(client.get("/verify.py").text)
    assert program.read_bytes() == VERIFIER.read_bytes()
    noted = batches(session, round_.id)[-1].head.hex()

    def run(seal: str, **changes: Any) -> tuple[int, str]:
        file.write_text(json.dumps(box | changes))
        words = [sys.executable, "-I", str(program), str(file), seal]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.strip()

    assert run(noted) == (0, f"All fits: {CHECKED[level]}")
    assert run("0" * 64) == (1, "the last seal is not the one you noted")
    assert run(noted, rights=599) == (1, "600 ballots are to be counted")
    too_many = {**box["totals"], str(projects[0].id): 601}
    assert run(noted, totals=too_many) == (1, f"project {projects[0].id} has another number of votes")
