"""The published ballot box: an outsider's check finds every change; small groups stay hidden (T23, T24)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from scripts.verify import faults
from tests import factories
from tests.outcome.boxes import fill, round_with
from webapp.errors import Refusal, RefusalCode
from webapp.outcome.box_file import published

Box = dict[str, Any]
Tamper = Callable[[Box, random.Random], None]
VERIFIER = Path(__file__).parents[2] / "scripts" / "verify.py"


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
    ballot[2] = [[next(p for p in json.loads(box["rules"])["prices"] if [p, None] not in ballot[2]), None]]


def drop_ballot(box: Box, dice: random.Random) -> None:
    gone = box["opened"].pop(dice.randrange(len(box["opened"])))
    box["ballots"] -= 1
    for project, _ in gone[2]:
        box["totals"][project] -= 1


def copy_ballot(box: Box, dice: random.Random) -> None:
    again = dice.choice(box["opened"])
    box["opened"].append(again)
    box["ballots"] += 1
    for project, _ in again[2]:
        box["totals"][project] += 1


def hide_as_replaced(box: Box, dice: random.Random) -> None:
    gone = box["opened"].pop(dice.randrange(len(box["opened"])))
    first = next(n for n, leaf in enumerate(box["batches"][0]["leaves"]) if len(leaf) == 64)
    box["batches"][0]["leaves"][first] += gone[0]
    box["ballots"] -= 1
    for project, _ in gone[2]:
        box["totals"][project] -= 1


def change_total(box: Box, dice: random.Random) -> None:
    box["totals"][dice.choice(list(box["totals"]))] += dice.choice((-1, 1))


def shorten_batch(box: Box, dice: random.Random) -> None:
    batch = dice.choice(box["batches"])
    gone = batch["leaves"].pop(dice.randrange(len(batch["leaves"])))
    box["opened"] = [ballot for ballot in box["opened"] if ballot[0] != gone[:64]]
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
    assert len(box["batches"]) > 1 and box["ballots"] == box["rights"] == 80
    assert any(len(leaf) == 128 for batch in box["batches"] for leaf in batch["leaves"]), "some were replaced"
    assert faults(box, last_head(box)) == []


def test_seventy_changes_of_seven_kinds_are_all_found(box: Box) -> None:
    found = 0
    for tamper in TAMPERS:
        for seed in range(10):
            changed = deepcopy(box)
            tamper(changed, random.Random(seed))
            found += bool(faults(changed, last_head(box)))
    assert found == 70


def loosen(rules: Box, dice: random.Random) -> None:
    name = dice.choice(("choices", "value"))
    rules[name] = [0, rules[name][1] + dice.randint(1, 9)]


def raise_money(rules: Box, dice: random.Random) -> None:
    dice.choice(rules["money"])[1] += dice.randint(1, 1_000_000)


def lower_price(rules: Box, dice: random.Random) -> None:
    rules["prices"][dice.choice(list(rules["prices"]))] -= 1


def combine_more(rules: Box, dice: random.Random) -> None:
    rules["together"].append(dice.sample(list(rules["prices"]), 2))


def list_another(rules: Box, dice: random.Random) -> None:
    rules["prices"][str(dice.randrange(10**9, 10**10))] = 1


@pytest.mark.parametrize("change", [loosen, raise_money, lower_price, combine_more, list_another])
def test_rules_that_were_loosened_after_the_first_seal_are_found(
    box: Box, change: Callable[[Box, random.Random], None]
) -> None:
    """An unlawful ballot would need other rules; even a whole chain made anew does not end in the noted seal."""
    noted = last_head(box)
    for seed in range(10):
        changed, rules = deepcopy(box), json.loads(box["rules"])
        change(rules, random.Random(seed))
        changed["rules"] = json.dumps(rules)
        assert "seal 1 does not fit what it seals" in faults(changed, noted)
        seal_anew(changed)
        assert faults(changed, noted) == ["the last seal is not the one you noted"]


def seal_anew(box: Box) -> None:
    """What a city could do that hopes nobody noted a seal."""
    head = sha256(f"nasta-seal-1|{box['rules']}".encode()).digest()
    for batch in box["batches"]:
        leaves = b"".join(sha256(bytes.fromhex(leaf)).digest() for leaf in batch["leaves"])
        head = sha256(head + leaves).digest()
        batch["head"] = head.hex()


def test_more_ballots_than_rights_are_found(box: Box) -> None:
    box["rights"] = box["ballots"] - 1
    assert faults(box, last_head(box)) == ["80 ballots are to be counted"]


@pytest.mark.parametrize("choices", [[], [["1", None]], "twice", "all"])
def test_an_unlawful_ballot_that_was_sealed_is_found(session: Session, choices: Any) -> None:
    """None, an unlisted project, one project twice, more than the money: sealed by someone who owns the database."""
    round_, projects = round_with(session, 11)
    fill(session, round_, projects, 30)
    box: Box = json.loads(json.dumps(published(session, round_, for_auditor=True)))
    ids = [str(project.id) for project in projects]
    sealed = {"twice": [ids[0], ids[0]], "all": ids}.get(choices) if isinstance(choices, str) else None
    chosen = choices if sealed is None else [[one, None] for one in sealed]
    ballot = box["opened"][0]
    text = ",".join(str(one) for one, _ in chosen)
    forged = sha256(f"nasta-ballot-1|{round_.id}|{text}|{ballot[1]}".encode()).hexdigest()
    for batch in box["batches"]:
        batch["leaves"] = [leaf.replace(ballot[0], forged) for leaf in batch["leaves"]]
    ballot[0], ballot[2] = forged, chosen
    seal_anew(box)
    assert any(forged in fault for fault in faults(box))


def test_a_vote_that_is_not_closed_has_no_box_to_publish(session: Session) -> None:
    """Its last ballots are not sealed, and the check of an honest city would fail."""
    round_, projects = round_with(session, 2)
    factories.phase(session, round_, "voting", -2, -1)
    assert projects
    with pytest.raises(Refusal) as refusal:
        published(session, round_)
    assert refusal.value.code is RefusalCode.VOTE_NOT_CLOSED


def test_a_chain_made_anew_is_not_the_one_that_was_noted(box: Box) -> None:
    noted = last_head(box)
    box["batches"].pop()
    assert "the last seal is not the one you noted" in faults(box, noted)


def test_the_seals_can_be_checked_without_the_ballots(session: Session) -> None:
    round_, projects = round_with(session, 6)
    fill(session, round_, projects, 60)
    found = published(session, round_)
    assert (found["level"], "opened" in found) == ("commitments", False)
    assert faults(found) == []
    found["batches"][-1]["leaves"][0] += found["batches"][0]["leaves"][0][:64]
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
