"""Ballot types, keys and receipts by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.ballots import receipts
from webapp.ballots.keys import ballot_key
from webapp.ballots.types import BALLOT_TYPES
from webapp.ballots.types.base import NONE, BallotType, Chosen, PotRule
from webapp.ballots.types.ranked import without_gaps
from webapp.errors import RefusalCode

POTS = {1: PotRule(100), 2: PotRule(100), 3: PotRule(100)}
TOGETHER = [[1, 2], [1, 3]]


@pytest.mark.parametrize("kind", BALLOT_TYPES, ids=lambda kind: kind.key)
def test_every_type_refuses_what_no_ballot_may_hold(kind: BallotType) -> None:
    limits = kind.limits({"within_pot": True})
    value = 1 if limits.values != NONE else None

    def codes(*chosen: tuple[int, int]) -> list[RefusalCode]:
        ballot = [Chosen(pot, cents, value) for pot, cents in chosen]
        return [fault.code for fault in kind.faults(ballot, POTS, TOGETHER, limits)]

    assert codes() == [RefusalCode.EMPTY_BALLOT]
    assert codes((1, 101)) == [RefusalCode.OVER_BUDGET]
    assert codes((2, 1), (3, 1)) == [RefusalCode.WRONG_POT]
    assert codes((2, 100)) == []


def test_an_order_with_a_gap_is_closed_in_each_pot_apart() -> None:
    pots = {7: 1, 8: 1, 9: 2}
    assert without_gaps({7: 3, 8: 1, 9: 2}, pots) == {7: 2, 8: 1, 9: 1}
    assert without_gaps({7: 2, 8: 2}, pots) == {7: 2, 8: 2}


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
