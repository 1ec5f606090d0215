"""How pages write figures: in the language's own way, and never broken over two lines."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from webapp.formats import euros, language, number, speaking, unbroken
from webapp.texts import DEFAULT_LANGUAGE


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


PAGE = "{{ _('Accepted') }} {{ 12345|number }}"


def test_a_letter_in_another_language_leaves_the_page_in_its_own(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "language=fi"}):
        before = language(), render_template_string(PAGE)
        with pytest.raises(LookupError), speaking("sv"):
            assert language() == "sv"
            assert render_template_string(PAGE) == "Godkänt 12\u00a0345"
            raise LookupError
        assert (language(), render_template_string(PAGE)) == before == ("fi", "Hyväksytty 12\u00a0345")


def test_without_a_page_the_language_is_the_city_s() -> None:
    assert language() == DEFAULT_LANGUAGE


def test_figures_are_written_as_each_language_does(app: Flask) -> None:
    written = {}
    for said in ("fi", "en"):
        with app.test_request_context(headers={"Cookie": f"language={said}"}):
            written[said] = [number(1234567), number(1.5), euros(1234500), euros(1234550), euros(None)]
    assert written["fi"] == [
        "1\u00a0234\u00a0567",
        "1,5",
        "12\u00a0345\u00a0€",
        "12\u00a0345,50\u00a0€",
        "",
    ]
    assert written["en"] == ["1,234,567", "1.5", "€12,345", "€12,345.50", ""]
