"""Every route says once who may use it, and every refusal has a status and words."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.security.access import rows_of, table
from webapp.access import Access
from webapp.error_pages import REFUSALS
from webapp.errors import RefusalCode

OURS_NOT = {"static"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OURS_NOT]


def test_every_route_has_one_access_mark(app: Flask) -> None:
    unmarked = [
        rule.endpoint
        for rule in rules(app)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "access", None), Access)
    ]
    assert unmarked == []


def test_every_route_has_its_row_in_the_table_of_access(app: Flask) -> None:
    """T8: a new route fails here until somebody has written down who may use it."""
    written, served = set(table()), set(rows_of(app))
    lines = ["\t".join((row.method, row.address, row.who)) for row in sorted(served - written)]
    assert lines == [], "add to tests/security/access.tsv:\n" + "\n".join(lines)
    assert written == served


def test_get_and_post_are_two_functions(app: Flask) -> None:
    both = [r.endpoint for r in rules(app) if {"GET", "POST"} <= (r.methods or set())]
    assert both == []


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_has_a_status_and_words(code: RefusalCode) -> None:
    status, words = REFUSALS[code]
    assert 400 <= status < 500
    assert str(words)
