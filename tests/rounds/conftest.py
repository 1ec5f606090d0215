"""What tests of the planner's pages share: a planner's browser, and sending a page's form as a browser would."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TypeAlias

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.rounds.models import Round

Fields: TypeAlias = dict[str, str]


class FormReader(HTMLParser):
    """The fields of the page's posted form with the values they have."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        name, kind = own.get("name", ""), own.get("type", "text")
        if tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in own):
            self.fields[name] = own.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self.fields[name] = ""
        elif tag == "option" and ("selected" in own or self.select not in self.fields):
            self.fields[self.select] = own.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data.lstrip("\r\n")


def fields_of(html: str) -> Fields:
    """What a browser would send from the page if its writer changed nothing."""
    reader = FormReader()
    reader.feed(html[html.index("<main") :])
    return reader.fields


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    """The browser of someone who runs rounds."""
    return sign_in(factories.account(session, "planner"))


@pytest.fixture
def round_(session: Session) -> Round:
    """A complete round that nobody sees yet."""
    factories.city(session)
    round_ = factories.round_(session, is_published=False)
    factories.phase(session, round_, "proposing", 1, 10)
    factories.phase(session, round_, "voting", 20, 30)
    factories.pot(session, round_)
    factories.pot(session, round_, 5_000_00, area_code="A")
    session.commit()
    return round_


def address(round_: Round, part: str) -> str:
    return f"/staff/rounds/{round_.slug}/{part}"


def seen(planner: FlaskClient, round_: Round, part: str) -> dict[str, str]:
    return fields_of(planner.get(address(round_, part)).text)


def without(fields: dict[str, str], start: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if not name.startswith(start)}
