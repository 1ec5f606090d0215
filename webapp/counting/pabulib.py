"""Write elections in the Pabulib format (.pb), https://pabulib.org/format."""

import csv
import io
from collections.abc import Iterable, Mapping
from hashlib import sha256

from webapp.counting.election import Election, Project, VoteType

SENTINEL_COST_CENTS = 999_999_999_00
"""The cost of a project that was withdrawn after the vote."""


def write_pabulib(election: Election, meta: Mapping[str, str], voter_ids: Iterable[str] | None = None) -> str:
    """The election as .pb text. `meta` gives description, country, unit and what else is known.

    Numbers of projects and votes, budget and vote type are filled in. Ballots come sorted by what they say, so that
    the order of the rows tells nothing; `voter_ids` names them (default: 1, 2, 3 ...).
    """
    votes, scores = election.votes(), election.scores()
    names = iter(voter_ids) if voter_ids is not None else (str(n) for n in range(1, election.voters + 1))
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\n")
    sheet.writerows([["META"], ["key", "value"], *_meta_rows(election, meta)])
    with_points = election.vote_type in (VoteType.CUMULATIVE, VoteType.SCORING, VoteType.ORDINAL)
    columns = _project_columns(election, with_points)
    sheet.writerows([["PROJECTS"], columns])
    for project in election.projects:
        cells = _project_cells(project, votes[project.id], scores[project.id])
        sheet.writerow([cells[column] for column in columns])
    sheet.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if with_points else [])]])
    for ballot in election.ballots:
        cell = [",".join(ballot.choices), *([",".join(map(str, ballot.points))] if with_points else [])]
        for _ in range(ballot.times):
            sheet.writerow([next(names), *cell])
    return out.getvalue()


def fingerprint(election: Election) -> str:
    """SHA-256 of the projects and ballots, the same before writing a .pb file and after reading it."""
    return sha256(write_pabulib(election, {}).encode()).hexdigest()


META_ORDER = (
    *(
        "description",
        "country",
        "unit",
        "district",
        "subunit",
        "instance",
        "num_projects",
        "num_votes",
        "budget",
    ),
    *(
        "vote_type",
        "rule",
        "date_begin",
        "date_end",
        "min_length",
        "max_length",
        "min_sum_cost",
        "max_sum_cost",
    ),
    *("min_points", "max_points", "min_sum_points", "max_sum_points", "min_project_score_threshold"),
    *("categories", "edition", "language", "currency", "fully_funded", "comment", "budget_per_category"),
)


def _meta_rows(election: Election, meta: Mapping[str, str]) -> list[list[str]]:
    everything = {
        **meta,
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.voters),
        "budget": amount(election.budget_cents),
        "vote_type": election.vote_type.value,
    }
    return [[key, everything[key]] for key in META_ORDER if everything.get(key)]


def _project_columns(election: Election, scored: bool) -> list[str]:
    columns = ["project_id", "cost", "votes", *(["score"] if scored else []), "name"]
    if any(project.category for project in election.projects):
        columns.append("category")
    if any(project.latitude is not None for project in election.projects):
        columns += ["latitude", "longitude"]
    return columns


def _project_cells(project: Project, votes: int, score: int) -> dict[str, str]:
    return {
        "project_id": project.id,
        "cost": amount(SENTINEL_COST_CENTS if project.withdrawn else project.cost_cents),
        "votes": str(votes),
        "score": str(score),
        "name": " ".join(project.name.split()),
        "category": ",".join(part.replace(",", " ") for part in project.category),
        "latitude": "" if project.latitude is None else f"{project.latitude:.7f}",
        "longitude": "" if project.longitude is None else f"{project.longitude:.7f}",
    }


def amount(whole_cents: int) -> str:
    """Cents as a decimal number in currency units, without needless zeros after the point."""
    units, rest = divmod(whole_cents, 100)
    return f"{units}.{rest:02}" if rest else str(units)
