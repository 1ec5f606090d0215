"""What is published of the ballot box after a vote: everything goes through `published`, which leaves out what D7 says.

The rules: never anything about the voter, the time or the channel; counts as `rules.shown` allows; the ballots
themselves only where the round said so before voting and `rules.level_told` agrees.
The file's form is what scripts/verify.py reads; docs/security.md explains it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from webapp.ballots.seals import batches, rules_of
from webapp.ballots.steps import vote_of
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.outcome.level import holds_one_choice
from webapp.outcome.rules import ballots_told, level_told, shown, whole_told
from webapp.projects.models import Project
from webapp.rounds.models import Round

OPENED = text(
    'select commitment, state, replaces, batch_no, nonce, projects, "values" from box.opened(:round)'
)
FORM = "nasta-box-1"
Ballots = Sequence[Row[Any]]


def published(session: Session, round_: Round, *, for_auditor: bool = False) -> dict[str, Any]:
    """The published file of a vote that is over; the auditor's has every ballot opened, whatever the level.

    Raises Refusal(VOTING_STILL_OPEN) or Refusal(VOTE_NOT_CLOSED).
    """
    with database_refusals():
        ballots = session.execute(OPENED, {"round": round_.id}).all()
    vote = vote_of(session, round_.id)
    if vote is None or vote.closed_at is None:
        raise Refusal(RefusalCode.VOTE_NOT_CLOSED)
    projects = session.scalars(
        select(Project).where(Project.round_id == round_.id, Project.state == "ballot").order_by(Project.id)
    ).all()
    counted = [ballot for ballot in ballots if ballot.state == "counted"]
    found: dict[str, Any] = {
        "form": FORM,
        "rules": rules_of(session, round_.id),
        "level": "auditor" if for_auditor else _level(round_, counted, projects),
        "rights": vote.rights if for_auditor else whole_told(vote.rights or 0),
        "key_sha256": vote.key_fingerprint.hex() if vote.key_fingerprint else None,
        "ballots": len(counted) if for_auditor else whole_told(len(counted)),
        "totals": _totals(counted, projects, everything=for_auditor),
    }
    if found["level"] == "totals":
        return {**found, "heads": [one.head.hex() for one in batches(session, round_.id)]}
    found["batches"] = _batches(session, round_.id, ballots)
    if found["level"] in ("ballots", "auditor"):
        found["opened"] = [
            [ballot.commitment.hex(), str(ballot.nonce), _choices(ballot)] for ballot in counted
        ]
    return found


def _level(round_: Round, counted: Ballots, projects: Sequence[Project]) -> str:
    votes = _votes(counted)
    pots = [[p.id for p in projects if p.pot_id == pot] for pot in {p.pot_id for p in projects}]
    groups = [
        ({p: votes[p] for p in group}, _voters(counted, group)) for group in [[p.id for p in projects], *pots]
    ]
    return level_told(round_.ballots_published, groups, one_choice=holds_one_choice(round_))


def _totals(counted: Ballots, projects: Sequence[Project], *, everything: bool) -> dict[str, int | None]:
    """Ballots that chose each project, pot by pot; None where so few are not told."""
    votes, told = _votes(counted), dict[str, int | None]()
    pots = {
        pot: [project.id for project in projects if project.pot_id == pot]
        for pot in dict.fromkeys(project.pot_id for project in projects)
    }
    ballots = ballots_told({pot: _voters(counted, listed) for pot, listed in pots.items()}, len(counted))
    for pot, listed in pots.items():
        of_pot = {project: votes[project] for project in listed}
        may_tell = of_pot if everything else shown(of_pot, ballots[pot] or 0)
        told |= {str(project): count for project, count in may_tell.items()}
    return told


def _votes(counted: Ballots) -> Counter[int]:
    return Counter(project for ballot in counted for project in ballot.projects)


def _voters(counted: Ballots, projects: Sequence[int]) -> int:
    of_group = set(projects)
    return sum(not of_group.isdisjoint(ballot.projects) for ballot in counted)


def _batches(session: Session, round_id: int, ballots: Ballots) -> list[dict[str, Any]]:
    leaves: dict[int, list[str]] = {}
    for ballot in ballots:
        leaves.setdefault(ballot.batch_no, []).append((ballot.commitment + (ballot.replaces or b"")).hex())
    return [{"head": one.head.hex(), "leaves": leaves.get(one.no, [])} for one in batches(session, round_id)]


def _choices(ballot: Row[Any]) -> list[tuple[str, int | None]]:
    """Projects in the order in which the commitment hashes them, each with its points or rank."""
    given = ballot._mapping["values"]
    return [(str(project), value) for project, value in zip(ballot.projects, given, strict=True)]
