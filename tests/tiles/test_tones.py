"""What the map draws can be told apart: three to one, as WCAG 2.2 asks of what carries meaning (1.4.11)."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.tree import ROOT
from webapp.theme import Rgb, contrast, parse, readable

COMPONENTS = ROOT / "webapp/assets/components"
TONES = (COMPONENTS / "map/_tones.scss").read_text()
TOKENS = (COMPONENTS / "base/_tokens.scss").read_text()
TONE = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")
ASKED = 3
WHITE: Rgb = (255, 255, 255)


def tones_in(text: str) -> dict[str, Rgb]:
    """The custom properties that are plain colours."""
    return {
        name: parse(colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:]))
        for name, colour in TONE.findall(text)
    }


USUAL, STRONG = (tones_in(part) for part in TONES.split(":root.has-strong-map"))
GROUNDS = {
    (look, name): tones[f"map-{name}"]
    for look, tones in (("usual", USUAL), ("strong", STRONG))
    for name in ("land", "water", "away", "road", "border")
}
parts = st.integers(0, 255)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("land", "water"),
        ("road", "land"),
        ("road", "water"),
        ("border", "land"),
        ("border", "water"),
        ("edge", "land"),
        ("edge", "away"),
        ("edge", "water"),
        # Roads and borders are of one tone: a border is parted from what it crosses by its own edge, and dashed.
        ("border", "border-edge"),
        ("road", "road-edge"),
        ("name", "land"),
    ],
)
def test_strong_tones_differ_by_three_to_one(one: str, other: str) -> None:
    assert contrast(STRONG[f"map-{one}"], STRONG[f"map-{other}"]) >= ASKED


def test_both_looks_have_the_same_tones() -> None:
    usual = set(re.findall(r"--(map-[\w-]+):", TONES.split(":root.has-strong-map")[0]))
    assert usual == {name for name in STRONG if name.startswith("map-")}


@pytest.mark.parametrize("ground", GROUNDS)
@given(accent=st.tuples(parts, parts, parts))
def test_a_pin_or_its_halo_stands_out_from_the_ground_in_any_citys_colour(
    ground: tuple[str, str], accent: Rgb
) -> None:
    tones = tones_in(TOKENS)
    for pin in (readable(accent), tones["ink"], tones["ink-soft"], tones["focus"]):
        assert contrast(pin, WHITE) >= ASKED
        assert max(contrast(pin, GROUNDS[ground]), contrast(WHITE, GROUNDS[ground])) >= ASKED


def test_classes_are_parted_by_a_line_or_by_their_shades_and_get_evenly_darker() -> None:
    shades = [STRONG[f"class-{step}"] for step in range(5)]
    steps = [contrast(one, other) for one, other in itertools.pairwise(shades)]
    assert min(steps) >= 1.9 and max(steps) <= 2.3
    for ground in (STRONG["map-land"], STRONG["map-water"]):
        assert contrast(STRONG["map-class-line"], ground) >= ASKED
