"""The published ballot box: an outsider's check finds every change; small groups stay hidden (T23, T24)."""

from __future__ import annotations

import json
import random
import secrets
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from scripts.verify import faults
from tests import factories
from webapp.ballots.actions import cast
from webapp.ballots.models import VotingRight
from webapp.ballots.seals import seal
from webapp.errors import Refusal, RefusalCode
from webapp.outcome.box_file import published
from webapp.projects.models import Project
from webapp.rounds.models import Round

Box = dict[str, Any]
Tamper = Callable[[Box, random.Random], None]
VERIFIER = Path(__file__).parents[2] / "scripts" / "verify.py"


def fill(session: Session, round_: Round, projects: list[Project], voters: int, seed: int = 1) -> None:
    """Let people vote and some change their minds, sealed as they come; then voting is over."""
    dice = random.Random(seed)
    factories.open_voting(session, round_)
    keys = [secrets.token_bytes(32) for _ in range(voters)]
    session.add_all(VotingRight(round_id=round_.id, ballot_key=key) for key in keys)
    session.flush()
    for key in [*keys, *dice.sample(keys, voters // 4)]:
        chosen = dice.sample(projects, dice.randint(1, 3))
        cast(session, round_.id, key, [p.id for p in chosen], uuid4())
        if dice.random() < 0.1:
            seal(session, round_.id)
    factories.run(session, "set constraints all immediate")
    factories.run(session, "set local session_replication_role = replica")
    factories.run(session, "update phase set ends_at = clock_timestamp() where kind = 'voting'")
    factories.run(session, "set local session_replication_role = origin")
    seal(session, round_.id, 1)


def round_with(session: Session, projects: int, **values: Any) -> tuple[Round, list[Project]]:
    round_ = factories.round_(session, **values)
    pot = factories.pot(session, round_, 1_000_00)
    return round_, [factories.project(session, round_, pot, 100_00) for _ in range(projects)]


@pytest.fixture
def box(session: Session) -> Box:
    round_, projects = round_with(session, 6)
    fill(session, round_, projects, 80)
    found: Box = json.loads(json.dumps(published(session, round_, for_auditor=True)))
    return found


def last_head(box: Box) -> str:
    return str(box["batches"][-1]["head"])


def change_choice(box: Box, dice: random.Random) -> None:
    ballot = dice.choice(box["opened"])
    ballot[2] = [[next(p for p, _, _ in box["projects"] if [p, None] not in ballot[2]), None]]


def drop_ballot(box: Box, dice: random.Random) -> None:
    gone = box["opened"].pop(dice.randrange(len(box["opened"])))
    box["ballots"] -= 1
    for project, _ in gone[2]:
        box["totals"][str(project)] -= 1


def copy_ballot(box: Box, dice: random.Random) -> None:
    again = dice.choice(box["opened"])
    box["opened"].append(again)
    box["ballots"] += 1
    for project, _ in again[2]:
        box["totals"][str(project)] += 1


def hide_as_replaced(box: Box, dice: random.Random) -> None:
    gone = box["opened"].pop(dice.randrange(len(box["opened"])))
    box["replaced"].append(gone[0])
    box["ballots"] -= 1
    for project, _ in gone[2]:
        box["totals"][str(project)] -= 1


def change_total(box: Box, dice: random.Random) -> None:
    box["totals"][dice.choice(list(box["totals"]))] += dice.choice((-1, 1))


def shorten_batch(box: Box, dice: random.Random) -> None:
    batch = dice.choice(box["batches"])
    gone = batch["leaves"].pop(dice.randrange(len(batch["leaves"])))
    batch["size"] -= 1
    box["opened"] = [ballot for ballot in box["opened"] if ballot[0] != gone[0]]
    box["ballots"] = len(box["opened"])


def swap_commitment(box: Box, dice: random.Random) -> None:
    first, second = dice.sample(box["opened"], 2)
    first[0], second[0] = second[0], first[0]


TAMPERS: tuple[Tamper, ...] = (
    change_choice,
    drop_ballot,
    copy_ballot,
    hide_as_replaced,
    change_total,
    shorten_batch,
    swap_commitment,
)


def test_what_is_published_fits_together(box: Box) -> None:
    assert len(box["batches"]) > 1 and box["replaced"] and box["ballots"] == 80
    assert faults(box, last_head(box)) == []


def test_seventy_changes_of_seven_kinds_are_all_found(box: Box) -> None:
    found = 0
    for tamper in TAMPERS:
        for seed in range(10):
            changed = deepcopy(box)
            tamper(changed, random.Random(seed))
            found += bool(faults(changed, last_head(box)))
    assert found == 70


def test_a_chain_made_anew_is_not_the_one_that_was_noted(box: Box) -> None:
    noted = last_head(box)
    box["batches"].pop()
    assert "the last head is not the one you noted" in faults(box, noted)


def test_an_outsider_runs_the_check_on_the_file_alone(box: Box, tmp_path: Path) -> None:
    file = tmp_path / "box.json"
    file.write_text(json.dumps(box))
    words = [sys.executable, "-I", str(VERIFIER), str(file), last_head(box)]
    good = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout[:9]) == (0, "All fits:")
    change_total(box, random.Random(1))
    file.write_text(json.dumps(box))
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1


def test_the_seals_can_be_checked_without_the_ballots(session: Session) -> None:
    round_, projects = round_with(session, 6)
    fill(session, round_, projects, 60)
    found = published(session, round_)
    assert (found["level"], "opened" in found) == ("commitments", False)
    assert faults(found) == []
    found["replaced"].append(found["batches"][0]["leaves"][0][0])
    assert faults(found) != []


@pytest.mark.parametrize(
    ("level", "voters", "projects", "expected"),
    [
        ("totals", 40, 4, "totals"),
        ("commitments", 600, 4, "commitments"),
        ("ballots", 600, 4, "ballots"),
        ("ballots", 100, 4, "commitments"),
        ("ballots", 600, 31, "commitments"),
    ],
)
def test_t24_ballots_are_opened_only_where_nobody_stands_out(
    session: Session, level: str, voters: int, projects: int, expected: str
) -> None:
    round_, listed = round_with(session, projects, ballots_published=level)
    fill(session, round_, listed, voters)
    found = published(session, round_)
    assert found["level"] == expected
    assert ("opened" in found, "batches" in found) == (expected == "ballots", expected != "totals")


def test_t24_few_votes_are_not_told(session: Session) -> None:
    round_, projects = round_with(session, 4)
    fill(session, round_, projects, 20)
    assert set(published(session, round_)["totals"].values()) == {None}


def test_nothing_is_published_while_people_vote(session: Session) -> None:
    round_, projects = round_with(session, 2)
    factories.open_voting(session, round_)
    assert projects
    with pytest.raises(Refusal) as refusal:
        published(session, round_)
    assert refusal.value.code is RefusalCode.VOTING_STILL_OPEN


def test_t23_the_file_tells_nothing_of_person_time_or_channel(box: Box) -> None:
    words = json.dumps(box)
    assert not any(word in words for word in ("channel", "paper", "account", "_at", 'key"'))
    assert [one[0] for one in box["opened"]] == sorted(one[0] for one in box["opened"])
