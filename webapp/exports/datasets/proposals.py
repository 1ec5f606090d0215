"""Proposals of residents as they are public; who made them is left out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.exports.columns import THEME
from webapp.exports.dataset import Column, Dataset, Kind, Wanted
from webapp.exports.drawn import SHAPE_COLUMN, shape_value
from webapp.exports.places import PLACE_COLUMNS, in_language, place_values, with_places
from webapp.projects.models import ProjectProposal
from webapp.proposals.list_queries import FILTERS, filters_of, numbers_of
from webapp.proposals.models import PUBLIC_STATES, Proposal
from webapp.proposals.rules import SHOWN_STATES
from webapp.rounds.models import RefusalReason, Theme
from webapp.texts import N_


def chosen(session: Session, wanted: Wanted) -> Select[Any]:
    """Choose the proposals."""
    statement = (
        select(
            Proposal.id,
            Proposal.state,
            Proposal.title,
            Proposal.body,
            in_language(Theme.name, wanted),
            Proposal.language,
            Proposal.place_text,
            *place_values(Proposal.geom, wanted),
            in_language(RefusalReason.name, wanted),
            Proposal.merged_into_id,
            ProjectProposal.project_id,
            Proposal.created_at,
            shape_value(Proposal.shape),
        )
        .outerjoin(Theme, Theme.id == Proposal.theme_id)
        .outerjoin(RefusalReason, RefusalReason.id == Proposal.reason_id)
        .outerjoin(ProjectProposal, ProjectProposal.proposal_id == Proposal.id)
        .where(Proposal.round_id == wanted.round_id, Proposal.state.in_(PUBLIC_STATES))
    )
    if wanted.state is not None:
        states = PROPOSALS.groups.get(wanted.state, (wanted.state,))
        statement = statement.where(Proposal.state.in_(states))
    if wanted.filters:
        numbers = numbers_of(wanted.round_id, wanted.filters, wanted.zone)
        statement = statement.where(Proposal.id.in_(numbers))
    return with_places(statement, Proposal, wanted)


PROPOSALS = Dataset(
    key="proposals",
    title=N_("Proposals"),
    states=PUBLIC_STATES,
    columns=(
        Column("id", N_("Number"), N_("Number of the proposal in Nasta"), Kind.NUMBER),
        Column("state", N_("State"), N_("submitted, accepted, refused or merged")),
        Column("title", N_("Title"), N_("As the resident wrote it")),
        Column("text", N_("Text"), N_("As the resident wrote it")),
        THEME,
        Column("language", N_("Language"), N_("Language of the title and the text")),
        Column("place_text", N_("Place in words"), N_("As the resident wrote it")),
        *PLACE_COLUMNS,
        Column("reason", N_("Reason for refusal"), N_("From the round's published list")),
        Column(
            "merged_into",
            N_("Merged into"),
            N_("Number of the proposal that this one was merged into"),
            Kind.NUMBER,
        ),
        Column("project", N_("Project"), N_("Number of the project made from it"), Kind.NUMBER),
        Column("created_at", N_("Sent"), N_("When the proposal was sent"), Kind.MOMENT),
        SHAPE_COLUMN,
    ),
    chosen=chosen,
    drawn=Proposal.shape,
    filters=tuple(name for name in FILTERS if name != "district"),
    understood=filters_of,
    groups={"unmerged": SHOWN_STATES},
)
