"""A whole timetable at once: a usual one to begin with, and one that is moved by days."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.rounds.conftest import address, fields_of, seen, without
from webapp.rounds.models import Phase, Round
from webapp.rounds.phases import BY_KEY
from webapp.rounds.timetable import USUAL_WEEKS, moved, usual_timetable

NOW = datetime.fromisoformat("2026-11-24T16:00")


def test_a_usual_timetable_runs_on_from_a_monday_two_weeks_ahead() -> None:
    rows = usual_timetable(NOW)
    assert [row["kind"] for row in rows] == list(USUAL_WEEKS)
    assert set(USUAL_WEEKS) <= set(BY_KEY)
    assert (rows[0]["starts_at"], rows[0]["ends_at"]) == ("2026-12-14T08:00", "2027-01-10T20:00")
    for before, after in pairwise(rows):
        ended, starts = (datetime.fromisoformat(one) for one in (before["ends_at"], after["starts_at"]))
        assert 0 < (starts - ended).total_seconds() <= 12 * 3600


@pytest.mark.parametrize(
    ("typed", "days", "after"),
    [
        ("2026-12-01T09:00", 7, "2026-12-08T09:00"),
        ("2026-12-01T09:00", -7, "2026-11-24T09:00"),
        ("2027-03-27T09:00", 1, "2027-03-28T09:00"),
        ("2026-11-01T09:00", 7, "2026-11-01T09:00"),
        ("2026-11-24T16:00", 7, "2026-11-24T16:00"),
        ("huomenna", 7, "huomenna"),
        ("", 7, ""),
        ("9999-12-30T09:00", 3_000, "9999-12-30T09:00"),
        ("2027-01-01T09:00Z", 7, "2027-01-01T09:00Z"),
    ],
)
def test_only_what_is_to_come_moves_and_keeps_its_hour(typed: str, days: int, after: str) -> None:
    assert moved([{"id": "3", "starts_at": typed}], days, NOW) == [{"id": "3", "starts_at": after}]


def test_a_round_gets_its_whole_timetable_at_once_and_it_is_saved_when_the_planner_saves(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    bare = without(seen(planner, round_, "phases"), "phases")
    answer = planner.post(address(round_, "phases"), data=bare | {"step": "usual"})
    fields = fields_of(answer.text)
    number = select(func.count()).select_from(Phase).where(Phase.round_id == round_.id)
    before = session.scalar(number)
    assert planner.post(address(round_, "phases"), data=fields).status_code == 302
    assert session.scalar(number) == len(USUAL_WEEKS) != before


def test_the_timetable_is_moved_in_the_form(planner: FlaskClient, round_: Round) -> None:
    fields = seen(planner, round_, "phases") | {"phases-0-starts_at": "2040-01-02T09:00"}
    answer = planner.post(address(round_, "phases"), data=fields | {"days": "-2", "step": "move"})
    again = fields_of(answer.text)
    assert (again["phases-0-starts_at"], again["days"]) == ("2039-12-31T09:00", "")


@pytest.mark.parametrize("days", ["", "viikko", "1,5", "99999"])
def test_days_that_are_none_are_said_at_the_field(planner: FlaskClient, round_: Round, days: str) -> None:
    fields = seen(planner, round_, "phases")
    answer = planner.post(address(round_, "phases"), data=fields | {"days": days, "step": "move"})
    assert "Kirjoita päivien määrä" in answer.text
    assert fields_of(answer.text)["phases-0-starts_at"] == fields["phases-0-starts_at"]
