"""Running the count of a round."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.audit.models import AuditEvent
from webapp.counting.actions import counting_of, run_count
from webapp.counting.lot import TieBreak
from webapp.counting.models import Count
from webapp.counting.queries import elections, voting_of
from webapp.errors import Refusal, RefusalCode
from webapp.projects.models import Project
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, counting_options={"misfit": "skip"})


@pytest.fixture
def projects(session: Session, round_: Round) -> list[Project]:
    """Three projects of the city's pot of 1,000 euros: 600, 600 and 300 euros."""
    pot = factories.pot(session, round_, 1_000_00)
    return [factories.project(session, round_, pot, cents) for cents in (600_00, 600_00, 300_00)]


def count(session: Session, round_: Round) -> Count:
    voting = voting_of(session, round_.slug)
    assert voting is not None
    return run_count(session, voting, None)


def test_counts_by_the_rounds_rule_and_keeps_what_was_counted(
    session: Session, round_: Round, projects: list[Project]
) -> None:
    a, b, c = projects
    put(session, round_, [a], 3)
    put(session, round_, [b, c], 2)
    close_voting(session, round_)
    row = count(session, round_)
    (pot,) = row.result["pots"]
    assert [step["project_id"] for step in pot["steps"]] == [a.id, c.id]
    assert [(loss["project_id"], loss["missing_cents"]) for loss in pot["losses"]] == [(b.id, 500_00)]
    assert (row.rule, row.seed, row.ballots) == ("greedy", round_.tie_seed, 5)
    assert (pot["voters"], pot["voters_with_winner"], pot["budget_cents"]) == (5, 5, 1_000_00)
    assert session.scalar(select(AuditEvent.action).where(AuditEvent.subject_id == row.id)) == "count_ran"


def test_the_same_ballots_give_the_same_count(
    session: Session, round_: Round, projects: list[Project]
) -> None:
    put(session, round_, projects[:1], 2)
    put(session, round_, projects[1:2], 2)
    close_voting(session, round_)
    first, second = count(session, round_), count(session, round_)
    assert (first.result, first.input_hash) == (second.result, second.input_hash)
    assert first.id != second.id


def test_nothing_is_counted_while_voting_is_open(
    session: Session, round_: Round, projects: list[Project]
) -> None:
    factories.open_voting(session, round_)
    with pytest.raises(Refusal) as refusal:
        count(session, round_)
    assert refusal.value.code is RefusalCode.VOTING_STILL_OPEN


def test_nor_before_voting_has_been_set(session: Session, round_: Round, projects: list[Project]) -> None:
    with pytest.raises(Refusal):
        count(session, round_)


def test_replaced_ballots_and_other_rounds_do_not_count(
    session: Session, round_: Round, projects: list[Project]
) -> None:
    other = factories.round_(session)
    put(session, other, [factories.project(session, other, factories.pot(session, other))], 4)
    put(session, round_, projects[:1])
    close_voting(session, round_)
    assert count(session, round_).ballots == 1


def test_each_pot_is_an_election_of_its_own(session: Session, round_: Round, projects: list[Project]) -> None:
    pot = factories.pot(session, round_, 500_00, "A")
    local = factories.project(session, round_, pot, 400_00)
    put(session, round_, [projects[0], local])
    put(session, round_, [projects[0]])
    close_voting(session, round_)
    (first, second) = elections(session, round_)
    assert (first.pot.id, first.election.voters) == (pot.id, 1)
    assert (second.election.voters, second.election.votes()[str(projects[0].id)]) == (2, 2)


def test_the_number_of_queries_does_not_grow(
    session: Session, round_: Round, projects: list[Project], queries: list[str]
) -> None:
    for code in "ABCD":
        pot = factories.pot(session, round_, 500_00, code)
        put(session, round_, [factories.project(session, round_, pot, 400_00)])
    close_voting(session, round_)
    queries.clear()
    elections(session, round_)
    assert len(queries) == 4


def test_options_of_the_round_become_rule_and_tie_order() -> None:
    rule, ties = counting_of("greedy", {"ties": ["lot"], "misfit": "stop"}, "seed")
    assert (rule.name, ties.order, ties.seed) == ("greedy", (TieBreak.LOT,), "seed")
