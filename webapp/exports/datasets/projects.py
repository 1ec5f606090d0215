"""Projects: what is costed, voted on and built."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.exports.columns import BALLOT_NUMBER, DELIVERY, POT, PROJECT_ID, PROJECT_TITLE, THEME
from webapp.exports.dataset import Column, Dataset, Kind, Wanted
from webapp.exports.drawn import SHAPE_COLUMN, shape_value
from webapp.exports.places import PLACE_COLUMNS, in_language, place_values, with_places
from webapp.projects.list_queries import FILTERS, filters_of, numbers_of
from webapp.projects.models import Project, ProjectProposal
from webapp.rounds.models import Pot, Theme
from webapp.texts import N_

STATES = ("draft", "ballot", "left_out")


def chosen(session: Session, wanted: Wanted) -> Select[Any]:
    """Choose the projects."""
    made_from = (
        select(func.count())
        .select_from(ProjectProposal)
        .where(ProjectProposal.project_id == Project.id)
        .scalar_subquery()
    )
    statement = (
        select(
            Project.id,
            Project.number,
            Project.state,
            in_language(Project.title, wanted),
            in_language(Project.summary, wanted),
            in_language(Pot.name, wanted),
            in_language(Theme.name, wanted),
            Project.place_text,
            *place_values(Project.geom, wanted),
            Project.cost_cents,
            Project.unit,
            Project.budget_line,
            in_language(Project.left_out_reason, wanted),
            Project.delivery,
            made_from,
            Project.created_at,
            shape_value(Project.shape),
        )
        .join(Pot, Pot.id == Project.pot_id)
        .outerjoin(Theme, Theme.id == Project.theme_id)
        .where(Project.round_id == wanted.round_id)
    )
    if wanted.state is not None:
        statement = statement.where(Project.state == wanted.state)
    if wanted.filters:
        numbers = numbers_of(wanted.round_id, wanted.filters, wanted.language)
        statement = statement.where(Project.id.in_(numbers))
    return with_places(statement, Project, wanted)


PROJECTS = Dataset(
    key="projects",
    title=N_("Projects"),
    states=STATES,
    columns=(
        PROJECT_ID,
        BALLOT_NUMBER,
        Column("state", N_("State"), N_("draft, ballot (in the vote) or left_out")),
        PROJECT_TITLE,
        Column("summary", N_("Summary"), N_("In the language of the export")),
        POT,
        THEME,
        Column("place_text", N_("Place in words"), N_("As the city wrote it")),
        *PLACE_COLUMNS,
        Column(
            "cost", N_("Price"), N_("Euros, the price on the ballot; empty until it is estimated"), Kind.MONEY
        ),
        Column("unit", N_("Unit"), N_("The unit of the city that answers for it")),
        Column("budget_line", N_("Line in the city's budget"), N_("As the city wrote it")),
        Column(
            "left_out_reason",
            N_("Why the project does not go to the vote"),
            N_("In the language of the export; empty where it does"),
        ),
        DELIVERY,
        Column("proposals", N_("Proposals"), N_("How many proposals it was made from"), Kind.NUMBER),
        Column("created_at", N_("Made"), N_("When the project was made"), Kind.MOMENT),
        SHAPE_COLUMN,
    ),
    chosen=chosen,
    drawn=Project.shape,
    filters=tuple(name for name in FILTERS if name != "district"),
    understood=filters_of,
)
