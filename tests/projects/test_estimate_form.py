"""Rearranging the lines of an estimate without scripts: nothing written is lost but what one removes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.projects.estimate_form import rearranged
from webapp.projects.rules import MOST_LINES

names = st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=6)
steps = st.sampled_from(["add", "up", "down", "remove", "sum", ""]).flatmap(
    lambda deed: (
        st.just(deed) if deed in ("add", "sum", "") else st.integers(0, 7).map(lambda at: f"{deed}-{at}")
    )
)


def form(whats: list[str]) -> MultiDict[str, str]:
    rows = [(f"lines-{at * 3}-what", what) for at, what in enumerate(whats)]
    return MultiDict([("note", "a"), ("seen", "b"), *rows])


def whats(sent: MultiDict[str, str]) -> list[str]:
    found: list[str] = []
    while (name := f"lines-{len(found)}-what") in sent:
        found.append(sent[name])
    return found


@given(names, st.lists(steps, max_size=8))
def test_every_line_is_kept_but_the_removed(lines: list[str], deeds: list[str]) -> None:
    sent = form(lines)
    for deed in deeds:
        before = whats(rearranged(sent, ""))
        sent = rearranged(sent, deed)
        after = whats(sent)
        kept = sorted(after)
        if deed == "add":
            assert kept == sorted([*before, ""])
        elif deed.startswith("remove"):
            at = int(deed[7:])
            rest = before[:at] + before[at + 1 :]
            assert after == (rest or [""])
        else:
            assert kept == sorted(before)
        assert (sent["note"], sent["seen"]) == ("a", "b")


@given(names, st.text(max_size=12))
def test_no_step_however_odd_is_a_fault(lines: list[str], step: str) -> None:
    assert len(whats(rearranged(form(lines), step))) >= 1


def test_no_more_lines_are_added_than_an_estimate_may_have() -> None:
    sent = form(["x"] * MOST_LINES)
    assert len(whats(rearranged(sent, "add"))) == MOST_LINES


def test_a_new_line_has_the_tax_of_the_one_before() -> None:
    sent = rearranged(MultiDict({"lines-0-what": "a", "lines-0-vat": "25,5"}), "add")
    assert (sent["lines-1-vat"], sent["lines-1-quantity"], sent["lines-1-what"]) == ("25,5", "1", "")
