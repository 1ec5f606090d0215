"""Read and write elections in the Pabulib format (.pb), https://pabulib.org/format.

Reading survives what real files hold: any line ends, columns in any order, quoted cells, ids with slashes,
decimals with point or comma, a project named twice in one ballot (approval: counts once; points: added up),
empty ballots and the sentinel cost 999999999 of projects withdrawn after the vote.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256

from webapp.counting.election import Election, Project, VoteType, merged

SENTINEL_COST_CENTS = 999_999_999_00
SECTIONS = ("META", "PROJECTS", "VOTES")


class PabulibError(ValueError):
    """The text is not an election in the Pabulib format; says what and in which line or row."""


def read_pabulib(text: str) -> Election:
    """Read a .pb file's text. Raises PabulibError."""
    try:
        sections = _sections(text.removeprefix("\ufeff"))
    except csv.Error as error:
        raise PabulibError(f"not rows of cells parted by semicolons: {error}") from error
    meta = {row["key"].strip(): row["value"].strip() for row in sections["META"] if row["key"].strip()}
    projects = tuple(_project(row) for row in sections["PROJECTS"])
    vote_type = _vote_type(meta)
    try:
        ballots = merged(_choices(sections["VOTES"], vote_type, meta, frozenset(p.id for p in projects)))
        return Election(projects, cents(meta.get("budget", "")), ballots, vote_type, meta)
    except PabulibError:
        raise
    except ValueError as error:
        raise PabulibError(str(error)) from error


@lru_cache(maxsize=4096)
def cents(text: str) -> int:
    """Whole cents of a decimal number in currency units. Raises PabulibError if it is none."""
    found = re.fullmatch(r"\+?([0-9]{1,15})(?:[.,]([0-9]{1,2})0*)?", text.strip())
    if found is None:
        raise PabulibError(f"not an amount of money in whole cents: {text!r}")
    units, rest = found.groups()
    return int(units) * 100 + int((rest or "0").ljust(2, "0"))


def _sections(text: str) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[list[str]]] = {}
    current: list[list[str]] | None = None
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        title = cells[0].strip() if cells else ""
        if title in SECTIONS and not any(cell.strip() for cell in cells[1:]) and title not in rows:
            current = rows.setdefault(title, [])
        elif current is not None and (title or any(cells)):
            current.append(cells)
    missing = [name for name in SECTIONS if not rows.get(name)]
    if missing:
        raise PabulibError(f"no section {', '.join(missing)}, or it has no header line")
    return {name: list(_by_header(name, rows[name])) for name in SECTIONS}


def _by_header(section: str, rows: list[list[str]]) -> Iterator[dict[str, str]]:
    header = [cell.strip() for cell in rows[0]]
    needed = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
    lacking = [name for name in needed[section] if name not in header]
    if lacking:
        raise PabulibError(f"section {section} lacks the column {', '.join(lacking)}")
    padding = [""] * len(header)
    for cells in rows[1:]:
        yield dict(zip(header, cells + padding[len(cells) :], strict=False))


def _project(row: Mapping[str, str]) -> Project:
    cost = cents(row["cost"])
    latitude, longitude = _degrees(row.get("latitude", "")), _degrees(row.get("longitude", ""))
    located = latitude is not None and longitude is not None
    return Project(
        id=row["project_id"].strip(),
        cost_cents=cost,
        name=row.get("name", "").strip(),
        withdrawn=cost == SENTINEL_COST_CENTS,
        category=tuple(part.strip() for part in row.get("category", "").split(",") if part.strip()),
        longitude=longitude if located else None,
        latitude=latitude if located else None,
    )


def _degrees(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _vote_type(meta: Mapping[str, str]) -> VoteType:
    try:
        return VoteType(meta.get("vote_type", ""))
    except ValueError as error:
        raise PabulibError(f"unknown vote_type {meta.get('vote_type')!r}") from error


def _choices(
    rows: Iterable[Mapping[str, str]], vote_type: VoteType, meta: Mapping[str, str], known: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    ones = [(1,) * length for length in range(len(known) + 1)]
    top = _whole(meta.get("max_length", "") or str(len(known)))
    default = _whole(meta.get("default_score") or "0")
    for row in rows:
        named = [part.strip() for part in row["vote"].split(",") if part.strip()]
        if not known.issuperset(named):
            raise PabulibError(
                f"voter {row['voter_id']!r} names a project that is not listed: {row['vote']!r}"
            )
        if vote_type in (VoteType.APPROVAL, VoteType.CHOOSE_ONE):
            chosen = tuple(sorted(set(named)))
            yield chosen, ones[len(chosen)]
        elif vote_type is VoteType.ORDINAL:
            yield _ranked(named, top)
        else:
            yield _pointed(named, row, known, default)


def _ranked(named: list[str], top: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Ranks as points: the first gets max_length, the next one less (Kraków's 3-2-1); never below nothing."""
    chosen = tuple(dict.fromkeys(named))
    return chosen, tuple(max(top - rank, 0) for rank in range(len(chosen)))


def _pointed(
    named: list[str], row: Mapping[str, str], known: frozenset[str], default: int
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    points = [_whole(part) for part in row.get("points", "").split(",") if part.strip()]
    if len(points) != len(named):
        raise PabulibError(f"voter {row['voter_id']!r} has {len(named)} projects and {len(points)} points")
    sums = dict.fromkeys(sorted(known), default) if default else {}
    for project_id in named:
        sums[project_id] = 0
    for project_id, worth in zip(named, points, strict=True):
        sums[project_id] += worth
    return tuple(sums), tuple(sums.values())


def _whole(text: str) -> int:
    found = re.fullmatch(r"([+-]?[0-9]{1,15})(?:[.,]0+)?", text.strip())
    if found is None:
        raise PabulibError(f"not a whole number: {text!r}")
    return int(found.group(1))


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
