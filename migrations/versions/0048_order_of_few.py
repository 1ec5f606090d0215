"""Order the projects of published outcomes as they are told today: those for which few voted by number

Revision: 0048
Follows: 0047
"""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import Connection, text

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

PUBLISHED = text("select o.id, c.result from outcome o join count c on c.id = o.count_id")
PLACE = text(
    "update outcome_project set position = :place where outcome_id = :outcome and project_id = :project"
)


def upgrade() -> None:
    reorder(op.get_bind())


def downgrade() -> None:
    """Nothing: an order that tells more than it may is not brought back."""


def reorder(connection: Connection) -> None:
    for outcome, result in connection.execute(PUBLISHED).all():
        ordered = [project for pot in result["pots"] for project in in_order(pot)]
        for place, project in enumerate(ordered, 1):
            connection.execute(PLACE, {"place": place, "outcome": outcome, "project": project})


def in_order(pot: dict[str, Any]) -> list[int]:
    """Winners as they were chosen, then the others by votes; both by number where from one to nine voted."""
    votes = {line["project_id"]: line["votes"] for line in (*pot["steps"], *pot["losses"])}
    groups = pot.get("groups") or [{"projects": [*votes], "voters": pot["voters"]}]
    few = {project for group in groups if 0 < group["voters"] < 10 for project in group["projects"]}
    place_of = {project: place for place, group in enumerate(groups) for project in group["projects"]}
    won = [line["project_id"] for line in pot["steps"]]
    won.sort(key=lambda project: (project in few, project if project in few else 0))
    lost = [line["project_id"] for line in pot["losses"]]
    lost.sort(key=lambda project: (place_of[project], 0 if project in few else -votes[project], project))
    return won + lost
