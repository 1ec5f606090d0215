"""Planners count a file of another vote in every way there is; it is forgotten at once."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import fields_of
from webapp.counting.models import Count
from webapp.methods import trial_routes

PAGE = "/staff/what-if/file"
FILE = """META
key;value
description;Earlier vote
currency;PLN
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name;neighborhood;latitude;longitude
1;900;Bridge;Riverside;;
2;400;Bench <b>;Hill;;
3;300;Swing;;61.05;28.05
VOTES
voter_id;vote
""" + "".join(f"{n};{'1' if n < 50 else '2,3'}\n" for n in range(95))


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


def send(
    planner: FlaskClient, content: bytes | str = FILE, language: str = "en", **change: str
) -> TestResponse:
    content = content.encode() if isinstance(content, str) else content
    fields = fields_of(planner.get(PAGE).text) | change | {"file": (io.BytesIO(content), "vote.pb")}
    return planner.post(
        PAGE, data=fields, content_type="multipart/form-data", headers={"Accept-Language": language}
    )


def rows_of(page: str) -> dict[str, list[str]]:
    """The cells of every row of the result by its name."""
    found = {}
    for row in page.split('id="result"')[1].split("<tr>")[1:]:
        cells = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split(r"</t[hd]>", unescape(row))
        ]
        found[cells[0].replace("\xa0", " ")] = [cell.replace("\xa0", " ") for cell in cells[1:-1]]
    return found


def test_every_rule_and_setting_is_set_side_by_side_and_nothing_is_kept(
    planner: FlaskClient, session: Session
) -> None:
    factories.city(session)
    session.commit()
    answer = send(planner)
    assert answer.status_code == 200
    rows = rows_of(answer.text)
    assert rows["By votes"] == ["1", "900 PLN", "52.6 %", "2", "100 %"]
    assert rows["By votes per euro"] == ["2", "700 PLN", "47.4 %", "0", "0 %"]
    assert "Phragmén's method" in rows
    assert len([name for name in rows if name.startswith("Method of Equal Shares ")]) == 11
    assert rows["Bridge"][:3] == ["900 PLN", "50", "wins"] and "Bench &lt;b&gt;" in answer.text
    assert rows["Hill"][:2] == ["1", "0 PLN"] and rows["Riverside"][1] == "900 PLN"
    assert "No area told" not in rows, "the third lies in an area of the city itself"
    assert session.scalars(select(Count)).all() == []


def test_settings_of_ones_own_are_counted_beside_the_usual_ones(planner: FlaskClient) -> None:
    page = send(planner, counting_rule="greedy", **{"options_greedy-threshold": "60"}).text
    rows = rows_of(page)
    own = next(cells for name, cells in rows.items() if "your settings" in name)
    assert own[0] == "0" and "Votes that a project needs at least: 60" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (FILE.replace("1;900", "1;dear"), ("Rivi 9: ”dear”", "Rad 9: ”dear”", "Line 9: “dear”")),
        (
            FILE + "x;nosuch\n",
            ("Rivi 109", "Rad 109", "Line 109: A ballot names a project that is not listed"),
        ),
        (FILE.encode("utf-16"), ("UTF-8", "UTF-8", "is not text in UTF-8")),
        ("", ("META", "META", "section META is missing")),
    ],
)
def test_what_is_wrong_with_a_file_is_said_of_its_line_in_each_language(
    planner: FlaskClient, content: bytes | str, words: tuple[str, str, str]
) -> None:
    for language, expected in zip(("fi", "sv", "en"), words, strict=True):
        answer = send(planner, content, language)
        assert answer.status_code == 400 and expected in answer.text
        assert 'id="result"' not in answer.text


def test_a_file_takes_no_more_of_the_service_than_its_share(
    planner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_routes, "TURN_SECONDS", 0)
    with trial_routes.ONE_AT_A_TIME:
        assert send(planner).status_code == 503
    monkeypatch.setattr(trial_routes, "PATIENCE", -1)
    assert "takes too long" in send(planner).text
    monkeypatch.setattr(trial_routes, "MEGABYTES", 0)
    assert "larger than 0 MB" in send(planner).text


def test_only_those_who_count_try_files(client: FlaskClient, planner: FlaskClient) -> None:
    assert (client.get(PAGE).status_code, client.post(PAGE).status_code) == (302, 403)
    assert PAGE in planner.get("/staff/what-if").text
