"""What the application does otherwise than Flask, because every page would pay for it."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp import application
from webapp.application import escaped, text_escape


class Named:
    """Something that says itself."""

    def __str__(self) -> str:
        return "<named>"


class Marked:
    """Something that is HTML itself."""

    def __html__(self) -> str:
        return "<b>marked</b>"


@pytest.mark.parametrize(
    "value",
    ["", "Äijälä", "<&>\"'", "&amp;", Markup("<b>"), 7, -1, True, None, 1.5, Named(), Marked(), ["<"]],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_put_into_a_page_as_markupsafe_escapes_it(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))


def test_without_the_names_that_nobody_promises_texts_are_escaped_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert text_escape({}) is escape
    monkeypatch.setattr(application, "escape_text", text_escape({}))
    monkeypatch.delattr(application.LeanCode, "_output_child_pre")
    with app.test_request_context():
        assert render_template_string("{{ words }}", words="<a>") == "&lt;a&gt;"
        assert escaped("<a>") == "&lt;a&gt;"


def test_what_people_wrote_is_escaped_wherever_a_template_puts_it(app: Flask) -> None:
    template = (
        "{{ words }}{% macro said(text) %}<i>{{ text }}</i>{% endmacro %}{{ said(words) }}"
        "{% set kept %}{{ words }}{% endset %}{{ kept }}{{ words ~ '!' }}{{ words|upper }}{{ words|safe }}"
        "{% for word in [words] %}{{ word }}{% endfor %}{{ missing }}{{ _('%(a)s', a=words) }}"
    )
    once = "&lt;a&gt;"
    with app.test_request_context():
        page = render_template_string(template, words="<a>")
    assert page == f"{once}<i>{once}</i>{once}{once}!&lt;A&gt;<a>{once}{once}"


def test_nothing_is_escaped_where_a_template_says_so(app: Flask) -> None:
    template = "{% autoescape false %}{{ words }}{% endautoescape %}{{ words }}"
    with app.test_request_context():
        assert render_template_string(template, words="<a>") == "<a>&lt;a&gt;"


def test_the_cookie_of_a_session_is_not_sent_with_every_page(session: Session, sign_in: SignIn) -> None:
    browser = sign_in(factories.account(session))
    assert browser.get("/account").status_code == 200
    assert "Set-Cookie" not in browser.get("/account").headers


def test_a_forged_cookie_is_a_visitor(client: FlaskClient) -> None:
    client.set_cookie("nasta", "eyJfdXNlcl9pZCI6IjEifQ.forged.forged")
    assert client.get("/account").status_code == 302


def test_caches_are_told_that_a_page_depends_on_who_asks(client: FlaskClient) -> None:
    answer = client.get("/")
    assert "Cookie" in answer.headers["Vary"] and "Set-Cookie" not in answer.headers
