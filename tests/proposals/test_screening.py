"""Officials decide: in public, for a reason, once, and never over a colleague's decision."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.models import Mail
from webapp.audit.models import AuditEvent
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.models import Proposal, ProposalEvent
from webapp.proposals.screening import merge_proposals
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, "proposing")


@pytest.fixture
def official(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "official"))


def state_of(session: Session, proposal: Proposal) -> str:
    session.refresh(proposal)
    return proposal.state


def test_only_officials_see_the_queue(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    assert client.post("/staff/proposals/1/accept").status_code == 403
    assert sign_in(factories.account(session)).get("/staff/proposals").status_code == 403


def test_the_queue_has_the_oldest_first_with_few_queries(
    official: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    first, second = (factories.proposal(session, round_) for _ in range(2))
    session.commit()
    queries.clear()
    page = official.get(f"/staff/proposals?round={round_.id}").text
    assert page.index(first.title) < page.index(second.title)
    assert len(queries) <= 4


def test_a_refusal_is_public_with_reason_words_and_unit_and_can_be_taken_back(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    author = factories.account(session)
    proposal = factories.proposal(session, round_, author_id=author.id)
    reason = factories.reason(session, round_)
    session.commit()
    address = f"/staff/proposals/{proposal.id}"
    assert official.get(address).status_code == 200
    assert official.post(f"{address}/refuse", data={"state": "submitted"}).status_code == 400
    data = {"state": "submitted", "reason": str(reason.id), "note": "Tie on valtion.", "unit": "Kadut"}
    assert official.post(f"{address}/refuse", data=data).status_code == 302
    page = client.get(f"/proposals/{proposal.id}").text
    assert all(
        words in page for words in ("Tie on valtion.", "Kadut", "Ei kuulu kaupungille", str(reason.name))
    )
    assert official.post(f"{address}/reopen", data={"state": "refused"}).status_code == 302
    assert state_of(session, proposal) == "submitted"
    kinds = select(ProposalEvent.kind).order_by(ProposalEvent.id)
    assert session.scalars(kinds).all() == ["refused", "reopened"]
    assert [mail.recipient for mail in session.scalars(select(Mail))] == [author.email] * 2
    assert len(session.scalars(select(AuditEvent)).all()) == 2


def test_a_reason_of_another_round_is_refused(official: FlaskClient, session: Session, round_: Round) -> None:
    proposal = factories.proposal(session, round_)
    reason = factories.reason(session, factories.round_(session))
    session.commit()
    data = {"state": "submitted", "reason": str(reason.id), "note": "Ei.", "unit": "Kadut"}
    assert official.post(f"/staff/proposals/{proposal.id}/refuse", data=data).status_code == 400
    assert state_of(session, proposal) == "submitted"


def test_of_two_officials_at_once_the_second_is_told(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    proposal = factories.proposal(session, round_)
    session.commit()
    address = f"/staff/proposals/{proposal.id}/accept"
    assert official.post(address, data={"state": "submitted"}).status_code == 302
    assert official.post(address, data={"state": "submitted"}).status_code == 409
    assert state_of(session, proposal) == "accepted"


def test_an_answer_is_public(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    proposal = factories.proposal(session, round_)
    session.commit()
    data = {"answer-note": "Tutkimme asian.", "answer-unit": "Puistot"}
    assert official.post(f"/staff/proposals/{proposal.id}/answer", data=data).status_code == 302
    assert "Tutkimme asian." in client.get(f"/proposals/{proposal.id}").text


def test_merging_leaves_no_chains_and_keeps_where_each_went(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    one, two, three = (factories.proposal(session, round_, author_name=f"Tekijä {n}") for n in range(3))
    session.commit()
    merging = {"state": "submitted", "target": str(two.id)}
    found = official.get(f"/staff/proposals/{one.id}?target={two.id}").text
    assert two.title in found
    assert official.post(f"/staff/proposals/{one.id}/merge", data=merging).status_code == 302
    merging = {"state": "submitted", "target": str(three.id)}
    assert official.post(f"/staff/proposals/{two.id}/merge", data=merging).status_code == 302
    session.expire_all()
    assert [one.merged_into_id, two.merged_into_id] == [three.id, three.id]
    assert three.title in client.get(f"/proposals/{one.id}").text
    assert "Tekijä 0" in client.get(f"/proposals/{three.id}").text


def test_merging_into_a_merged_one_goes_to_where_that_went(
    app: Flask, session: Session, round_: Round
) -> None:
    one, two, three = (factories.proposal(session, round_) for _ in range(3))
    official = factories.account(session, "official").id
    with app.app_context():
        merge_proposals(session, [one.id], two.id, official, "submitted", "")
        assert merge_proposals(session, [three.id], one.id, official, "submitted", "") == two.id
    with pytest.raises(Refusal) as refused:
        merge_proposals(session, [two.id], two.id, official, "submitted", "")
    assert refused.value.code is RefusalCode.STATE_CHANGED


def test_proposals_of_two_rounds_are_not_merged(session: Session, round_: Round) -> None:
    one = factories.proposal(session, round_)
    other = factories.proposal(session, factories.round_(session, "proposing"))
    with pytest.raises(Refusal) as refused:
        merge_proposals(session, [one.id], other.id, factories.account(session).id, "submitted", "")
    assert refused.value.code is RefusalCode.OTHER_ROUND


def test_nothing_is_decided_outside_its_phase(official: FlaskClient, session: Session) -> None:
    proposal = factories.proposal(session, factories.round_(session))
    session.commit()
    answer = official.post(f"/staff/proposals/{proposal.id}/accept", data={"state": "submitted"})
    assert answer.status_code == 409


def test_the_queue_is_narrowed_by_round_state_and_area_and_says_how_many_there_are(
    session: Session, official: FlaskClient
) -> None:
    one, other = factories.round_(session), factories.round_(session)
    for _ in range(51):
        factories.proposal(session, one)
    factories.proposal(session, other, title="Toisen kierroksen")
    session.commit()
    page = official.get(f"/staff/proposals?round={one.id}").text
    assert "Tarkistettavana (51)" in page and "Toisen kierroksen" not in page
    assert f"page=2&amp;round={one.id}" in page
    second = official.get(f"/staff/proposals?round={one.id}&page=2").text
    assert f"page=1&amp;round={one.id}" in second and second.count("<article") == 1
    assert "Hyväksytty (0)" in second


def test_what_is_missing_of_a_refusal_is_told_in_the_order_of_the_page(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    proposal = factories.proposal(session, round_)
    session.commit()
    answer = official.post(f"/staff/proposals/{proposal.id}/refuse", data={"state": "submitted"})
    summary = answer.text.split('class="error-summary"')[1].split("</ul>")[0]
    assert re.findall(r'href="#(\w+)"', summary) == ["reason", "note", "unit"]


def test_after_a_decision_the_next_one_of_the_round_that_waits_is_offered(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    first, second, third = (factories.proposal(session, round_) for _ in range(3))
    factories.proposal(session, factories.round_(session, "proposing"))
    session.commit()
    pages = [official.get(f"/staff/proposals/{one.id}").text for one in (first, second, third)]
    for page, following in zip(pages, (second, third, first), strict=True):
        assert f'href="/staff/proposals/{following.id}">Jätä tämä ja siirry seuraavaan' in page
        assert "2 muuta odottaa" in page
    answer = official.post(
        f"/staff/proposals/{second.id}/accept", data={"state": "submitted"}, follow_redirects=True
    )
    assert "Ehdotus hyväksyttiin." in answer.text
    assert f'href="/staff/proposals/{third.id}">Seuraava ehdotus' in answer.text
    assert "Kierroksessa on vielä 2 ehdotusta tarkistettavana." in answer.text
    for one in (first, third):
        answer = official.post(
            f"/staff/proposals/{one.id}/accept", data={"state": "submitted"}, follow_redirects=True
        )
    assert "Seuraava ehdotus" not in answer.text


def test_what_one_may_merge_into_is_found_by_likeness_and_told_apart(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    mine = factories.proposal(session, round_, title="Keinu Kimpisen rantaan")
    alike = factories.proposal(session, round_, title="Keinuja Kimpisen rantaan", body="Kaksi keinua.")
    other = factories.proposal(session, round_, title="Valot latuun")
    session.commit()
    page = official.get(f"/staff/proposals/{mine.id}?target=&alike=1").text
    found = page.split('id="merge"')[1].split("</details>")[0]
    assert f'value="{alike.id}"' in found and "Kaksi keinua." in found
    assert f'value="{other.id}"' not in found and f'value="{mine.id}"' not in found
    assert 'id="merge" open' in page
    assert 'id="merge" open' not in official.get(f"/staff/proposals/{mine.id}").text


def test_the_unit_in_whose_name_one_spoke_last_is_offered_again(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    first, second = (factories.proposal(session, round_) for _ in range(2))
    session.commit()
    page = f"/staff/proposals/{second.id}"
    assert official.get(page).text.count('value="Puistot"') == 0
    official.post(
        f"/staff/proposals/{first.id}/answer", data={"answer-note": "Kiitos.", "answer-unit": "Puistot"}
    )
    assert official.get(page).text.count('value="Puistot"') == 2
    answer = official.post(f"{page}/refuse", data={"state": "submitted", "unit": ""})
    assert "Kirjoita yksikön nimi." in answer.text
