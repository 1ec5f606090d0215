"""The pages of the outcome."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.counting.casting import close_voting, put
from tests.outcome.conftest import publish
from webapp.accounts.models import Mail
from webapp.areas.models import Area, Reassignment
from webapp.counting.models import Count
from webapp.exports.setting import division_words
from webapp.outcome.models import Outcome, OutcomeProject
from webapp.projects.models import Project, ProjectProposal
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


def test_a_round_without_an_outcome_says_so(client: FlaskClient, round_: Round) -> None:
    answer = client.get(f"/rounds/{round_.slug}/outcome")
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


def test_counting_shows_the_planner_the_result_and_publishes_nothing(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    planner.post(f"/staff/rounds/{round_.slug}/count")
    assert "Ranta" in planner.get(f"/staff/rounds/{round_.slug}/outcome").text
    assert "Ranta" not in client.get(f"/rounds/{round_.slug}/outcome").text
    assert session.scalars(select(Outcome)).all() == []


def test_publishing_tells_winners_prices_and_what_was_missing(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome").text
    assert "Ranta" in page and "60" in page
    assert "200\u00a0€" in page
    assert round_.tie_seed is not None and round_.tie_seed in page
    rows = session.execute(
        select(OutcomeProject.is_winner, OutcomeProject.votes, OutcomeProject.missing_cents).order_by(
            OutcomeProject.position
        )
    ).all()
    assert [tuple(row) for row in rows] == [
        (True, 60, None),
        (False, 40, 200_00),
        (False, 12, 100_00),
        (False, 7, 100_00),
    ]
    delivery = session.scalars(
        select(Project.delivery).where(Project.round_id == round_.id).order_by(Project.id)
    ).all()
    assert delivery == ["planned", None, None, None]


def test_whoever_proposed_what_was_voted_on_is_told_whether_it_won_and_their_page_says_so(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    won, lost, *_ = session.scalars(
        select(Project.id).where(Project.round_id == round_.id).order_by(Project.id)
    )
    authors, pages = [], []
    for project_id in (won, lost):
        author = factories.account(session)
        proposal = factories.proposal(session, round_, author_id=author.id, state="accepted")
        session.add(ProjectProposal(proposal_id=proposal.id, project_id=project_id, round_id=round_.id))
        authors.append(author.email)
        pages.append(f"/proposals/{proposal.id}")
    session.commit()
    assert "Hanke voitti" not in client.get(pages[0]).text
    publish(planner, round_, session)
    told = {mail.recipient: mail.body for mail in session.scalars(select(Mail))}
    assert list(told) == authors
    assert "Hanke voitti äänestyksessä." in told[str(authors[0])]
    assert "Hanke ei voittanut äänestyksessä." in told[str(authors[1])]
    assert "Hanke voitti äänestyksessä" in client.get(pages[0]).text
    assert "Hanke ei voittanut äänestyksessä" in client.get(pages[1]).text
    assert "Hanke voitti äänestyksessä" in client.get(f"/projects/{won}").text


def test_too_few_votes_are_not_told(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers={"Accept-Language": "en"}).text
    assert ">7<" not in page and ">12<" not in page and ">40<" in page
    assert page.count("not told") >= 2


@pytest.mark.parametrize("level", ["district", "neighbourhood"])
def test_sums_by_area_as_map_and_table_in_few_queries(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session, queries: list[str], level: str
) -> None:
    publish(planner, round_, session)
    queries.clear()
    page = client.get(
        f"/rounds/{round_.slug}/outcome?by={level}&measure=euros", headers={"Accept-Language": "en"}
    ).text
    assert len(queries) <= 7
    assert page.count("<path") == (2 if level == "district" else 4)
    assert "€0.60" in page
    assert f"Areas: {level} (en), version 1" in page


def test_sums_by_area_say_so_while_what_is_from_before_still_moves_to_new_areas(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    publish(planner, round_, session)
    version = session.scalars(select(Area.version_id).where(Area.code == "A")).one()
    work = Reassignment(version_id=version, table_name="proposal", rows=9)
    session.add(work)
    session.flush()

    def page(level: str) -> str:
        return client.get(f"/rounds/{round_.slug}/outcome?by={level}", headers={"Accept-Language": "fi"}).text

    assert "Aluejako on juuri vaihtunut." in page("district")
    assert "Aluejako on juuri vaihtunut." not in page("neighbourhood")
    assert "still moving to its areas" in division_words(session, "fi")["district"]
    work.finished_at = func.now()
    session.flush()
    assert "Aluejako on juuri vaihtunut." not in page("district")


def test_an_unknown_level_is_not_found(
    client: FlaskClient, planner: FlaskClient, round_: Round, session: Session
) -> None:
    publish(planner, round_, session)
    assert client.get(f"/rounds/{round_.slug}/outcome?by=street").status_code == 404


def test_publishing_twice_or_an_older_count_is_refused(
    planner: FlaskClient, round_: Round, session: Session
) -> None:
    planner.post(f"/staff/rounds/{round_.slug}/count")
    first = session.scalars(select(Count.id)).one()
    planner.post(f"/staff/rounds/{round_.slug}/count")
    address = f"/staff/rounds/{round_.slug}/outcome"
    assert planner.post(address, data={"count": first}).status_code == 409
    newest = session.scalars(select(Count.id).order_by(Count.id.desc()).limit(1)).one()
    assert planner.post(address, data={"count": newest}).status_code == 302
    assert planner.post(address, data={"count": newest}).status_code == 409
    assert planner.post(f"/staff/rounds/{round_.slug}/count").status_code == 409
    assert planner.post(address, data={"count": "x"}).status_code == 409


def test_counting_while_voting_is_open_is_refused(planner: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session)
    factories.open_voting(session, round_)
    session.commit()
    assert planner.post(f"/staff/rounds/{round_.slug}/count").status_code == 409
    assert planner.get(f"/staff/rounds/{round_.slug}/outcome").status_code == 200


def test_only_those_who_may_count_may_count(
    client: FlaskClient, sign_in: SignIn, session: Session, round_: Round
) -> None:
    resident = sign_in(factories.account(session))
    for path in ("count", "outcome"):
        assert resident.post(f"/staff/rounds/{round_.slug}/{path}").status_code == 403
    assert resident.get(f"/staff/rounds/{round_.slug}/ballots.pb").status_code == 403
    assert client.get("/rounds/ei-ole/outcome").status_code == 404


def test_ballots_are_published_only_where_nobody_stands_out(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    address = f"/rounds/{round_.slug}/outcome.pb"
    assert client.get(address).status_code == 409
    publish(planner, round_, session)
    assert client.get(address).status_code == 403
    staff = planner.get(f"/staff/rounds/{round_.slug}/ballots.pb")
    assert staff.status_code == 200 and "vote_type;choose-1" in staff.text


def test_the_page_tells_equal_shares_payments(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(
        session, counting_rule="equal-shares", counting_options={"comparison": "winners"}
    )
    pot = factories.pot(session, round_)
    a, b = (factories.project(session, round_, pot, 4_000_00) for _ in "ab")
    put(session, round_, [a], 40)
    put(session, round_, [a, b], 30)
    close_voting(session, round_)
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers={"Accept-Language": "en"}).text
    assert "Each supporter" in page


def test_the_page_tells_what_other_rules_would_have_made_of_the_same_ballots(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    """Greedy takes the dear favourite of most; equal shares lets the others have something too."""
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 1_000_00)
    dear = factories.project(session, round_, pot, 900_00, title=factories.texts("Silta"))
    cheap = factories.project(session, round_, pot, 400_00, title=factories.texts("Penkki"))
    put(session, round_, [dear], 50)
    put(session, round_, [cheap], 45)
    close_voting(session, round_)
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    part = page.split('id="what-if"')[1].split('id="areas"')[0]
    assert "Method of Equal Shares" in part and "By votes</" not in part
    assert "Would also win:" in part and "Penkki (en)" in part.split("Would also win:")[1]
    assert "Silta (en)" in part.split("Would not win:")[1]


def test_what_if_is_not_told_of_very_few_ballots(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 1_000_00)
    dear, cheap = (factories.project(session, round_, pot, cents) for cents in (900_00, 400_00))
    put(session, round_, [dear], 10)
    put(session, round_, [cheap], 9)
    close_voting(session, round_)
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert "Would also win:" not in page


def test_running_money_is_drawn_for_winners_and_for_what_did_not_fit(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert page.count('class="money-run"') == 2, "none for those whose votes are not told"
    assert "This project: €600. Left: €400." in page
    assert "This project would have cost €600, €200 more than was left." in page
    assert 'class="money-run__beyond" x="880"' in page


def test_a_loser_by_equal_shares_tells_what_its_supporters_had_paid_for(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(
        session, counting_rule="equal-shares", counting_options={"completion": "none"}, ballot_limits={}
    )
    pot = factories.pot(session, round_, 1_000_00)
    won = factories.project(session, round_, pot, 600_00, title=factories.texts("Silta"))
    lost = factories.project(session, round_, pot, 400_00, title=factories.texts("Penkki"))
    put(session, round_, [won], 20)
    put(session, round_, [won, lost], 40)
    put(session, round_, [lost], 15)
    close_voting(session, round_)
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert "At least 40 of its 55 supporters had paid for “Silta (en)” as well." in page


def test_points_stand_beside_votes(client: FlaskClient, planner: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, ballot_type="cumulative")
    pot = factories.pot(session, round_, 1_000_00)
    a, b = (factories.project(session, round_, pot, 500_00) for _ in "ab")
    put(session, round_, [a, b], 40, [7, 3])
    put(session, round_, [b], 20, [9])
    close_voting(session, round_)
    publish(planner, round_, session)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert ">280<" in page and ">300<" in page and ">Points<" in page


def test_who_has_counted_does_not_publish_where_two_people_are_asked_for(
    sign_in: SignIn, session: Session
) -> None:
    round_ = factories.round_(session, two_people=False)
    pot = factories.pot(session, round_, 1_000_00)
    put(session, round_, [factories.project(session, round_, pot, 500_00)], 30)
    close_voting(session, round_)
    session.execute(text("alter table round disable trigger user"))
    session.execute(text("update round set two_people = true where id = :id"), {"id": round_.id})
    first, second = (sign_in(factories.account(session, "planner")) for _ in range(2))
    session.execute(text("update vote set closed_at = now() where round_id = :id"), {"id": round_.id})
    session.execute(
        text("insert into vote (round_id, closed_at) values (:id, now()) on conflict do nothing"),
        {"id": round_.id},
    )
    session.commit()
    assert first.post(f"/staff/rounds/{round_.slug}/count").status_code == 302
    count = session.scalars(select(Count.id).where(Count.round_id == round_.id)).one()
    address = f"/staff/rounds/{round_.slug}/outcome"
    assert "Publish the outcome</button>" not in first.get(address, headers=ENGLISH).text
    assert first.post(address, data={"count": count}).status_code == 409
    assert "Publish the outcome</button>" in second.get(address, headers=ENGLISH).text
    assert second.post(address, data={"count": count}).status_code == 302
