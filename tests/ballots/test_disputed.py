"""A paper that two officials read differently: settled by the two of them, since a small city has no third."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from webapp.ballots.desk import key_paper, mark_paper
from webapp.ballots.models import Ballot, Choice, Paper
from webapp.projects.models import Project
from webapp.rounds.models import Round

Keyed = tuple[int, int | None]
"""Which official, and the place of the project that they read; None where they read that the paper is void."""


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session)


@pytest.fixture
def projects(session: Session, round_: Round) -> list[Project]:
    pot = factories.pot(session, round_, 1_000_00)
    made = [factories.project(session, round_, pot, 100_00) for _ in range(3)]
    factories.open_voting(session, round_)
    return made


def key_all(session: Session, round_: Round, projects: list[Project], *keyed: Keyed) -> list[str]:
    officials = [factories.account(session, "official").id for _ in range(3)]
    mark_paper(session, round_.id, secrets.token_bytes(32), secrets.token_bytes(32), officials[0])
    return [
        key_paper(
            session, round_.id, "Kirjasto", 1, officials[who], [] if read is None else [projects[read].id]
        )
        for who, read in keyed
    ]


@pytest.mark.parametrize("who", [0, 1])
def test_whoever_misread_it_keys_it_again(
    session: Session, round_: Round, projects: list[Project], who: int
) -> None:
    right = 1 - who
    told = key_all(session, round_, projects, (0, 0), (1, 1), (who, right))
    assert told == ["entered", "disputed", "agreed"]
    assert session.scalars(select(Choice.project_id)).all() == [projects[right].id]
    paper = session.scalars(select(Paper)).one()
    assert paper.first_by != paper.second_by and paper.third_by is None


def test_both_may_have_misread_it_and_a_void_paper_is_settled_alike(
    session: Session, round_: Round, projects: list[Project]
) -> None:
    told = key_all(session, round_, projects, (0, 0), (1, 1), (0, None), (1, None))
    assert told == ["entered", "disputed", "disputed", "rejected"]
    assert session.scalars(select(Ballot)).all() == []


def test_one_alone_settles_nothing_however_often_they_key(
    session: Session, round_: Round, projects: list[Project]
) -> None:
    told = key_all(session, round_, projects, (0, 0), (1, 1), (1, 2), (1, None), (1, 2), (1, 1))
    assert told == ["entered", *["disputed"] * 5]
    assert session.scalars(select(Ballot)).all() == []
