"""Addresses made from names, marks of contents, and days that keep their time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from webapp.audit.rules import DEEDS
from webapp.rounds.editing import PARTS, fingerprint, first_day, shifted, slug_of

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Torit & puistot 2027", "torit-puistot-2027"),
        ("Lähiö ensin!", "lahio-ensin"),
        ("New", "new-2"),
        ("???", "x"),
        ("taken", "taken-2"),
        ("a" * 200, "a" * 56),
    ],
)
def test_a_name_becomes_an_address_that_is_free(words: str, slug: str) -> None:
    assert slug_of(words, {"taken"}) == slug


def test_the_same_content_has_the_same_mark_and_another_has_another() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def test_a_moment_keeps_its_time_of_day_over_the_clocks_change() -> None:
    winter = datetime(2027, 3, 20, 9, tzinfo=HELSINKI)
    summer = shifted(winter, 14, HELSINKI)
    assert (summer.hour, summer.date()) == (9, date(2027, 4, 3))
    assert (summer.astimezone(UTC) - winter.astimezone(UTC)).total_seconds() == (14 * 24 - 1) * 3600


def test_the_first_day_is_that_of_the_city() -> None:
    late = datetime(2027, 1, 1, 23, tzinfo=UTC)
    assert first_day([late], HELSINKI) == date(2027, 1, 2)
    assert first_day([], HELSINKI) is None


@pytest.mark.parametrize("part", PARTS)
def test_the_log_has_words_for_saving_each_part(part: str) -> None:
    assert f"round_{part}_saved" in DEEDS
