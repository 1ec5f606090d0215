"""T5, T6, T7, T10, T14: every page of the demo city, asked with payloads, filled with payloads, and asked twice."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from tests.security.conftest import City
from tests.security.rows import fill_all_texts, fingerprints

PROBE = "xss-probe"
MARKUP = f'"\'></title></textarea></script><{PROBE} onload="x()"><!--'
PAYLOADS = {
    "markup": f'{MARKUP}" {PROBE}="1" onfocus="x()',
    "sql": "' or 1 = (select 1 / 0) or ''='",
    "sql of a number": "1 or 1 = (select 1 / 0)",
    "column": "author.email desc, (select 1 / 0)",
    "percent": "%(round)s %s :x {0} $1",
    "null": "a\0b",
    "beyond": "99999999999999999999999",
    "below": "-1",
    "no number": "nan",
    "surrogate": "\ud800",
}
WAYS_OUT = {
    payload: payload
    for payload in (
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "/\t/evil.example",
        "javascript:x()",
        "https://city.fi@evil.example",
    )
}
WRITTEN_BY_PEOPLE = {
    f"public.{column}"
    for column in [
        "account.name",
        "proposal.title",
        "proposal.body",
        "proposal.author_name",
        "proposal.place_text",
        "project.title",
        "project.summary",
        "round.title",
        "round.rules_text",
        "theme.name",
        "area.name",
        "cost_line.what",
        "proposal_event.note",
    ]
}
LOGS = {"audit_event", "sign_in_session", "try_count"}
"""What looking may change: the log of who looked, when a browser was last there, how often something was tried."""


class Probes(HTMLParser):
    """Finds what a browser would take for markup though somebody wrote it as text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        leads = [value for name, value in attrs if name in ("href", "src", "action") and value]
        if PROBE in (tag, *names) or any(name.startswith("on") for name in names):
            self.found.append(str(self.get_starttag_text()))
        self.found += [one for one in leads if one.strip().lower().startswith("javascript:")]


def faults(answer: TestResponse) -> list[str]:
    """What is wrong with an answer: a fault of ours, markup by others, a way out of the service."""
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    where = urlsplit(answer.headers.get("Location", ""))
    if where.scheme or where.netloc not in ("", "localhost"):
        found.append(f"leads to {answer.headers['Location']}")
    if answer.mimetype == "text/html":
        probes = Probes()
        probes.feed(answer.text)
        found += probes.found
    return found


class Parameters(ImmutableMultiDict[str, str]):
    """What stands behind the `?`, which notes every name that is asked for."""

    asked: set[str] = set()

    def __getitem__(self, key: Any) -> Any:
        self.asked.add(str(key))
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: Any, *rest: Any) -> Any:
        self.asked.add(str(key))
        return super().getlist(key, *rest)


@pytest.fixture
def parameters(city: City, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of parameters that have been asked for since it was emptied."""
    monkeypatch.setattr(city.app.request_class, "parameter_storage_class", Parameters)
    return Parameters.asked


def test_t6_t7_t14_no_parameter_of_any_page_is_markup_or_sql_or_a_way_out(
    city: City, parameters: set[str]
) -> None:
    browser, wrong, tried = city.browser("coordinator"), [], set()
    for endpoint, address in city.pages():
        path, _, query = address.partition("?")
        parameters.clear()
        browser.get(f"{path}?{query}&x=1")
        for name in sorted(parameters - {"x"}):
            if (endpoint, name) in tried:
                continue
            tried.add((endpoint, name))
            for kind, payload in (PAYLOADS | (WAYS_OUT if name == "next" else {})).items():
                sent = urlencode({name: payload}, errors="surrogatepass")
                wrong += [(path, name, kind, fault) for fault in faults(browser.get(f"{path}?{sent}"))]
    assert wrong == []
    assert len(tried) > 60


def test_t10_looking_changes_nothing(city: City) -> None:
    """Every page, by the coordinator and by a resident: only logs differ afterwards."""
    with city.connect() as connection:
        before = fingerprints(connection)
        connection.rollback()
        for person in ("coordinator", "resident"):
            browser = city.browser(person)
            for _, address in city.pages():
                browser.get(address)
        after = fingerprints(connection)
    assert {name for name in before if before[name] != after[name]} <= LOGS


def test_t5_whatever_text_holds_markup_no_page_takes_it_for_its_own(city: City) -> None:
    """The city stays full of markup: this is the last test of the file."""
    addresses = [address for _, address in city.pages()]
    with city.connect() as connection:
        filled = set(fill_all_texts(connection, MARKUP))
        connection.commit()
    assert filled >= WRITTEN_BY_PEOPLE
    wrong, shown = [], 0
    for person in ("visitor", "resident", "official", "coordinator"):
        browser = city.browser(person)
        for address in addresses:
            answer = browser.get(address)
            wrong += [(person, address, fault) for fault in faults(answer)]
            shown += answer.mimetype == "text/html" and PROBE in answer.text
    assert wrong == []
    assert shown > 150, shown
