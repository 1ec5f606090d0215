"""Small numbers on the outcome page, in the box, the exports and the open interface (T24): all hide the same."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg import Connection
from sqlalchemy import select
from sqlalchemy.orm import Session

from scripts.verify import faults
from tests import factories
from tests.counting.casting import close_voting, put
from tests.outcome.boxes import fill, round_with
from tests.outcome.conftest import publish
from webapp.counting.models import Count
from webapp.ogc.queries import hidden_votes
from webapp.projects.models import Project
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


def voted(
    session: Session, prices: Sequence[int], ballots: Sequence[tuple[str, int]], **values: Any
) -> tuple[Round, list[Project]]:
    """A round with a pot of 1,000 euros, projects A, B, C by price in cents, and so many ballots for some letters."""
    round_ = factories.round_(session, **values)
    pot = factories.pot(session, round_, 1_000_00)
    named = {
        letter: factories.project(session, round_, pot, price, title=factories.texts(letter))
        for letter, price in zip("ABCD", prices, strict=False)
    }
    for letters, times in ballots:
        put(session, round_, [named[letter] for letter in letters], times)
    close_voting(session, round_)
    return round_, list(named.values())


def words_of(client: FlaskClient, round_: Round) -> str:
    """The page of the outcome without marks, from the table of projects to the map."""
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    part = page.split('id="why"')[1].split('id="areas"')[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part.replace("\xa0", " ")))


def exported(planner: FlaskClient, round_: Round) -> list[dict[str, Any]]:
    """The rows of the outcome as a file for programs."""
    asked = {"dataset": "outcome", "format": "geojson"}
    file = planner.get(f"/staff/rounds/{round_.slug}/exports/file", query_string=asked)
    return [feature["properties"] for feature in json.loads(file.data)["features"]]


EQUAL_SHARES: dict[str, Any] = {
    "ballot_type": "approval",
    "counting_rule": "equal-shares",
    "counting_options": {"completion": "none"},
}


def test_t24_what_was_missing_does_not_tell_how_few_voted_for_a_project(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    """Everyone's part is 10 euros: of 500 euros, 460 missing would be four supporters."""
    round_, (_, few, _) = voted(
        session, (600_00, 500_00, 100_00), (("A", 60), ("B", 4), ("C", 36)), **EQUAL_SHARES
    )
    publish(planner, round_, session)
    page = words_of(client, round_)
    assert "460" not in page and "8%" not in page
    assert "Why is not told either" in page
    assert [row["missing"] for row in exported(planner, round_) if row["id"] == few.id] == [None]


def test_t24_few_who_could_not_pay_all_are_not_told(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    """With the price that the others paid anyone could reckon out that three had less."""
    round_, _ = voted(session, (300_00, 480_00), (("A", 45), ("B", 52), ("AB", 3)), **EQUAL_SHARES)
    publish(planner, round_, session)
    page = words_of(client, round_)
    assert "3 paid what they had left" not in page
    assert page.count("part of the price was") == 1, "of the first alone, which everyone paid in full"


def test_t24_a_share_with_a_winner_is_told_of_neither_side_if_one_is_small(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_, _ = voted(session, (600_00, 600_00), (("A", 96), ("B", 4)), ballot_type="one_choice")
    publish(planner, round_, session)
    assert "% of the voters" not in words_of(client, round_)


def test_t24_a_draw_is_not_told_of_with_a_project_whose_votes_are_not(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_, _ = voted(
        session, (400_00, 500_00, 100_00), (("A", 40), ("B", 40), ("C", 7)), ballot_type="one_choice"
    )
    publish(planner, round_, session)
    page = words_of(client, round_)
    assert "level with" not in page and not re.search(r"\b40\b", page)


def test_t24_a_small_pot_does_not_single_out_what_nobody_chose(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_, _ = voted(session, (600_00, 600_00, 600_00), (("A", 8), ("B", 3)), ballot_type="one_choice")
    publish(planner, round_, session)
    assert words_of(client, round_).count("Why is not told either") == 2


@pytest.mark.parametrize(
    "ballots",
    [(("A", 40), ("B", 40), ("C", 7)), (("A", 7), ("B", 60), ("C", 41), ("D", 41)), (("A", 90), ("B", 60))],
)
def test_t24_page_box_export_and_open_interface_hide_the_same(
    client: FlaskClient, planner: FlaskClient, session: Session, ballots: Sequence[tuple[str, int]]
) -> None:
    """Else what one hides another tells, and the small count is the rest."""
    round_, projects = voted(session, (900_00, 500_00, 100_00, 100_00), ballots, ballot_type="one_choice")
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    box = client.get(f"/rounds/{round_.slug}/box.json").json
    assert box is not None
    hidden = {project.id for project in projects if box["totals"][str(project.id)] is None}
    rows = [row for row in page.split("<tr")[1:] if "result-why" in row]
    on_page = {int(row.split("/projects/")[1].split('"')[0]) for row in rows if ">not told<" in row}
    in_file = {row["id"] for row in exported(planner, round_) if row["votes"] is None}
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, Connection)
    assert on_page == in_file == {*hidden_votes(connection)} == hidden
    assert bool(hidden) == (len(ballots) > 2)


@pytest.fixture
def few_voted(session: Session) -> tuple[Round, list[Project]]:
    """In the first area 2 people voted, in the others 40 and 60, and everyone in one of them."""
    round_ = factories.round_(session, ballot_type="approval", ballots_published="commitments")
    projects = []
    for code, ballots in (("A", 2), ("B", 40), ("C", 60)):
        pot = factories.pot(session, round_, 1_000_00, area_code=code)
        projects += [
            factories.project(session, round_, pot, 600_00, title=factories.texts(f"{code}{number}"))
            for number in (1, 2)
        ]
        put(session, round_, projects[-1:], ballots)
    close_voting(session, round_)
    return round_, projects


def test_t24_how_few_voted_in_an_area_is_told_nowhere_and_cannot_be_worked_out(
    client: FlaskClient, planner: FlaskClient, session: Session, few_voted: tuple[Round, list[Project]]
) -> None:
    """Else, with one or two ballots, what won is what is on them. What won itself is told, since money is spent on it."""
    round_, projects = few_voted
    planner.post(f"/staff/rounds/{round_.slug}/count")
    warned = planner.get(f"/staff/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    notice = warned.split("Think before you publish")[1].split("</div>")[0]
    assert "<li>A (en)</li>" in notice and "<li>B (en)</li>" in notice and "<li>C (en)</li>" not in notice
    count = session.scalars(select(Count.id)).one()
    planner.post(f"/staff/rounds/{round_.slug}/outcome", data={"count": count})
    page = words_of(client, round_)
    assert page.count("Fewer than 10 ballots were counted here.") == 1
    assert page.count("How many ballots were counted here is not told") == 1
    assert "60 ballots were counted here" in page and not re.search(r"\b(2|40) ballots", page)
    in_order = [int(one) for one in re.findall(r"\b(\d) A\d \(en\)", page)]
    assert in_order == [1, 2] and page.index("A2 (en)") < page.index("A1 (en)"), "what won is told"
    box = client.get(f"/rounds/{round_.slug}/box.json").json
    assert box is not None and [box["totals"][str(one.id)] for one in projects] == [None] * 4 + [0, 60]
    rows = {row["id"]: row for row in exported(planner, round_)}
    assert [rows[one.id]["votes"] for one in projects] == [None] * 4 + [0, 60]
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, Connection)
    assert {*hidden_votes(connection)} == {one.id for one in projects[:4]}


def test_t24_a_round_of_few_ballots_tells_their_number_neither_on_pages_nor_in_the_box(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_, projects = round_with(session, 3, ballots_published="commitments")
    fill(session, round_, projects, 3)
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert "Fewer than 10 ballots were counted." in page and "3 ballots" not in page
    box = client.get(f"/rounds/{round_.slug}/box.json").json
    assert box is not None and (box["level"], box["ballots"], box["rights"]) == ("totals", None, None)
    assert faults(box, box["heads"][-1]) == [] and faults(box, "00") != []
    seals = client.get(f"/rounds/{round_.slug}/seals.json").json
    assert seals is not None and {one["size"] for one in seals["batches"]} == {None}
    assert "fewer than 10" in client.get(f"/rounds/{round_.slug}/seals", headers=ENGLISH).text
