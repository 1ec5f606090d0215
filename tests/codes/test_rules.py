"""What a voter code looks like, and which slips of the hand are seen before anyone is asked (T3)."""

from __future__ import annotations

import random

import pytest

from webapp.ballots.receipts import ALPHABET
from webapp.codes.rules import Code, check_mark, hash_of_code, random_code, read_code, read_number
from webapp.errors import Refusal, RefusalCode

RANDOM = random.Random(20261124)
CODES = [random_code(RANDOM.choice) for _ in range(20)]


def is_refused(typed: str) -> bool:
    try:
        read_code(typed)
    except Refusal as refusal:
        assert refusal.code is RefusalCode.CODE_MISTYPED
        return True
    return False


@pytest.mark.parametrize("code", CODES, ids=str)
def test_a_code_is_read_as_it_was_written_and_as_people_type_it(code: Code) -> None:
    written = str(code)
    assert len(written.replace("-", "")) == 6 + 10 + 1
    sloppy = f" {written.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert read_code(written) == read_code(sloppy) == read_code(written.replace("-", "")) == code
    assert read_number(written) == read_number(code.public_id.lower()) == code.public_id


@pytest.mark.parametrize("code", CODES[:5], ids=str)
def test_t3_any_one_wrong_mark_and_any_two_that_changed_places_are_seen(code: Code) -> None:
    marks = str(code).replace("-", "")
    for place, right in enumerate(marks):
        for wrong in ALPHABET:
            assert wrong == right or is_refused(marks[:place] + wrong + marks[place + 1 :])
        for other in range(place + 1, len(marks)):
            swapped = list(marks)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            assert marks[place] == marks[other] or is_refused("".join(swapped))


@pytest.mark.parametrize(
    "typed", ["", "7K2M9Q", "U" * 17, "7K2M9Q-X4T0-F4BZ-R8CC", "\0" * 17, "ä" * 17, "7" * 10_000]
)
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    assert is_refused(typed)


def test_t3_a_secret_has_fifty_bits() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert {len(code.secret) for code in CODES} == {10}


def test_t3_what_is_kept_of_a_secret_is_worth_nothing_without_the_key() -> None:
    code = CODES[0]
    kept = hash_of_code(b"k" * 32, code)
    assert len(kept) == 32
    assert kept != hash_of_code(b"l" * 32, code), "another key, another hash: there is nothing to try against"
    assert kept != hash_of_code(b"k" * 32, Code(CODES[1].public_id, code.secret)), "and each code its own"


def test_the_check_mark_of_nothing_but_zeros_is_zero() -> None:
    assert check_mark("0" * 16) == "0"
