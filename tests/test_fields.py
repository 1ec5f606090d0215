"""Fields that several forms share."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.fields import MomentField, MoneyField, NumberField, WholeField, texts_field
from webapp.texts import Texts


class Sample(FlaskForm):
    """One field of each kind."""

    title = texts_field("Title", most=20, required="Write a title.")
    price = MoneyField("Price")
    quantity = NumberField("Quantity")
    count = WholeField("Count")
    starts_at = MomentField("Start")


@pytest.fixture
def filled(app: Flask) -> Any:
    """Fills the form with what was posted and tells its data and its errors."""

    def fill(**posted: str) -> Any:
        sent = MultiDict({"title-fi": "Otsikko"} | {name.replace("__", "-"): v for name, v in posted.items()})
        with app.test_request_context(headers={"Accept-Language": "fi"}):
            form = Sample(sent, meta={"csrf": False})
            form.validate()
            return form.data, form.errors, {name: str(form[name]()) for name in form.data if name != "title"}

    return fill


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12 500", 1_250_000),
        ("12\u00a0500,50 €", 1_250_050),
        ("0.5", 50),
        ("10000000000", 10**12),
        ("", None),
    ],
)
def test_euros_are_read_as_people_type_them(filled: Any, typed: str, cents: int | None) -> None:
    data, errors, _shown = filled(price=typed)
    assert (data["price"], errors) == (cents, {})


@pytest.mark.parametrize(
    "typed", ["-1", "1,234", "NaN", "Infinity", "1e5", "ten", "1.2.3", "10000000001", "9" * 40, "\x00", "١٢"]
)
def test_what_is_no_sum_is_refused_and_shown_again(filled: Any, typed: str) -> None:
    data, errors, shown = filled(price=typed)
    assert data["price"] is None
    assert list(errors) == ["price"]
    assert 'value="' in shown["price"]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**12))
def test_a_sum_shown_in_a_form_is_read_as_the_same_sum(app: Flask, cents: int) -> None:
    with app.test_request_context(headers={"Accept-Language": "fi"}):
        shown = Sample(None, meta={"csrf": False}, data={"price": cents}).price._value()
        assert Sample(MultiDict({"price": shown}), meta={"csrf": False}).price.data == cents


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        ("120000", "120\u00a0000"),
        ("1234567.5", "1\u00a0234\u00a0567,50"),
        ("120 000,50 €", "120\u00a0000,50"),
        ("999", "999"),
        ("0,05", "0,05"),
    ],
)
def test_a_sum_comes_back_in_thousands_as_people_write_it(filled: Any, typed: str, again: str) -> None:
    assert f'value="{again}"' in filled(price=typed)[2]["price"]


@pytest.mark.parametrize(("language", "mark"), [("fi", ","), ("sv", ","), ("en", ".")])
def test_a_sum_is_set_in_blanks_in_every_language_as_commas_are_decimal(
    app: Flask, language: str, mark: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        shown = Sample(None, meta={"csrf": False}, data={"price": 12_000_050}).price._value()
        assert shown == f"120\u00a0000{mark}50"
        assert Sample(MultiDict({"price": shown}), meta={"csrf": False}).price.data == 12_000_050


def test_quantities_keep_three_decimals_and_counts_none(filled: Any) -> None:
    data, errors, shown = filled(quantity="1,125", count="7")
    assert (data["quantity"], data["count"], errors) == (Decimal("1.125"), 7, {})
    assert list(filled(quantity="1.0001", count="7.5")[1]) == ["quantity", "count"]
    assert 'value="1,125"' in shown["quantity"]


def test_a_moment_is_of_the_citys_clock(filled: Any) -> None:
    data, errors, shown = filled(starts_at="2026-11-24T16:00")
    assert (data["starts_at"], errors) == (datetime(2026, 11, 24, 14, tzinfo=UTC), {})
    assert 'value="2026-11-24T16:00"' in shown["starts_at"]


def test_an_hour_that_comes_twice_is_the_first_and_a_skipped_one_is_refused(filled: Any) -> None:
    assert filled(starts_at="2026-10-25T03:30")[0]["starts_at"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert list(filled(starts_at="2026-03-29T03:30")[1]) == ["starts_at"]


@pytest.mark.parametrize("typed", ["yesterday", "2026-02-30T10:00", "0001-01-01T00:00", "2026-11-24T16:00Z"])
def test_what_is_no_moment_is_refused(filled: Any, typed: str) -> None:
    assert list(filled(starts_at=typed)[1]) == ["starts_at"]


def test_a_text_needs_finnish_and_leaves_out_what_is_empty(filled: Any) -> None:
    assert filled(title__sv="Rubrik", title__en=" ")[0]["title"] == Texts(fi="Otsikko", sv="Rubrik")
    assert filled(title__fi=" \n", title__sv="Rubrik")[1] == {"title": {"fi": ["Write a title."]}}
    assert "sv" in filled(title__sv="x" * 21)[1]["title"]
    assert "en" in filled(title__en="a\x00b")[1]["title"]
