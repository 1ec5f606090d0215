"""The public list of projects: filters that the map shares, a stable random order, prices, pages that revalidate."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.projects.models import Project
from webapp.rounds.models import Pot, Round
from webapp.texts import Texts


@pytest.fixture
def address(session: Session, round_: Round) -> str:
    foreign = factories.round_(session)
    factories.project(session, foreign, factories.pot(session, foreign))
    session.commit()
    return f"/rounds/{round_.slug}/projects"


def shown(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-map-ref="project-(\d+)"', page)]


def test_only_projects_on_the_ballot_are_listed(
    client: FlaskClient, session: Session, round_: Round, pot: Pot, address: str
) -> None:
    ballot = factories.project(session, round_, pot)
    factories.project(session, round_, pot, state="draft")
    left_out = factories.project(
        session, round_, pot, state="left_out", left_out_reason=factories.texts("Liian kallis.")
    )
    session.commit()
    page = client.get(f"{address}?turn=0").text
    assert shown(page) == [ballot.id] and f"{address}/left-out" in page
    reasons = client.get(f"{address}/left-out").text
    assert "Liian kallis." in reasons and f'"/projects/{left_out.id}"' in reasons


def test_only_those_who_may_export_are_led_to_it_from_the_list(
    client: FlaskClient, sign_in: SignIn, session: Session, round_: Round, pot: Pot, address: str
) -> None:
    link = f"/staff/rounds/{round_.slug}/exports?dataset=projects&amp;state=ballot&amp;district=A#projects"
    factories.project(session, round_, pot, geom=factories.point(28.1, 61.05))
    session.commit()
    assert link not in client.get(f"{address}?turn=0&district=A").text
    planner = sign_in(factories.account(session, "planner"))
    assert link in planner.get(f"{address}?turn=0&district=A").text
    chosen = planner.get(link.replace("&amp;", "&")).text
    assert '<option value="ballot" selected>' in chosen and '<option value="A" selected>' in chosen


def test_filters_narrow_the_list_and_are_handed_to_the_map(
    client: FlaskClient, session: Session, round_: Round, pot: Pot, address: str
) -> None:
    theme = factories.theme(session, round_, "nature")
    own = factories.pot(session, round_, area_code="A")
    west = factories.project(
        session,
        round_,
        own,
        1_000_00,
        geom=factories.point(28.1, 61.05),
        theme_id=theme.id,
        title=Texts(fi="Puita 50 % lisää"),
    )
    east = factories.project(
        session,
        round_,
        pot,
        2_000_00,
        geom=factories.point(28.3, 61.05),
        summary=Texts(fi="Laituri", sv="Brygga"),
    )
    session.commit()
    asked = {
        "": {west.id, east.id},
        "district=A": {west.id},
        "neighbourhood=B1": {east.id},
        "theme=nature": {west.id},
        f"pot={pot.id}": {east.id},
        "low=1 001": {east.id},
        "low=1000&high=1000": {west.id},
        "high=999": set(),
        "text=laituri": {east.id},
        "text=brygga": set(),
        "text=50 %25": {west.id},
        "text=%25_%25_%25": set(),
        "low=-1&high=x&pot=0&page=0&text=%00&order=x": {west.id, east.id},
        "low=99999999999999999999": {west.id, east.id},
    }
    for query, wanted in asked.items():
        assert set(shown(client.get(f"{address}?turn=0&{query}").text)) == wanted, query
    page = client.get(f"{address}?turn=0&high=1000&district=A&text=puita").text
    assert "high=100000" in page and "district=A" in page and "q=puita" in page


def test_the_order_is_random_and_stays_or_goes_by_price(
    client: FlaskClient, session: Session, round_: Round, pot: Pot, address: str
) -> None:
    made = [factories.project(session, round_, pot, cents) for cents in range(100, 8_000, 100)]
    session.commit()
    first, second = (shown(client.get(f"{address}?turn=0.4&page={page}").text) for page in (1, 2))
    assert len(first) == 50 and sorted(first + second) == sorted(one.id for one in made)
    assert first != sorted(first) and shown(client.get(f"{address}?turn=0.4").text) == first
    assert shown(client.get(f"{address}?turn=0.9").text) != first
    cheapest = shown(client.get(f"{address}?order=cheapest").text)
    assert cheapest == [one.id for one in made][:50]
    assert shown(client.get(f"{address}?order=dearest").text)[0] == made[-1].id
    moved = client.get(f"{address}?theme=x")
    assert moved.status_code == 302 and "turn=0." in moved.location and "theme=x" in moved.location


def test_the_number_of_queries_does_not_grow(
    client: FlaskClient,
    session: Session,
    round_: Round,
    pot: Pot,
    address: str,
    sign_in: SignIn,
    queries: list[str],
) -> None:
    browser = sign_in(factories.account(session))
    for rows in (2, 40):
        for _ in range(rows):
            factories.project(session, round_, pot, geom=factories.point(28.1, 61.05))
        session.commit()
        for one, most in ((client, 3), (browser, 3)):
            queries.clear()
            assert one.get(f"{address}?turn=0.5").status_code == 200
            assert len(queries) <= most, queries


def test_a_page_is_sent_again_only_when_something_has_changed(
    client: FlaskClient,
    session: Session,
    round_: Round,
    pot: Pot,
    address: str,
    queries: list[str],
    sign_in: SignIn,
) -> None:
    project = factories.project(session, round_, pot)
    settle(session, project)
    tag = {"If-None-Match": client.get(f"{address}?turn=0.5").headers["ETag"]}
    queries.clear()
    assert client.get(f"{address}?turn=0.5", headers=tag).status_code == 304
    assert len(queries) == 1
    assert client.get(f"{address}?turn=0.6", headers=tag).status_code == 200
    project.summary = factories.texts("Uusi teksti")
    session.commit()
    assert client.get(f"{address}?turn=0.5", headers=tag).status_code == 200
    signed_in = sign_in(factories.account(session)).get(f"{address}?turn=0.5", headers=tag)
    assert signed_in.status_code == 200 and "no-store" in signed_in.headers["Cache-Control"]


def settle(session: Session, project: Project) -> None:
    """Let the change lie some time back; the trigger would set it to now."""
    factories.run(session, "alter table project disable trigger project_touched")
    factories.run(
        session, "update project set changed_at = now() - interval '1 hour' where id = :id", id=project.id
    )
    factories.run(session, "alter table project enable trigger project_touched")
    session.commit()


def test_an_empty_list_says_so(client: FlaskClient, address: str) -> None:
    assert 'class="empty"' in client.get(f"{address}?turn=0").text
    assert 'class="empty"' in client.get(f"{address}?turn=0&text=x").text
    assert 'class="empty"' in client.get(f"{address}/left-out").text
    assert client.get("/rounds/no-such/projects?turn=0").status_code == 404


def test_that_only_one_of_a_group_can_win_is_said_at_each_until_it_is_known(
    client: FlaskClient, session: Session, round_: Round, pot: Pot, address: str, queries: list[str]
) -> None:
    for title in ("Laituri", "Silta"):
        factories.project(session, round_, pot, exclusive_group=1, title=factories.texts(title))
    factories.project(session, round_, pot, exclusive_group=2, title=factories.texts("Polku"))
    session.commit()
    queries.clear()
    page = client.get(f"{address}?turn=0").text
    assert len(queries) <= 4, queries
    assert page.count("Vain yksi näistä voi voittaa") == 2
    assert "voittaa: tämä hanke, Silta." in page and "voittaa: tämä hanke, Laituri." in page


def test_the_map_opens_on_what_the_list_is_narrowed_to(
    client: FlaskClient, session: Session, round_: Round, pot: Pot, address: str
) -> None:
    factories.project(session, round_, pot, 1_00, geom=factories.point(28.1, 61.05))
    factories.project(session, round_, pot, 1_00, geom=factories.point(28.2, 61.06))
    factories.project(session, round_, pot, 2_00, geom=factories.point(28.4, 61.05))
    factories.project(session, round_, pot, 3_00)
    session.commit()
    assert 'data-opens="28.1,61.05,28.4,61.06"' in client.get(f"{address}?turn=0").text
    assert 'data-opens="28.1,61.05,28.2,61.06"' in client.get(f"{address}?turn=0&high=1").text
    assert "data-opens" not in client.get(f"{address}?turn=0&low=3").text


def test_once_the_vote_has_ended_nothing_is_said_to_be_on_the_ballot_or_a_favourite(
    client: FlaskClient, session: Session, round_: Round, pot: Pot, address: str
) -> None:
    factories.project(session, round_, pot)
    session.commit()
    before = client.get(f"{address}?turn=0").text
    factories.phase(session, round_, "voting", -3, -1)
    session.commit()
    after = client.get(f"{address}?turn=0").text
    for words in ("<h1>Äänestettävät hankkeet</h1>", 'data-module="favourite"'):
        assert words in before and words not in after
    assert "<h1>Hankkeet</h1>" in after
