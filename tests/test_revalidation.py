"""Public pages of one thing: whoever has one is told in one query that it still holds, and never once it does not."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.codes.holders import code_round
from tests.conftest import SignIn
from tests.happenings import CHANGES, PAGES, Change, World, finish, make_world
from webapp.base import Model
from webapp.outcome.mark import ALL_ROUNDS, ROUND_PAGES
from webapp.projects import mark as of_projects
from webapp.proposals import mark as of_proposals
from webapp.reading import Kept

MARKS = {
    "front": ALL_ROUNDS,
    "rounds": ALL_ROUNDS,
    "round": ROUND_PAGES,
    "outcome": ROUND_PAGES,
    "project": of_projects.MARK,
    "proposal": of_proposals.MARK,
}


class Clock:
    """What database and program take for now. It stands until a test moves it on: no hour turns between two requests."""

    def __init__(self, session: Session) -> None:
        self.session, self.ahead = session, 0
        for statement in (
            "create schema moved",
            "grant usage on schema moved to public",
            "create function moved.clock_timestamp() returns timestamptz language sql as"
            " $$ select now() + current_setting('moved.by')::interval $$",
            "set local search_path = moved, pg_catalog, public",
        ):
            factories.run(session, statement)
        self.move(0)

    def move(self, seconds: int) -> None:
        self.ahead += seconds
        factories.run(self.session, "select set_config('moved.by', :by, true)", by=f"{self.ahead} seconds")
        self.session.commit()

    def __call__(self) -> float:
        return self.ahead


@pytest.fixture
def clock(session: Session) -> Clock:
    return Clock(session)


@pytest.fixture
def world(session: Session, clock: Clock) -> World:
    return make_world(session)


def tag_of(client: FlaskClient, address: str) -> dict[str, str]:
    """What a browser that has the page says when it asks again."""
    answer = client.get(address)
    assert answer.status_code == 200
    return {"If-None-Match": answer.headers["ETag"]}


@pytest.mark.parametrize("page", PAGES)
def test_whoever_has_the_page_is_told_in_one_query_that_it_holds(
    client: FlaskClient, world: World, page: str, queries: list[str]
) -> None:
    tag = tag_of(client, world.address(page))
    queries.clear()
    again = client.get(world.address(page), headers=tag)
    assert again.status_code == 304 and again.data == b""
    assert len(queries) == 1
    assert again.headers["ETag"] == tag["If-None-Match"] and again.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in again.headers["Vary"].split(",")}


NEVER_CHANGED = {"area", "area_piece", "count"}
"""A version's areas stay as they are once it has been in use, a count for good. Which ones is in the marks."""
NOT_ON_CARDS = {"theme", "layer_version", "boundary_layer"}
"""Read with every round, but told on its own page only."""


@pytest.mark.parametrize("page", PAGES)
def test_every_table_that_a_page_reads_is_in_its_mark(
    client: FlaskClient, world: World, page: str, queries: list[str]
) -> None:
    finish(world)
    queries.clear()
    client.get(world.address(page))
    tables = tables_in(" ".join(queries)) - tables_in(MARKS[page]) - NEVER_CHANGED
    assert tables - (NOT_ON_CARDS if page in ("front", "rounds") else set()) == set()


def tables_in(statements: str) -> set[str]:
    return {
        name for name in Model.metadata.tables if re.search(rf"\b(from|join)\s+{name}\b", statements, re.I)
    }


@pytest.mark.parametrize(("change", "page"), [(change, page) for change, pages in CHANGES for page in pages])
def test_whatever_a_page_tells_gives_it_another_tag(
    client: FlaskClient, world: World, change: Change, page: str
) -> None:
    tag = tag_of(client, world.address(page))
    change(world)
    world.session.commit()
    answer = client.get(world.address(page), headers=tag)
    assert answer.status_code == 200 and answer.headers["ETag"] != tag["If-None-Match"]


@pytest.mark.parametrize(
    ("page", "kind", "words"),
    [
        ("front", "proposing", "Tee ehdotus"),
        ("round", "proposing", "Tee ehdotus"),
        ("round", "voting", '/vote"'),
        ("project", "voting", '/vote"'),
        ("outcome", "voting", "Äänestys on auki"),
    ],
)
def test_a_page_from_before_a_phase_ended_does_not_hold_even_where_marks_are_kept(
    app: Flask,
    client: FlaskClient,
    world: World,
    clock: Clock,
    page: str,
    kind: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = world.address(page)
    patient = app.config["SETTINGS"].model_copy(update={"list_seconds": 86_400})
    monkeypatch.setitem(app.config, "SETTINGS", patient)
    monkeypatch.setitem(app.extensions, "marks", Kept(clock=clock))
    factories.run(
        world.session,
        "update phase set starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days'",
    )
    factories.phase(world.session, world.round, kind, -1, 1 / 48)
    world.session.commit()
    before = client.get(address)
    tag = {"If-None-Match": before.headers["ETag"]}
    assert words in before.text and client.get(address, headers=tag).status_code == 304
    clock.move(3600)
    after = client.get(address, headers=tag)
    assert after.status_code == 200 and words not in after.text


def test_each_language_has_its_own_tag(client: FlaskClient, world: World) -> None:
    address = world.address("proposal")
    tag = tag_of(client, address)
    assert client.get(address, headers={**tag, "Accept-Language": "sv"}).status_code == 200
    client.get("/language/en")
    assert client.get(address, headers=tag).status_code == 200


def test_the_day_in_the_city_gives_another_tag(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = set()
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):  # 25 hours apart
        monkeypatch.setattr(app.extensions["babel"], "default_timezone", zone)
        tags.add(tag_of(client, world.address("project"))["If-None-Match"])
    assert len(tags) == 2


def test_another_start_of_the_program_gives_another_tag(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = tag_of(client, world.address("front"))
    monkeypatch.setitem(app.extensions, "edition", "the next version")
    assert client.get(world.address("front"), headers=tag).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_the_signed_in_get_their_page_anew(
    client: FlaskClient, world: World, page: str, sign_in: SignIn
) -> None:
    tag = tag_of(client, world.address(page))
    answer = sign_in(factories.account(world.session)).get(world.address(page), headers=tag)
    assert answer.status_code == 200
    assert "ETag" not in answer.headers and answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", [*PAGES, "list"])
def test_what_a_visitor_is_told_once_is_not_kept(client: FlaskClient, world: World, page: str) -> None:
    address = world.address(page) if page != "list" else f"/rounds/{world.round.slug}/proposals?turn=0.5"
    tag = tag_of(client, address)
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "Olet kirjautunut ulos.")]
    told = client.get(address, headers=tag)
    assert "Olet kirjautunut ulos." in told.text and "ETag" not in told.headers
    assert client.get(address, headers=tag).status_code == 304


def test_a_kiosk_keeps_no_page(session: Session, sign_in: SignIn, client: FlaskClient) -> None:
    round_, project = code_round(session)
    address = f"/projects/{project.id}"
    tag = tag_of(client, address)
    kiosk = sign_in(factories.account(session, "official"))
    kiosk.post(f"/staff/rounds/{round_.slug}/kiosks", data={"place": "Pääkirjasto"})
    answer = kiosk.get(address, headers=tag)
    assert "kiosk-bar" in answer.text and "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_hidden_proposal_is_not_there_for_whoever_has_its_page(
    client: FlaskClient, world: World, state: str
) -> None:
    tag = tag_of(client, world.address("proposal"))
    factories.run(world.session, "delete from project_proposal")
    world.proposal.state = state
    world.session.commit()
    answer = client.get(world.address("proposal"), headers=tag)
    assert answer.status_code == 404 and "ETag" not in answer.headers
