"""The published outcome, project by project. Votes that are too few to tell are left empty, as on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, null, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import Label

from webapp.exports.columns import BALLOT_NUMBER, DELIVERY, POT, PROJECT_ID, PROJECT_TITLE
from webapp.exports.dataset import Column, Dataset, Kind, Wanted
from webapp.exports.drawn import SHAPE_COLUMN, shape_value
from webapp.exports.places import PLACE_COLUMNS, in_language, place_values, with_places
from webapp.outcome.models import OutcomeProject
from webapp.outcome.queries import outcome_of, told
from webapp.projects.models import Project
from webapp.rounds.models import Pot
from webapp.texts import N_

STATES = ("won", "did_not_win")


def _of_each(name: str, values: Mapping[int, int | None]) -> Label[Any]:
    """A column of what is told of each project."""
    told_ones = {project: value for project, value in values.items() if value is not None}
    column = case(told_ones, value=Project.id) if told_ones else cast(null(), BigInteger)
    return column.label(name)


def chosen(session: Session, wanted: Wanted) -> Select[Any]:
    """Choose the projects of the outcome; nothing before one is published."""
    found = outcome_of(session, wanted.round_id)
    projects = [project for pot in told(session, found[1]) for project in pot.projects] if found else []
    statement = (
        select(
            Project.id,
            Project.number,
            in_language(Project.title, wanted),
            in_language(Pot.name, wanted),
            *place_values(Project.geom, wanted),
            OutcomeProject.is_winner,
            OutcomeProject.position,
            _of_each("votes", {project.id: project.votes for project in projects}),
            OutcomeProject.cost_cents,
            _of_each("missing", {project.id: project.missing_cents for project in projects}),
            Project.delivery,
            shape_value(Project.shape),
        )
        .join(OutcomeProject, OutcomeProject.project_id == Project.id)
        .join(Pot, Pot.id == Project.pot_id)
        .where(Project.round_id == wanted.round_id)
    )
    if wanted.state is not None:
        statement = statement.where(OutcomeProject.is_winner == (wanted.state == "won"))
    return with_places(statement, Project, wanted)


OUTCOME = Dataset(
    key="outcome",
    title=N_("Outcome"),
    states=STATES,
    columns=(
        PROJECT_ID,
        BALLOT_NUMBER,
        PROJECT_TITLE,
        POT,
        *PLACE_COLUMNS,
        Column("won", N_("Won"), N_("Whether the project won"), Kind.YES_NO),
        Column(
            "position",
            N_("Order"),
            N_("Winners in the order of the count, then the others by votes"),
            Kind.NUMBER,
        ),
        Column("votes", N_("Votes"), N_("Empty where so few that they are not told"), Kind.NUMBER),
        Column("cost", N_("Price"), N_("Euros, the price that was voted on"), Kind.MONEY),
        Column(
            "missing",
            N_("Missing"),
            N_("Euros that were missing; for those that did not win, where their votes are told"),
            Kind.MONEY,
        ),
        DELIVERY,
        SHAPE_COLUMN,
    ),
    chosen=chosen,
    drawn=Project.shape,
    counted=N_("Projects"),
)
