"""A project is made of accepted proposals of one round, keeps where it came from, and can be undone."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.projects.conftest import estimate, mark, publish_estimate
from webapp.accounts.models import Account, Mail
from webapp.areas.models import Area
from webapp.audit.models import AuditEvent
from webapp.projects.models import Project, ProjectProposal
from webapp.proposals.models import Proposal, ProposalEvent
from webapp.rounds.models import Pot, Round


def projects(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Project)) or 0


@pytest.mark.parametrize("role", ["planner", "gis", None])
def test_only_those_who_cost_see_and_make_projects(
    session: Session, round_: Round, project: Project, sign_in: SignIn, role: str | None
) -> None:
    browser = sign_in(factories.account(session, *([role] if role else [])))
    address = f"/staff/rounds/{round_.slug}/projects"
    for path in (
        address,
        f"{address}/new",
        f"/staff/projects/{project.id}",
        f"/staff/projects/{project.id}/estimate",
    ):
        assert browser.get(path).status_code == 403
    for path in (address, f"/staff/projects/{project.id}/undo", f"/staff/projects/{project.id}/ballot"):
        assert browser.post(path).status_code == 403


def test_a_project_has_the_words_place_theme_and_money_of_its_proposals(
    official: FlaskClient,
    client: FlaskClient,
    session: Session,
    round_: Round,
    pot: Pot,
    city: dict[str, Area],
) -> None:
    own = factories.pot(session, round_, area_code="B")
    theme = factories.theme(session, round_)
    author = factories.account(session, language="sv")
    one = factories.proposal(session, round_, state="accepted", title="Penkki", author_id=author.id)
    two = factories.proposal(
        session,
        round_,
        state="accepted",
        language="sv",
        title="Bänk",
        theme_id=theme.id,
        geom=factories.point(28.3, 61.05),
    )
    session.commit()
    address = f"/staff/rounds/{round_.slug}/projects"
    assert "Penkki" in official.get(f"{address}/new").text
    made = official.post(address, data={"proposal": [one.id, two.id]})
    assert made.status_code == 302
    row = session.scalars(select(Project)).one()
    assert row.title == {"fi": "Penkki", "sv": "Bänk"} and row.state == "draft"
    assert (row.pot_id, row.theme_id, row.district_id) == (own.id, theme.id, city["B"].id)
    assert official.get(made.location).status_code == 200
    assert "Ehdotuksesta tuli osa hanketta" in client.get(f"/proposals/{one.id}").text
    assert [mail.recipient for mail in session.scalars(select(Mail))] == [author.email]
    assert "Penkki" not in official.get(f"{address}/new").text


def test_what_cannot_be_made_into_a_project_makes_none(
    official: FlaskClient, session: Session, round_: Round, pot: Pot, project: Project
) -> None:
    taken = session.scalars(select(ProjectProposal.proposal_id)).one()
    accepted = factories.proposal(session, round_, state="accepted").id
    waiting = factories.proposal(session, round_).id
    foreign = factories.proposal(session, factories.round_(session, "costing"), state="accepted").id
    session.commit()
    before = projects(session)
    asked = {
        (accepted, taken): 409,
        (accepted, waiting): 409,
        (accepted, foreign): 400,
        (accepted, 999_999): 404,
        (): 302,
        ("x", "-1", "1e3", "\x00", "99999999999999999999"): 302,
    }
    for chosen, status in asked.items():
        answer = official.post(f"/staff/rounds/{round_.slug}/projects", data={"proposal": list(chosen)})
        assert answer.status_code == status, chosen
    assert projects(session) == before


def test_a_round_without_money_says_so(official: FlaskClient, session: Session, round_: Round) -> None:
    one = factories.proposal(session, round_, state="accepted")
    session.commit()
    assert (
        official.post(f"/staff/rounds/{round_.slug}/projects", data={"proposal": one.id}).status_code == 409
    )


def test_outside_costing_nothing_is_made(official: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session)
    factories.pot(session, round_)
    one = factories.proposal(session, round_, state="accepted")
    session.commit()
    assert (
        official.post(f"/staff/rounds/{round_.slug}/projects", data={"proposal": one.id}).status_code == 409
    )


def test_proposals_are_added_and_taken_out_and_their_timelines_say_so(
    official: FlaskClient, session: Session, round_: Round, project: Project
) -> None:
    more = factories.proposal(session, round_, state="accepted")
    session.commit()
    address = f"/staff/projects/{project.id}/proposals"
    stale = mark(session, project)
    assert more.title in official.get(f"/staff/rounds/{round_.slug}/projects/new?project={project.id}").text
    assert official.post(address, data={"proposal": more.id, "seen": stale}).status_code == 302
    assert official.post(f"{address}/{more.id}/remove", data={"seen": stale}).status_code == 409
    fresh = {"seen": mark(session, project)}
    assert official.post(f"{address}/{more.id}/remove", data=fresh).status_code == 302
    kinds = select(ProposalEvent.kind).where(ProposalEvent.proposal_id == more.id).order_by(ProposalEvent.id)
    assert session.scalars(kinds).all() == ["in_project", "out_of_project"]


def test_a_project_of_another_round_cannot_be_chosen_for(
    official: FlaskClient, session: Session, project: Project
) -> None:
    other = factories.round_(session, "costing")
    session.commit()
    assert official.get(f"/staff/rounds/{other.slug}/projects/new?project={project.id}").status_code == 404


def test_a_draft_is_undone_until_something_of_it_is_public(
    official: FlaskClient, colleague: FlaskClient, session: Session, project: Project
) -> None:
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    publish_estimate(session, project, official, colleague)
    undo = f"/staff/projects/{project.id}/undo"
    assert official.post(undo, data={"seen": mark(session, project)}).status_code == 409
    withdraw = f"/staff/projects/{project.id}/estimates/2/withdraw"
    assert official.post(withdraw, data={"seen": mark(session, project)}).status_code == 302
    assert official.post(undo, data={"seen": mark(session, project)}).status_code == 302
    assert projects(session) == 0 and session.scalar(select(ProjectProposal)) is None
    assert "project undone" in session.scalars(select(AuditEvent.action)).all()


def test_a_proposal_in_a_project_stays_accepted(
    official: FlaskClient, session: Session, round_: Round, project: Project, sign_in: SignIn
) -> None:
    factories.phase(session, round_, "screening")
    proposal = session.scalars(select(Proposal)).one()
    other = factories.proposal(session, round_, state="accepted")
    session.commit()
    address = f"/staff/proposals/{proposal.id}"
    page = official.get(address).text
    assert f"/staff/projects/{project.id}" in page and f"{address}/reopen" not in page
    merging = {"state": "accepted", "target": str(other.id)}
    for path, data in (("reopen", {"state": "accepted"}), ("merge", merging)):
        answer = official.post(f"{address}/{path}", data=data)
        assert answer.status_code == 409 and "osa hanketta" in answer.text
    author = session.get_one(Account, proposal.author_id)
    assert sign_in(author).post(f"/proposals/{proposal.id}/withdraw").status_code == 409
    session.refresh(proposal)
    assert proposal.state == "accepted"
    undo = official.post(f"/staff/projects/{project.id}/undo", data={"seen": mark(session, project)})
    assert undo.status_code == 302
    assert official.post(f"{address}/reopen", data={"state": "accepted"}).status_code == 302


def test_ticks_go_along_as_one_turns_pages_and_narrows_the_list(
    official: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    ticked = [factories.proposal(session, round_, state="accepted").id for _ in range(52)]
    session.commit()
    address = f"/staff/rounds/{round_.slug}/projects/new"
    turned = official.post(address, data={"proposal": ticked[:2], "page": "2", "text": ""})
    assert turned.status_code == 303
    second = official.get(turned.location).text
    assert f'id="proposal-{ticked[-1]}"' in second and f'id="proposal-{ticked[0]}"' not in second
    for one in ticked[:2]:
        assert f'type="hidden" name="proposal" value="{one}"' in second
    assert "Muilla sivuilla on valittu 2 ehdotusta" in second
    narrowed = official.post(address, data={"proposal": [*ticked[:2], ticked[-1]], "text": "eitällaista"})
    page = official.get(narrowed.location).text
    for one in (*ticked[:2], ticked[-1]):
        assert f'value="{one}" checked' in page
    official.post(f"/staff/rounds/{round_.slug}/projects", data={"proposal": [*ticked[:2], ticked[-1]]})
    assert len(session.scalars(select(ProjectProposal)).all()) == 3
