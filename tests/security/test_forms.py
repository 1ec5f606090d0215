"""T10, T25: every form of every address, from elsewhere, without its token, and much too large."""

from __future__ import annotations

import io
import json
import re
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.security.access import address_of_nothing, rules
from webapp.origins import is_from_elsewhere

MILLION = 1_000_000


@pytest.fixture
def posts(app: Flask) -> list[str]:
    """An address of every route that changes something."""
    return [address_of_nothing(app, rule) for method, rule in rules(app) if method != "GET"]


@pytest.fixture
def coordinator(
    app: Flask, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """The browser of someone who may do everything, at the application as it is served: forms need their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return sign_in(factories.account(session, "coordinator"))


def token_of(client: FlaskClient) -> str:
    """The token that this browser's forms carry."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/account").text)
    assert found is not None
    return found[1]


def test_t10_no_form_is_taken_without_its_token(
    posts: list[str], coordinator: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    anothers = {"csrf_token": token_of(sign_in(factories.account(session)))}
    sent: dict[str, dict[str, object]] = {
        "none": {"data": {}},
        "another's": {"data": anothers},
        "plain text": {"data": "csrf_token=1", "content_type": "text/plain"},
        "json": {"data": "{}", "content_type": "application/json"},
    }
    answers = {
        (path, kind): coordinator.post(path, **form).status_code
        for path in posts
        for kind, form in sent.items()
    }
    assert {case: status for case, status in answers.items() if status != 400} == {}


def test_t10_no_form_is_taken_from_another_site_even_with_its_token(
    posts: list[str], coordinator: FlaskClient
) -> None:
    form = {"csrf_token": token_of(coordinator)}
    statuses = {
        (path, name): coordinator.post(path, data=form, headers={name: value}).status_code
        for path in posts
        for name, value in (("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"))
    }
    assert {case: status for case, status in statuses.items() if status != 403} == {}


@pytest.mark.parametrize(
    ("site", "origin", "is_elsewhere"),
    [
        (None, None, False),
        (None, "null", False),
        (None, "https://nasta.example", False),
        (None, "https://nasta.example:8000", True),
        (None, "https://evil.example", True),
        (None, "rubbish", True),
        ("same-origin", "null", False),
        ("none", None, False),
        ("same-site", "https://other.example", True),
        ("cross-site", "https://nasta.example", True),
    ],
)
def test_t10_what_a_browser_says_of_where_a_form_comes_from(
    site: str | None, origin: str | None, is_elsewhere: bool
) -> None:
    assert is_from_elsewhere(site, origin, "nasta.example") is is_elsewhere


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *_: object) -> NoReturn:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_t25_a_body_of_two_gigabytes_is_refused_unread(
    posts: list[str], coordinator: FlaskClient, kind: str
) -> None:
    about = {"CONTENT_LENGTH": str(2 * 1024**3), "CONTENT_TYPE": kind}
    answers = {path: coordinator.post(path, input_stream=Unread(), environ_overrides=about) for path in posts}
    assert {path: one.status_code for path, one in answers.items() if one.status_code != 413} == {}


def parts(number: int) -> bytes:
    one = '--b\r\nContent-Disposition: form-data; name="projects"\r\n\r\n1\r\n'
    return (one * number + "--b--\r\n").encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (parts(100_000), "multipart/form-data; boundary=b"),
        (b"projects=1&" * 100_000, "application/x-www-form-urlencoded"),
        (b"email=" + b"a" * 2 * MILLION, "application/x-www-form-urlencoded"),
    ],
    ids=["100,000 parts", "100,000 fields", "one field of 2 MB"],
)
def test_t25_a_form_of_too_much_is_too_much(client: FlaskClient, body: bytes, kind: str) -> None:
    assert client.post("/sign-in", data=body, content_type=kind).status_code == 413


def deep(levels: int) -> str:
    return '{"type":"LineString","coordinates":' + "[" * levels + "]" * levels + "}"


def circle(corners: int) -> str:
    ring = [[28 + n / 1e7, 61] for n in range(corners)]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


@pytest.mark.parametrize(
    ("shape", "status"),
    [(deep(100_000), 400), (circle(20_000), 400), (circle(MILLION // 5), 413)],
    ids=["100,000 levels", "20,000 corners", "5 MB of corners"],
)
def test_t25_a_shape_that_is_too_much_is_refused(
    session: Session, client: FlaskClient, shape: str, status: int
) -> None:
    factories.city(session)
    round_ = factories.round_(session, "proposing", place_kinds=["point", "line", "area"])
    session.commit()
    form = {"title": "Reitti", "body": "Tähän.", "shape": shape}
    assert client.post(f"/rounds/{round_.slug}/propose", data=form).status_code == status
    assert session.connection().exec_driver_sql("select count(*) from proposal_draft").scalar() == 0
