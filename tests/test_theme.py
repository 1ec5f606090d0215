"""Whatever colour a city has, its links, buttons and tags can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.theme import PAPER, READABLE, contrast, parse, readable, stylesheet

WHITE = (255, 255, 255)
part = st.integers(0, 255)


def test_black_on_white_has_the_largest_contrast() -> None:
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)


def test_a_readable_colour_is_kept() -> None:
    assert stylesheet("#0b5c4a") == ":root{--accent:#0b5c4a;--on-accent:#fff}\n"


def test_a_light_colour_is_darkened_but_keeps_its_hue() -> None:
    red, green, blue = readable(parse("#ffd200"))
    assert contrast((red, green, blue), PAPER) >= READABLE
    assert red > green > blue


@given(st.tuples(part, part, part))
def test_every_colour_ends_readable(colour: tuple[int, int, int]) -> None:
    assert contrast(readable(colour), PAPER) >= READABLE
    assert contrast(readable(colour), WHITE) >= READABLE


def test_something_else_than_a_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        parse("red")
