"""Sums of a round by area: proposals, projects, votes, euros. One grouped query for each level."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from geo.crs import WEB_MERCATOR
from webapp.areas.models import Area, AreaOutline, BoundaryLayer, LayerVersion
from webapp.outcome.models import OutcomeProject
from webapp.projects.models import Project
from webapp.proposals.models import PUBLIC_STATES, Proposal
from webapp.rounds.rules import per_resident
from webapp.texts import Texts

LEVELS = ("district", "neighbourhood")
PICTURE_DETAIL = 10
"""Metres: a picture of the whole city shows no finer."""


@dataclass(frozen=True)
class AreaSums:
    """One area's part in a round. `votes`: votes for the projects placed there; None where so few are not told."""

    code: str
    name: Texts
    population: int | None
    proposals: int
    projects: int
    won: int
    votes: int | None
    cents: int
    shape: bytes

    @property
    def cents_per_resident(self) -> int | None:
        """Whole cents per resident; unknown where the population is."""
        return per_resident(self.cents, self.population)


@dataclass(frozen=True)
class Elsewhere:
    """Sums of what has no exact place."""

    proposals: int
    projects: int
    won: int
    cents: int


def sums_by_area(
    session: Session, round_id: int, level: str, untold: Collection[int]
) -> tuple[list[AreaSums], Elsewhere]:
    """Sums for every active area of the level in the order of names, and for what has no place there.

    What was placed by an older version of the layer is counted under the area of the same code. `untold`:
    projects whose votes are too few to tell; then the votes of their area are not told either, since the
    difference would tell them.
    """
    facts = _facts(round_id, level, untold)
    code = Area.code.label("code")
    sums = (
        select(code, *(func.sum(facts.c[name]).label(name) for name in FACTS))
        .select_from(facts)
        .outerjoin(Area, Area.id == facts.c.area_id)
        .group_by(code)
        .subquery()
    )
    active = _active(level)
    joined = active.join(sums, active.c.code == sums.c.code, full=True)
    rows = session.execute(
        select(active, *(func.coalesce(sums.c[name], 0).label(name) for name in FACTS)).select_from(joined)
    ).all()
    placed = [row for row in rows if row.code is not None]
    areas = [
        AreaSums(
            row.code,
            row.name,
            row.population,
            int(row.proposals),
            int(row.projects),
            int(row.won),
            None if row.untold else int(row.votes),
            int(row.cents),
            bytes(row.shape),
        )
        for row in placed
    ]
    rest = [row for row in rows if row.code is None]
    elsewhere = Elsewhere(
        *(sum(int(getattr(row, name)) for row in rest) for name in ("proposals", "projects", "won", "cents"))
    )
    return sorted(areas, key=lambda area: str(area.name)), elsewhere


def _active(level: str) -> Subquery:
    """The areas in use at the level, with their shapes for the picture."""
    outline = (AreaOutline.area_id == Area.id) & (AreaOutline.metres == PICTURE_DETAIL)
    drawn = func.coalesce(AreaOutline.geom_web, func.ST_Transform(Area.geom, WEB_MERCATOR))
    return (
        select(Area.code, Area.name, Area.population, func.ST_AsBinary(drawn).label("shape"))
        .outerjoin(AreaOutline, outline)
        .join(LayerVersion, LayerVersion.id == Area.version_id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == level, LayerVersion.state == "active")
        .subquery()
    )


FACTS = ("proposals", "projects", "won", "votes", "cents", "untold")


def _facts(round_id: int, level: str, untold: Collection[int]) -> Subquery:
    """One row for each proposal group and project of the round: its area and what it adds to the sums."""

    def none(name: str) -> ColumnElement[int]:
        return cast(0, Integer).label(name)

    proposal_area = getattr(Proposal, f"{level}_id").label("area_id")
    project_area = getattr(Project, f"{level}_id").label("area_id")
    proposals = (
        select(
            proposal_area,
            func.count().label("proposals"),
            none("projects"),
            none("won"),
            none("votes"),
            none("cents"),
            none("untold"),
        )
        .where(Proposal.round_id == round_id, Proposal.state.in_(PUBLIC_STATES))
        .group_by(proposal_area)
    )
    won = OutcomeProject.is_winner
    projects = (
        select(
            project_area,
            none("proposals"),
            func.count().label("projects"),
            func.count().filter(won).label("won"),
            func.coalesce(func.sum(OutcomeProject.votes), 0).label("votes"),
            func.coalesce(func.sum(OutcomeProject.cost_cents).filter(won), 0).label("cents"),
            func.count().filter(Project.id.in_(untold)).label("untold"),
        )
        .outerjoin(OutcomeProject, OutcomeProject.project_id == Project.id)
        .where(Project.round_id == round_id, Project.state == "ballot")
        .group_by(project_area)
    )
    return union_all(proposals, projects).subquery()
