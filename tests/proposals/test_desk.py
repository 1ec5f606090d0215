"""In person: an official enters a proposal for a resident who is at the desk."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import fields_of
from tests.rounds.test_frozen import refused
from webapp.accounts.models import Account, Mail
from webapp.audit.models import AuditEvent
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round

TOLD = {"title": "Penkki rantaan", "body": "Rannassa ei ole missä istua.", "place": "Linnoitus"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, "proposing", proposing_providers=["desk", "email"])


@pytest.fixture
def official(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "official", email="virkailija@example.org"))


def enter(official: FlaskClient, round_: Round, **more: str) -> tuple[int, str]:
    """Fill the form in and send it: the status, and the page where it leads or stays."""
    page = f"/staff/rounds/{round_.slug}/desk/proposal"
    form = fields_of(official.get(page).text) | TOLD | more
    answer = official.post(page, data=form, headers=ENGLISH)
    again = official.post(page, data=form, headers=ENGLISH)
    assert again.headers.get("Location") == answer.headers.get("Location"), "sent twice is one proposal"
    location = answer.headers.get("Location")
    return answer.status_code, official.get(location, headers=ENGLISH).text if location else answer.text


def test_it_is_entered_without_name_or_address_and_public_at_once(
    client: FlaskClient, official: FlaskClient, session: Session, round_: Round
) -> None:
    status, page = enter(official, round_)
    proposal = session.scalars(select(Proposal)).one()
    assert status == 302 and f"/proposals/{proposal.id}" in page
    assert (proposal.channel, proposal.author_id, proposal.author_name) == ("desk", None, None)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.account_id) == ("proposal submitted", proposal.entered_by_id)
    assert event.details == {"channel": "desk"}
    assert TOLD["title"] in client.get(f"/rounds/{round_.slug}/proposals?turn=0").text
    assert session.scalars(select(Mail)).all() == []
    assert "Entered at a desk" in official.get(f"/staff/proposals/{proposal.id}", headers=ENGLISH).text
    shown = client.get(f"/proposals/{proposal.id}", headers=ENGLISH).text
    assert "Not named" in shown and "virkailija" not in shown


def test_who_leaves_an_address_is_written_to_and_corrects_it_themselves(
    official: FlaskClient, session: Session, sign_in: SignIn, round_: Round
) -> None:
    enter(official, round_, email=" Aino@example.org ", author_name="Aino")
    proposal = session.scalars(select(Proposal)).one()
    letter = session.scalars(select(Mail)).one()
    assert letter.recipient == "Aino@example.org" and f"/proposals/{proposal.id}" in letter.body
    resident = session.get_one(Account, proposal.author_id)
    assert sign_in(resident).get(f"/proposals/{proposal.id}/edit").status_code == 200


def test_a_desk_corrects_and_withdraws_what_was_entered_at_one_and_nothing_else(
    official: FlaskClient, session: Session, sign_in: SignIn, round_: Round
) -> None:
    enter(official, round_)
    proposal = session.scalars(select(Proposal)).one()
    colleague, other = (sign_in(factories.account(session, role)) for role in ("planner", "gis"))
    page = f"/proposals/{proposal.id}/edit"
    assert other.get(page).status_code == 403
    assert other.post(f"/proposals/{proposal.id}/withdraw").status_code == 403
    form = fields_of(colleague.get(page).text) | {"title": "Kaksi penkkiä rantaan"}
    assert colleague.post(page, data=form).status_code == 302
    assert colleague.post(f"/proposals/{proposal.id}/withdraw").status_code == 302
    told = colleague.get(f"/proposals/{proposal.id}", headers=ENGLISH).text
    assert told.count("By an official at a service point, for the author") == 2
    session.refresh(proposal)
    assert (proposal.title, proposal.state) == ("Kaksi penkkiä rantaan", "withdrawn")
    residents = factories.proposal(session, round_, author_id=factories.account(session).id)
    session.commit()
    assert colleague.get(f"/proposals/{residents.id}/edit").status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"body": "a\0b"}, {"email": "aino"}, {"nonce": ""}, {"area": "999"}], ids=str
)
def test_what_is_to_be_mended_is_said_and_nothing_is_entered(
    official: FlaskClient, session: Session, round_: Round, wrong: dict[str, str]
) -> None:
    status, page = enter(official, round_, **wrong)
    assert status == 400 and "error-summary" in page
    assert session.scalars(select(Proposal)).all() == []


def test_it_is_not_offered_where_the_round_takes_none_or_the_time_is_over(
    official: FlaskClient, session: Session
) -> None:
    for phases, ways, words in (
        (["proposing"], [], "no proposals are entered at desks"),
        ([], ["desk", "email"], "is over"),
    ):
        round_ = factories.round_(session, *phases, proposing_providers=ways)
        session.commit()
        page = f"/staff/rounds/{round_.slug}/desk/proposal"
        shown = official.get(page, headers=ENGLISH).text
        assert words in shown and 'name="title"' not in shown
        assert official.post(page, data=TOLD | {"nonce": "x"}).status_code in (403, 404, 409)
    assert session.scalars(select(Proposal)).all() == []


def test_the_database_knows_who_entered_what_came_in_at_a_desk(session: Session, round_: Round) -> None:
    proposal = factories.proposal(session, round_)
    change = "update proposal set channel = 'desk' where id = :id"
    assert refused(session, change, id=proposal.id) == "proposal_desk_has_official"
    assert refused(
        session, "update round set proposing_providers = '{desk}' where id = :id", id=round_.id
    ) == ("round_desk_is_not_alone")
