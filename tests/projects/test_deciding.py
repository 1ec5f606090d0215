"""What goes to the vote and what does not, until voting opens; then news of what is built."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.projects.conftest import estimate, mark, publish_estimate
from webapp.accounts.models import Mail
from webapp.audit.models import AuditEvent
from webapp.projects.models import CostEstimate, DeliveryUpdate, Project, ProjectProposal
from webapp.rounds.models import Pot, Round
from webapp.texts import Texts

REASON = {"reason-fi": "Tontti on valtion.", "reason-sv": "Tomten är statens."}
NEWS = {"delivery": "under_way", "note-fi": "Kaivuu alkoi.", "spent": "1 000,50", "next_date": "2027-05-01"}


def post(browser: FlaskClient, session: Session, project: Project, path: str, **data: str) -> int:
    """Send one deed with what a page fetched now would carry; the status."""
    answer = browser.post(
        f"/staff/projects/{project.id}/{path}", data={"seen": mark(session, project), **data}
    )
    session.expire_all()
    return answer.status_code


@pytest.fixture
def estimated(session: Session, project: Project, official: FlaskClient, colleague: FlaskClient) -> Project:
    publish_estimate(session, project, official, colleague)
    return project


def test_a_project_goes_to_the_vote_at_its_published_price_and_comes_back(
    official: FlaskClient, client: FlaskClient, session: Session, estimated: Project
) -> None:
    assert post(official, session, estimated, "ballot") == 302
    assert (estimated.state, estimated.cost_cents, estimated.number) == ("ballot", 1_696_13, 1)
    assert session.scalars(select(CostEstimate.is_on_ballot)).all() == [True]
    proposal = session.scalars(select(ProjectProposal.proposal_id)).one()
    assert "Hanke etenee äänestykseen" in client.get(f"/proposals/{proposal}").text
    assert post(official, session, estimated, "ballot") == 409
    assert post(official, session, estimated, "estimates/1/withdraw") == 409
    assert post(official, session, estimated, "decide-again") == 302
    assert (estimated.state, estimated.decided_at) == ("draft", None)
    assert session.scalars(select(CostEstimate.is_on_ballot)).all() == [False]
    assert post(official, session, estimated, "decide-again") == 409
    deeds = session.scalars(select(AuditEvent.action)).all()
    assert {"project on ballot", "project decision taken back"} <= set(deeds)


def test_without_a_published_estimate_nothing_goes_to_the_vote(
    official: FlaskClient, session: Session, project: Project
) -> None:
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    assert post(official, session, project, "ballot") == 409


def test_a_price_that_could_never_win_does_not_go_to_the_vote(
    official: FlaskClient, session: Session, estimated: Project, pot: Pot, round_: Round
) -> None:
    round_.highest_cost_cents = 1_696_12
    session.commit()
    assert post(official, session, estimated, "ballot") == 409
    round_.highest_cost_cents = None
    pot.amount_cents = 1_696_12
    session.commit()
    assert post(official, session, estimated, "ballot") == 409
    pot.amount_cents = 1_696_13
    session.commit()
    assert post(official, session, estimated, "ballot") == 302
    small = factories.pot(session, round_, 100_00, area_code="A")
    session.commit()
    texts = {"title-fi": "A", "summary-fi": "B", "pot": str(small.id), "theme": ""}
    assert post(official, session, estimated, "texts", **texts) == 409


def test_a_project_is_left_out_for_a_public_reason_and_taken_back(
    official: FlaskClient, client: FlaskClient, session: Session, estimated: Project
) -> None:
    assert official.get(f"/staff/projects/{estimated.id}/leave-out").status_code == 200
    assert post(official, session, estimated, "leave-out", **{"reason-sv": "Nej."}) == 400
    assert post(official, session, estimated, "leave-out", **{"reason-fi": "a\x00"}) == 400
    assert post(official, session, estimated, "leave-out", **REASON) == 302
    assert estimated.state == "left_out" and estimated.left_out_reason == {
        "fi": "Tontti on valtion.",
        "sv": "Tomten är statens.",
    }
    proposal = session.scalars(select(ProjectProposal.proposal_id)).one()
    assert "Tontti on valtion." in client.get(f"/proposals/{proposal}").text
    assert "Tontti on valtion." in client.get(f"/projects/{estimated.id}").text
    assert len(session.scalars(select(Mail)).all()) == 1
    assert post(official, session, estimated, "leave-out", **REASON) == 409
    assert post(official, session, estimated, "decide-again") == 302
    assert estimated.state == "draft"


def test_two_who_decide_at_once_do_not_decide_twice(
    official: FlaskClient, colleague: FlaskClient, session: Session, estimated: Project
) -> None:
    seen = mark(session, estimated)
    address = f"/staff/projects/{estimated.id}"
    assert official.post(f"{address}/ballot", data={"seen": seen}).status_code == 302
    late = colleague.post(f"{address}/leave-out", data={"seen": seen, **REASON})
    assert late.status_code == 409 and "Tontti on valtion." in late.text
    session.refresh(estimated)
    assert estimated.state == "ballot"


@pytest.mark.parametrize(
    "path", ["ballot", "decide-again", "leave-out", "undo", "texts", "place", "estimate"]
)
def test_once_voting_has_opened_all_that_decides_is_frozen(
    official: FlaskClient, session: Session, estimated: Project, round_: Round, path: str
) -> None:
    if path != "ballot":
        post(official, session, estimated, "ballot")
    factories.open_voting(session, round_)
    session.commit()
    texts = {"title-fi": "A", "summary-fi": "B", "pot": str(estimated.pot_id), "theme": ""}
    before = (estimated.state, estimated.title, estimated.place_text)
    data = {**REASON, **texts, **(estimate(session, estimated) if path == "estimate" else {})}
    answer = official.post(
        f"/staff/projects/{estimated.id}/{path}", data={**data, "seen": mark(session, estimated)}
    )
    assert answer.status_code == 409 and "Äänestys on alkanut" in answer.text
    session.refresh(estimated)
    assert (estimated.state, estimated.title, estimated.place_text) == before


def test_news_is_public_sent_to_authors_and_taken_back(
    official: FlaskClient, client: FlaskClient, session: Session, estimated: Project, round_: Round
) -> None:
    post(official, session, estimated, "ballot")
    assert post(official, session, estimated, "news", **NEWS) == 409
    factories.open_voting(session, round_)
    estimated.delivery = "planned"
    session.commit()
    mails = len(session.scalars(select(Mail)).all())
    assert official.get(f"/staff/projects/{estimated.id}/news").status_code == 200
    assert post(official, session, estimated, "news", **NEWS) == 302
    assert estimated.delivery == "under_way"
    page = client.get(f"/projects/{estimated.id}").text
    for words in ("Kaivuu alkoi.", "1\u00a0000,50\u00a0€", "1.5.2027"):
        assert words in page
    assert len(session.scalars(select(Mail)).all()) == mails + 1
    update = session.scalars(select(DeliveryUpdate.id)).one()
    assert post(official, session, estimated, f"news/{update + 1}/take-back") == 409
    assert post(official, session, estimated, f"news/{update}/take-back") == 302
    assert (estimated.delivery, session.scalar(select(DeliveryUpdate.id))) == ("planned", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("delivery", "x"),
        ("delivery", ""),
        ("note-fi", ""),
        ("note-sv", "\x00"),
        ("spent", "-1"),
        ("spent", "nan"),
        ("spent", "9" * 20),
        ("next_date", "2027-13-01"),
        ("next_date", "9999-01-01"),
    ],
)
def test_bad_news_is_no_news(
    official: FlaskClient, session: Session, estimated: Project, field: str, value: str
) -> None:
    post(official, session, estimated, "ballot")
    estimated.delivery = "planned"
    session.commit()
    assert post(official, session, estimated, "news", **{**NEWS, field: value}) == 400
    assert session.scalar(select(DeliveryUpdate.id)) is None


@pytest.mark.parametrize("number", ["999999", "9007199254740993", "99999999999999999999999"])
def test_a_project_that_is_not_there_is_not_found(official: FlaskClient, number: str) -> None:
    for path in ("", "/texts", "/place", "/estimate", "/estimates/1", "/leave-out", "/news"):
        assert official.get(f"/staff/projects/{number}{path}").status_code == 404
    for path in ("/ballot", "/undo", "/decide-again", "/estimates/1/publish", "/proposals/1/remove"):
        assert official.post(f"/staff/projects/{number}{path}").status_code == 404


def test_a_project_goes_on_the_ballot_only_with_its_texts_in_finnish(
    official: FlaskClient, colleague: FlaskClient, session: Session, project: Project
) -> None:
    project.title = Texts(sv="Bänkar")
    session.commit()
    publish_estimate(session, project, official, colleague)
    address = f"/staff/projects/{project.id}"
    page = official.get(address).text
    assert "Kirjoita hankkeen nimi ja kuvaus suomeksi" in page and f"{address}/ballot" not in page
    assert official.post(f"{address}/ballot", data={"seen": mark(session, project)}).status_code == 409
    project.title = Texts(fi="Penkit", sv="Bänkar")
    session.commit()
    assert official.post(f"{address}/ballot", data={"seen": mark(session, project)}).status_code == 302
    session.refresh(project)
    assert project.state == "ballot"
