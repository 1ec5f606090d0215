"""Parts of pages that are kept: once for each language and each set of values."""

from __future__ import annotations

from flask import Flask, render_template_string

from webapp.fragments import kept_tags

PART = """{% call kept_part("part of a test", number) %}{{ made.append(number) or "" }}<b>{{ text }} {{ language }}</b>{% endcall %}"""


def test_a_part_is_put_together_once_for_each_language_and_value(app: Flask) -> None:
    made: list[int] = []
    seen = []
    for chosen, number in (("fi", 1), ("fi", 1), ("sv", 1), ("fi", 2)):
        with app.test_request_context(headers={"Cookie": f"language={chosen}"}):
            seen.append(render_template_string(PART, number=number, made=made, text="<&>"))
    assert made == [1, 1, 2]
    assert seen == [f"<b>&lt;&amp;&gt; {chosen}</b>" for chosen in ("fi", "fi", "sv", "fi")]


def test_the_tags_of_states_are_put_together_in_the_language_of_the_page(app: Flask) -> None:
    states = {"accepted": ("Accepted", "good"), "draft": ("Draft", "neutral")}
    for language, words in (("fi", "Hyväksytty"), ("sv", "Godkänt"), ("fi", "Hyväksytty")):
        with app.test_request_context(headers={"Cookie": f"language={language}"}):
            tags = kept_tags(states)
        assert words in tags["accepted"] and "tag--good" in tags["accepted"] and set(tags) == set(states)
