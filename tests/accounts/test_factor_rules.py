"""T17: codes of an authenticator app and recovery codes, by value."""

from __future__ import annotations

import pytest
from pyotp import TOTP

from webapp.accounts import factor_rules as rules

NOW = 1_700_000_000.0
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SECRET = b"s" * 20


def code_at(secret: bytes, when: float) -> str:
    return TOTP(rules.in_letters(secret)).at(when)


@pytest.mark.parametrize(
    ("seconds", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_t17_a_code_of_the_step_before_or_after_is_right(seconds: int, is_right: bool) -> None:
    found = rules.step_of(SECRET, code_at(SECRET, NOW + seconds), NOW)
    assert found == (int(NOW + seconds) // 30 if is_right else None)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 100_000])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert rules.step_of(SECRET, rules.digits_of(typed), NOW) is None


def test_codes_may_be_typed_in_groups() -> None:
    assert rules.digits_of(" 123 456\n") == "123456"
    assert rules.digits_of("0421-7756-3901") == "042177563901"


def test_a_secret_opens_with_its_key_for_its_account_only() -> None:
    kept = rules.sealed(KEY, 1, SECRET)
    assert SECRET not in kept and kept != rules.sealed(KEY, 1, SECRET)
    opened = [rules.opened(key, account, kept) for key, account in ((KEY, 1), (OTHER_KEY, 1), (KEY, 2))]
    assert opened == [SECRET, None, None]


def test_the_secret_on_offer_stays_until_there_is_a_new_app_and_is_nobody_elses() -> None:
    offers = [
        rules.new_secret(*words)
        for words in (
            (KEY, 1, "a", ""),
            (KEY, 1, "a", "x"),
            (KEY, 1, "b", ""),
            (KEY, 2, "a", ""),
            (OTHER_KEY, 1, "a", ""),
        )
    ]
    assert len(set(offers)) == 5
    assert offers[0] == rules.new_secret(KEY, 1, "a", "")


def test_recovery_codes_are_ten_different_ones_even_if_chance_repeats_itself() -> None:
    figures = iter("0" * 12 + "0" * 12 + "".join(f"{number:012d}" for number in range(1, 10)))
    assert len(set(rules.recovery_codes(lambda letters: next(figures)))) == 10
