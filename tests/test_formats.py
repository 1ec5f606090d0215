"""How pages write figures: in the language's own way, and never broken over two lines."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from webapp.formats import unbroken


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Mihin käyttäisit 20 000 euroa?", "Mihin käyttäisit 20\u00a0000 euroa?"),
        ("1 234 567", "1\u00a0234\u00a0567"),
        ("noin 500 €", "noin 500\u00a0€"),
        ("kello 12 300 metrin päässä", "kello 12\u00a0300 metrin päässä"),
        ("huone 5 1234", "huone 5 1234"),
        ("ei lukuja", "ei lukuja"),
    ],
)
def test_a_sum_in_a_text_stays_on_one_line(written: str, shown: str) -> None:
    assert unbroken(written) == shown


@pytest.mark.parametrize(
    ("path", "shown"), [("/", "1\u00a0350 äänestyslippua|999 äänestyslippua|5,00\u00a0€|2,04\u00a0€")]
)
def test_numbers_in_texts_are_written_as_the_language_does(app: Flask, path: str, shown: str) -> None:
    counted = "{{ ngettext('%(shown)s ballot', '%(shown)s ballots', n, shown=n|number) }}"
    plain = "{{ ngettext('%(num)s vote', '%(num)s votes', 1350) }}"
    with app.test_request_context(path):
        page = render_template_string(
            "{% set n = 1350 %}"
            + counted
            + "|{% set n = 999 %}"
            + counted
            + "|{{ 500|euros_and_cents }}|{{ 204|euros_and_cents }}"
        )
        assert page == shown
        assert render_template_string(plain) == "1\u00a0350 ääntä"
