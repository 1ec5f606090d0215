"""Ballot types, keys and receipts by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.ballots import receipts
from webapp.ballots.keys import ballot_key
from webapp.ballots.types import BALLOT_TYPES
from webapp.ballots.types.base import BallotType, Chosen, PotRule
from webapp.errors import RefusalCode

POTS = {1: PotRule(100, False), 2: PotRule(100, True), 3: PotRule(100, True)}


@pytest.mark.parametrize("kind", BALLOT_TYPES, ids=lambda kind: kind.key)
def test_every_type_refuses_what_no_ballot_may_hold(kind: BallotType) -> None:
    assert kind.check([], POTS, False) is RefusalCode.EMPTY_BALLOT
    assert kind.check([Chosen(1, 101)], POTS, False) is RefusalCode.OVER_BUDGET
    assert kind.check([Chosen(2, 1), Chosen(3, 1)], POTS, True) is RefusalCode.WRONG_POT
    assert kind.check([Chosen(2, 100)], POTS, True) is None
    two = kind.check([Chosen(1, 1), Chosen(1, 1)], POTS, False)
    assert two is (RefusalCode.TOO_MANY_CHOICES if kind.control == "radio" else None)


@given(st.binary(min_size=32, max_size=32))
def test_a_receipt_is_read_however_it_is_typed(commitment: bytes) -> None:
    code = receipts.code_of(commitment)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert receipts.read(typed) == receipts.read(code) == commitment[:10]


@pytest.mark.parametrize("wrong", ["", "\0", "U" * 16, "A" * 15, "A" * 10_000, "ÄÄÄÄ-ÄÄÄÄ-ÄÄÄÄ-ÄÄÄÄ"])
def test_what_is_no_receipt_is_not_read(wrong: str) -> None:
    assert receipts.read(wrong) is None


def test_the_key_of_a_vote_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = ballot_key(folder, 1, "a@example.org")
    assert first == ballot_key(folder, 1, "a@example.org")
    assert len({first, ballot_key(folder, 1, "b@example.org"), ballot_key(folder, 2, "a@example.org")}) == 3
    assert [path.stat().st_mode & 0o777 for path in sorted(folder.iterdir())] == [0o600, 0o600]
