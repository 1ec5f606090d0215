"""What is keyed from a paper by its numbers."""

from __future__ import annotations

import pytest

from webapp.ballots.keyed import keyed
from webapp.errors import Refusal, RefusalCode

IDS = {3: 103, 7: 107, 12: 112}


@pytest.mark.parametrize(
    ("typed", "values", "given"),
    [
        ("", "none", {}),
        (" 12 3 ", "none", {112: None, 103: None}),
        ("12,3;7", "none", {112: None, 103: None, 107: None}),
        ("12 3 7", "rank", {112: 1, 103: 2, 107: 3}),
        ("3:5 12=2 7:0", "points", {103: 5, 112: 2}),
    ],
)
def test_numbers_stand_for_projects(typed: str, values: str, given: dict[int, int | None]) -> None:
    assert keyed(typed, values, IDS) == given


@pytest.mark.parametrize(
    ("typed", "values", "code"),
    [
        ("99", "none", RefusalCode.NOT_ON_BALLOT),
        ("3 3", "none", RefusalCode.WRONG_VALUES),
        ("3:5", "none", RefusalCode.WRONG_VALUES),
        ("3:5", "rank", RefusalCode.WRONG_VALUES),
        ("3", "points", RefusalCode.WRONG_VALUES),
        ("kolme", "none", RefusalCode.WRONG_VALUES),
        ("٣", "none", RefusalCode.WRONG_VALUES),
        ("-3", "none", RefusalCode.WRONG_VALUES),
    ],
)
def test_a_slip_of_the_finger_is_refused(typed: str, values: str, code: RefusalCode) -> None:
    with pytest.raises(Refusal) as refused:
        keyed(typed, values, IDS)
    assert refused.value.code is code
