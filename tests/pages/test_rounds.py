"""The rounds, the page of one, its projects and each project, as a visitor reads them."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories


def test_a_round_says_what_is_open_and_leads_to_it(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, "proposing")
    session.commit()
    for address in ("/", "/rounds", f"/rounds/{round_.slug}"):
        assert f"/rounds/{round_.slug}/propose" in client.get(address).text


def test_a_rounds_page_shows_a_few_of_its_proposals_until_there_are_projects(
    client: FlaskClient, session: Session, queries: list[str]
) -> None:
    round_ = factories.round_(session, "proposing")
    pot = factories.pot(session, round_)
    made = [factories.proposal(session, round_) for _number in range(8)]
    session.commit()
    queries.clear()
    page = client.get(f"/rounds/{round_.slug}").text
    assert len(queries) <= 7
    assert sum(f'"/proposals/{one.id}"' in page for one in made) == 6
    assert "8 ehdotusta" in page
    project = factories.project(session, round_, pot, 2_500_00)
    session.commit()
    page = client.get(f"/rounds/{round_.slug}").text
    assert f'"/projects/{project.id}"' in page
    assert not any(f'"/proposals/{one.id}"' in page for one in made)


def test_an_unpublished_round_is_shown_to_nobody(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, is_published=False)
    session.commit()
    assert client.get(f"/rounds/{round_.slug}").status_code == 404
    assert round_.slug not in client.get("/rounds").text


def test_projects_on_the_ballot_are_listed_and_have_pages(
    client: FlaskClient, session: Session, queries: list[str]
) -> None:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_)
    shown = factories.project(session, round_, pot, 2_500_00)
    hidden = factories.project(session, round_, pot, state="draft")
    session.commit()
    queries.clear()
    text = client.get(f"/rounds/{round_.slug}/projects?turn=0").text
    assert len(queries) <= 3
    assert f"/projects/{shown.id}" in text
    assert f"/projects/{hidden.id}" not in text
    assert "2\u00a0500\u00a0€" in client.get(f"/projects/{shown.id}").text
    assert client.get(f"/projects/{hidden.id}").status_code == 404


def test_the_timetable_can_be_subscribed_to(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, "proposing")
    session.commit()
    address = f"/rounds/{round_.slug}/calendar.ics"
    page, front = client.get(f"/rounds/{round_.slug}").text, client.get("/").text
    assert f"webcal://localhost{address}?language=fi" in page and f"webcal://localhost{address}" in front
    assert f'"http://localhost{address}?language=fi"' in page, "the file, for programs that do not subscribe"
    response = client.get(address)
    assert response.content_type == "text/calendar; charset=utf-8"
    assert "SUMMARY:Ehdotusvaihe: Kierros" in response.text
    assert f"URL:http://localhost/rounds/{round_.slug}" in response.text.replace("\r\n ", "")


def test_a_calendar_program_without_a_cookie_gets_the_language_in_which_it_was_subscribed_to(
    client: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, "proposing", title={"fi": "Kierros", "sv": "Omgång"})
    session.commit()
    address = f"/rounds/{round_.slug}/calendar.ics"
    assert "SUMMARY:Förslagsskede: Omgång" in client.get(f"{address}?language=sv").text
    assert "SUMMARY:Ehdotusvaihe: Kierros" in client.get(f"{address}?language=xx").text


def test_an_unpublished_round_has_no_calendar(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, is_published=False)
    session.commit()
    assert client.get(f"/rounds/{round_.slug}/calendar.ics").status_code == 404
