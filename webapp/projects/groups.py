"""Projects of one pot of which one may win, such as two plans for the same place: which there are, made and parted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.projects.models import Project
from webapp.rounds.models import Round
from webapp.texts import Texts


@dataclass(frozen=True, slots=True)
class Rival:
    """A project of a group of which one may win."""

    id: int
    title: Texts
    state: str


@dataclass(frozen=True)
class ExclusiveGroup:
    """Projects of one pot of which one may win, by their numbers."""

    pot_id: int
    number: int
    projects: tuple[Rival, ...]


def exclusive_groups(session: Session, round_id: int, *, on_ballot: bool = True) -> list[ExclusiveGroup]:
    """The groups of which one may win, of projects on the ballot; else also of drafts and those left out. One query."""
    chosen = (
        select(Project.pot_id, Project.exclusive_group, Project.id, Project.title, Project.state)
        .where(Project.round_id == round_id, Project.exclusive_group.is_not(None))
        .order_by(Project.pot_id, Project.exclusive_group, Project.id)
    )
    rows = session.execute(chosen.where(Project.state == "ballot") if on_ballot else chosen)
    found = [
        ExclusiveGroup(pot_id, number, tuple(Rival(*row[2:]) for row in members))
        for (pot_id, number), members in groupby(rows, key=lambda row: (row[0], row[1]))
    ]
    return [group for group in found if len(group.projects) > 1 or not on_ballot]


def candidates(session: Session, round_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The projects in no group that go to the vote or may: number, pot, title, state; by title. One query."""
    chosen = (
        select(Project.id, Project.pot_id, Project.title, Project.state)
        .where(
            Project.round_id == round_id,
            Project.exclusive_group.is_(None),
            Project.state.in_(("draft", "ballot")),
        )
        .order_by(Project.title["fi"].astext, Project.id)
    )
    return session.execute(chosen).all()


def rivals_of(groups: Sequence[ExclusiveGroup]) -> dict[int, list[Texts]]:
    """The titles of the other projects of its group, for each project in one."""
    return {
        project.id: [other.title for other in group.projects if other.id != project.id]
        for group in groups
        for project in group.projects
    }


def group_projects(session: Session, round_id: int, project_ids: Collection[int], account_id: int) -> None:
    """Let only one of these projects win. Raises Refusal: RULES_FROZEN, NOT_A_GROUP, GROUPS_NOT_COUNTED."""
    rows = _locked(session, round_id, project_ids)
    if (
        any(row.state == "left_out" for row in rows)
        or len(rows) < 2
        or len({row.pot_id for row in rows}) > 1
        or any(row.exclusive_group for row in rows)
    ):
        raise Refusal(RefusalCode.NOT_A_GROUP)
    # One new group of a round at a time, so that no two get the same number.
    session.execute(select(Round.id).where(Round.id == round_id).with_for_update(key_share=True))
    last = select(func.max(Project.exclusive_group)).where(Project.round_id == round_id)
    number = (session.scalar(last) or 0) + 1
    for row in rows:
        row.exclusive_group = number
    with database_refusals():
        session.flush()
    record(session, "projects grouped", "round", round_id, account_id, projects=[row.id for row in rows])


def part_group(session: Session, round_id: int, project_id: int, account_id: int) -> None:
    """Let every project of the group that this one is in win for itself. Raises Refusal: RULES_FROZEN, NOT_FOUND."""
    group = select(Project.pot_id, Project.exclusive_group).where(
        Project.id == project_id, Project.round_id == round_id
    )
    found = session.execute(group).one_or_none()
    if found is None or found.exclusive_group is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    members = select(Project.id).where(
        Project.pot_id == found.pot_id, Project.exclusive_group == found.exclusive_group
    )
    rows = _locked(session, round_id, session.scalars(members).all())
    for row in rows:
        row.exclusive_group = None
    with database_refusals():
        session.flush()
    record(session, "projects parted", "round", round_id, account_id, projects=[row.id for row in rows])


def _locked(session: Session, round_id: int, project_ids: Collection[int]) -> Sequence[Project]:
    """The round's projects of these numbers, locked in order. Raises Refusal(RULES_FROZEN) once voting has opened."""
    if session.scalar(select(func.voting_has_opened(round_id))):
        raise Refusal(RefusalCode.RULES_FROZEN)
    chosen = (
        select(Project)
        .where(Project.round_id == round_id, Project.id.in_(project_ids))
        .order_by(Project.id)
        .with_for_update()
    )
    return session.scalars(chosen.execution_options(populate_existing=True)).all()
