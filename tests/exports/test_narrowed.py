"""A file is narrowed by every filter of the list that one comes from, and the list leads to it."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.exports.conftest import Fetch
from webapp.exports.dataset import Wanted
from webapp.exports.models import ExportFile
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round


@pytest.fixture
def parks(session: Session) -> Round:
    """A round with a proposal that every filter leaves, and one for each filter that it does not."""
    factories.city(session)
    round_ = factories.round_(session)
    green, other = (factories.theme(session, round_, slug) for slug in ("green", "other"))
    made, place = "2026-03-10 12:00+02", factories.point(28.05, 61.05)
    plain: dict[str, Any] = {"title": "Puisto 50 %", "theme_id": green.id, "geom": place, "created_at": made}
    changes: dict[str, dict[str, Any]] = {
        "all": {},
        "theme": {"theme_id": other.id},
        "neighbourhood": {"geom": factories.point(28.05, 61.15)},
        "from": {"created_at": "2026-03-09 23:59+02"},
        "to": {"created_at": "2026-03-11 00:00+02"},
        "text": {"title": "Puisto 500"},
        "district": {"geom": factories.point(28.25, 61.05)},
        "state": {"state": "accepted"},
    }
    for name, change in changes.items():
        factories.proposal(session, round_, **{**plain, "body": name, **change})
    session.commit()
    return round_


NARROWED = {
    "theme": "green",
    "neighbourhood": "A1",
    "from": "2026-03-10",
    "to": "2026-03-10",
    "text": "50 %",
    "district": "A",
    "state": "submitted",
}


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def bodies(data: bytes) -> list[str]:
    return sorted(row["text"] for row in rows_of(data))


def words_of(page: bytes) -> str:
    """What a person reads in a report."""
    return unescape(re.sub(r"<[^>]*>", " ", page.decode()))


@pytest.mark.parametrize("name", NARROWED)
def test_each_filter_of_the_list_narrows_the_file(parks: Round, fetch: Fetch, name: str) -> None:
    """All filters but one leave what only that one leaves out; a neighbourhood lies in its district."""
    others = {key: value for key, value in NARROWED.items() if key != name}
    if name == "district":
        others.pop("neighbourhood")
    found = bodies(fetch(parks, "proposals", "csv", **others))
    assert found == sorted(["all", name, *(["neighbourhood"] if name == "district" else [])])
    assert bodies(fetch(parks, "proposals", "csv", **NARROWED)) == ["all"]


def test_map_formats_are_narrowed_too(parks: Round, fetch: Fetch) -> None:
    found = json.loads(fetch(parks, "proposals", "geojson", **NARROWED))["features"]
    assert [one["properties"]["text"] for one in found] == ["all"]
    assert b"Puisto 500" not in fetch(parks, "proposals", "html", text="50 %")


def test_a_report_says_what_it_is_narrowed_to(parks: Round, fetch: Fetch) -> None:
    said = words_of(fetch(parks, "proposals", "html", **NARROWED))
    for words in (
        "Narrowed to: District: A (en); State: Waiting for screening",
        "Theme: green",
        "Neighbourhood: A1",
    ):
        assert words in said, said[:400]
    assert "Proposed from day: 10 March 2026; Proposed to day: 10 March 2026; Search words: 50 %." in said
    assert "Narrowed to" not in words_of(fetch(parks, "proposals", "html"))


def test_the_list_leads_to_a_file_without_the_merged_ones_that_it_does_not_show(
    parks: Round, fetch: Fetch, planner: FlaskClient, session: Session
) -> None:
    heir = session.scalars(select(Proposal.id).where(Proposal.body == "all")).one()
    factories.proposal(session, parks, body="merged", state="merged", merged_into_id=heir)
    session.commit()
    assert "state=unmerged" in planner.get(f"/rounds/{parks.slug}/proposals?order=newest").text
    assert "merged" not in bodies(fetch(parks, "proposals", "csv", state="unmerged"))
    assert "accepted" in [row["state"] for row in rows_of(fetch(parks, "proposals", "csv", state="unmerged"))]
    assert "merged" in bodies(fetch(parks, "proposals", "csv"))


def test_what_is_no_day_is_refused_and_not_left_out(parks: Round, planner: FlaskClient) -> None:
    address = f"/staff/rounds/{parks.slug}/exports/file?dataset=proposals&format=csv&from=soon"
    assert planner.get(address).status_code == 404


def test_the_list_leads_to_the_export_of_what_it_shows(
    parks: Round, planner: FlaskClient, client: FlaskClient
) -> None:
    listed = planner.get(f"/rounds/{parks.slug}/proposals", query_string={**NARROWED, "order": "newest"})
    address = re.search(r'href="(/staff/rounds/[^"]*/exports[^"]*)"', listed.text)
    assert address is not None
    page = planner.get(unescape(address[1]), headers={"Accept-Language": "sv"}).text
    form = page[page.index('value="proposals"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert hidden == {name: NARROWED[name] for name in ("theme", "neighbourhood", "from", "to", "text")}
    assert re.findall(r'value="(\w+)" selected', form) == ["A", "submitted"]
    assert "Tema: green (sv); Stadsdel: A1 (sv); Föreslaget tidigast: 10.3.2026" in page


def test_who_may_not_export_is_not_led_there(parks: Round, session: Session, sign_in: SignIn) -> None:
    address = f"/rounds/{parks.slug}/proposals?order=newest"
    reader = sign_in(factories.account(session))
    assert "/exports" not in reader.get(address).text


def test_the_worker_narrows_as_well(parks: Round, planner: FlaskClient, session: Session) -> None:
    fields = {"dataset": "proposals", "format": "pdf", **NARROWED}
    assert planner.post(f"/staff/rounds/{parks.slug}/exports/files", data=fields).status_code == 302
    file = session.scalars(select(ExportFile)).one()
    assert file.rows_total == 1 and "-narrowed" in file.name
    assert Wanted(**file.wanted).filters == {
        name: NARROWED[name] for name in ("theme", "neighbourhood", "from", "to", "text")
    }


def test_the_queue_leads_to_the_export_of_its_round(parks: Round, session: Session, sign_in: SignIn) -> None:
    planner = sign_in(factories.account(session, "planner"))
    queue = planner.get(f"/staff/proposals?round={parks.id}&state=accepted&district=A").text
    assert f"/staff/rounds/{parks.slug}/exports?state=accepted&amp;district=A" in queue
    assert session.scalar(select(Proposal.id).where(Proposal.state == "accepted")) is not None
