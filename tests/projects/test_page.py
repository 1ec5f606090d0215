"""A project's page: who estimated, what it was made of, what has changed since the vote, how it proceeds."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.projects.conftest import estimate, mark, publish_estimate
from webapp.projects.models import DeliveryUpdate, Project
from webapp.rounds.models import Pot, Round


def test_a_draft_is_public_once_its_estimate_is(
    official: FlaskClient, colleague: FlaskClient, client: FlaskClient, session: Session, project: Project
) -> None:
    address = f"/projects/{project.id}"
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    assert client.get(address).status_code == 404
    publish_estimate(session, project, official, colleague)
    page = client.get(address).text
    for words in ("Puistot", "1\u00a0696,13\u00a0€", "Toinen viranhaltija vahvisti", "Ehdotus "):
        assert words in page


def test_a_project_of_an_unpublished_round_is_shown_to_nobody(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, is_published=False)
    project = factories.project(session, round_, factories.pot(session, round_))
    session.commit()
    assert client.get(f"/projects/{project.id}").status_code == 404
    assert client.get("/projects/99999999999999999999").status_code == 404


def test_what_was_voted_on_stays_and_what_has_changed_since_is_told(
    official: FlaskClient,
    colleague: FlaskClient,
    client: FlaskClient,
    session: Session,
    project: Project,
    round_: Round,
) -> None:
    publish_estimate(session, project, official, colleague)
    official.post(f"/staff/projects/{project.id}/ballot", data={"seen": mark(session, project)})
    factories.open_voting(session, round_)
    project.delivery = "planned"
    session.commit()
    dearer = ("Penkki", "4", "kpl", "450,50", "25,5", "20")
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project, dearer))
    colleague.post(f"/staff/projects/{project.id}/estimates/2/publish", data={"seen": mark(session, project)})
    news = {"seen": mark(session, project), "delivery": "under_way", "note-fi": "Alkoi.", "spent": "848,06"}
    official.post(f"/staff/projects/{project.id}/news", data=news)
    page = client.get(f"/projects/{project.id}").text
    for words in (
        "1\u00a0696,13\u00a0€",
        "2\u00a0261,51\u00a0€",
        "+565,38\u00a0€",
        "848,06\u00a0€",
        "49\u00a0%",
        "Alkoi.",
    ):
        assert words in page
    assert page.index("Ehdotuksista tehtiin hanke") < page.index("Alkoi.")


def test_the_longer_address_leads_to_the_page(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session)
    project = factories.project(session, round_, factories.pot(session, round_))
    session.commit()
    answer = client.get(f"/rounds/{round_.slug}/projects/{project.id}")
    assert answer.status_code == 301 and answer.location == f"/projects/{project.id}"


def test_news_that_has_not_come_is_said_to_everyone(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    project = factories.project(session, round_, pot, delivery="under_way")
    session.add(
        DeliveryUpdate(
            project_id=project.id,
            delivery="under_way",
            note=factories.texts("Alkoi."),
            next_date=factories.now().date() - timedelta(days=3),
        )
    )
    session.commit()
    assert "ei ole vielä tullut" in client.get(f"/projects/{project.id}").text
    assert "Uutinen myöhässä" in official.get(f"/staff/rounds/{round_.slug}/projects").text
