"""Read elections in the Pabulib format (.pb), https://pabulib.org/format.

Reading survives what real files hold: any line ends, columns in any order, quoted cells, ids with slashes,
decimals with point or comma, a project named twice in one ballot (approval: counts once; points: added up),
empty ballots and the sentinel cost 999999999 of projects withdrawn after the vote.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar

from webapp.counting.election import Election, Project, VoteType, merged
from webapp.counting.pabulib import SENTINEL_COST_CENTS
from webapp.counting.pabulib_faults import Fault, PabulibError
from webapp.counting.patience import go_on

T = TypeVar("T")
Choices: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]

SECTIONS = ("META", "PROJECTS", "VOTES")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
AREA_COLUMNS = ("neighborhood", "district", "subunit")


@dataclass(frozen=True)
class Most:
    """How much of a file is read at most: projects, and choices on all ballots together."""

    projects: int
    choices: int


@dataclass(frozen=True, slots=True)
class Row:
    """The line where a row ends, and its cells by the names of their columns."""

    line: int
    cells: dict[str, str]


def read_bytes(content: bytes, most: Most | None = None) -> Election:
    """Read a .pb file. Raises PabulibError."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PabulibError(Fault.NOT_UTF8, content.count(b"\n", 0, error.start) + 1) from error
    return read_pabulib(text, most)


def read_pabulib(text: str, most: Most | None = None) -> Election:
    """Read a .pb file's text. Raises PabulibError."""
    sections = _sections(text.removeprefix("\ufeff"))
    meta = {row.cells["key"].strip(): row for row in sections["META"] if row.cells["key"].strip()}
    facts = {key: row.cells["value"].strip() for key, row in meta.items()}
    projects = tuple(_each(_project, sections["PROJECTS"]))
    if most is not None and len(projects) > most.projects:
        raise PabulibError(Fault.TOO_MANY_PROJECTS, most=most.projects)
    _refuse_twice(projects, sections["PROJECTS"])
    budget, vote_type = _fact(meta, "budget", cents), _fact(meta, "vote_type", _vote_type)
    reader = _ballot_reader(vote_type, facts, frozenset(project.id for project in projects))
    ballots = merged(_counted(_each(reader, sections["VOTES"]), most))
    return Election(projects, budget, ballots, vote_type, facts)


def _each(read: Callable[[Row], T], rows: Iterable[Row]) -> Iterator[T]:
    """Rows as what they stand for; what is wrong is said of their line."""
    for row in rows:
        try:
            yield read(row)
        except PabulibError as error:
            raise error.at(row.line) from error


def _fact(meta: Mapping[str, Row], key: str, read: Callable[[str], T]) -> T:
    """What META must tell."""
    if key not in meta:
        raise PabulibError(Fault.NO_KEY, what=key)
    return next(_each(lambda row: read(row.cells["value"].strip()), [meta[key]]))


def _refuse_twice(projects: Sequence[Project], rows: Sequence[Row]) -> None:
    seen = set[str]()
    for project, row in zip(projects, rows, strict=True):
        if project.id in seen:
            raise PabulibError(Fault.PROJECT_TWICE, row.line, what=project.id)
        seen.add(project.id)


def _counted(ballots: Iterable[Choices], most: Most | None) -> Iterator[Choices]:
    """The ballots, as long as there are not too many choices."""
    choices = 0
    for ballot in ballots:
        go_on()
        choices += len(ballot[0])
        if most is not None and choices > most.choices:
            raise PabulibError(Fault.TOO_MANY_CHOICES, most=most.choices)
        yield ballot


@lru_cache(maxsize=4096)
def cents(text: str) -> int:
    """Whole cents of a decimal number in currency units. Raises PabulibError if it is none."""
    found = re.fullmatch(r"\+?([0-9]{1,15})(?:[.,]([0-9]{1,2})0*)?", text.strip())
    if found is None:
        raise PabulibError(Fault.NOT_MONEY, what=text)
    units, rest = found.groups()
    return int(units) * 100 + int((rest or "0").ljust(2, "0"))


def _sections(text: str) -> dict[str, list[Row]]:
    rows: dict[str, list[tuple[int, list[str]]]] = {}
    current: list[tuple[int, list[str]]] | None = None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for cells in lines:
            title = cells[0].strip() if cells else ""
            if title in SECTIONS and not any(cell.strip() for cell in cells[1:]) and title not in rows:
                current = rows.setdefault(title, [])
            elif current is not None and (title or any(cells)):
                current.append((lines.line_num, cells))
    except csv.Error as error:
        raise PabulibError(Fault.NOT_ROWS, lines.line_num) from error
    missing = [name for name in SECTIONS if not rows.get(name)]
    if missing:
        raise PabulibError(Fault.NO_SECTION, what=missing[0])
    return {name: list(_by_header(name, rows[name])) for name in SECTIONS}


def _by_header(section: str, rows: list[tuple[int, list[str]]]) -> Iterator[Row]:
    header = [cell.strip() for cell in rows[0][1]]
    lacking = [name for name in NEEDED[section] if name not in header]
    if lacking:
        raise PabulibError(Fault.NO_COLUMN, rows[0][0], section=section, what=lacking[0])
    padding = [""] * len(header)
    for line, cells in rows[1:]:
        yield Row(line, dict(zip(header, cells + padding[len(cells) :], strict=False)))


def _project(row: Row) -> Project:
    cells = row.cells
    cost = cents(cells["cost"])
    latitude, longitude = _degrees(cells.get("latitude", "")), _degrees(cells.get("longitude", ""))
    located = latitude is not None and longitude is not None
    return Project(
        id=cells["project_id"].strip(),
        cost_cents=cost,
        name=cells.get("name", "").strip(),
        withdrawn=cost == SENTINEL_COST_CENTS,
        category=tuple(part.strip() for part in cells.get("category", "").split(",") if part.strip()),
        longitude=longitude if located else None,
        latitude=latitude if located else None,
        area=next((cells[name].strip() for name in AREA_COLUMNS if cells.get(name, "").strip()), ""),
    )


def _degrees(text: str) -> float | None:
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        return None
    return degrees if abs(degrees) <= 180 else None


def _vote_type(text: str) -> VoteType:
    try:
        return VoteType(text)
    except ValueError as error:
        raise PabulibError(Fault.VOTE_TYPE, what=text) from error


def _ballot_reader(
    vote_type: VoteType, facts: Mapping[str, str], known: frozenset[str]
) -> Callable[[Row], Choices]:
    """What makes a ballot of a row."""
    ones = [(1,) * length for length in range(len(known) + 1)]
    top = _whole(facts.get("max_length", "") or str(len(known)))
    default = _whole(facts.get("default_score") or "0")

    def read(row: Row) -> Choices:
        named = [part.strip() for part in row.cells["vote"].split(",") if part.strip()]
        if not known.issuperset(named):
            raise PabulibError(Fault.NO_SUCH_PROJECT, what=next(one for one in named if one not in known))
        if vote_type in (VoteType.APPROVAL, VoteType.CHOOSE_ONE):
            chosen = tuple(sorted(set(named)))
            return chosen, ones[len(chosen)]
        if vote_type is VoteType.ORDINAL:
            return _ranked(named, top)
        return _pointed(named, row.cells.get("points", ""), known, default)

    return read


def _ranked(named: list[str], top: int) -> Choices:
    """Ranks as points: the first gets max_length, the next one less (Kraków's 3-2-1); never below nothing."""
    chosen = tuple(dict.fromkeys(named))
    return chosen, tuple(max(top - rank, 0) for rank in range(len(chosen)))


def _pointed(named: list[str], given: str, known: frozenset[str], default: int) -> Choices:
    points = [_whole(part) for part in given.split(",") if part.strip()]
    if len(points) != len(named):
        raise PabulibError(Fault.POINTS, projects=len(named), points=len(points))
    sums = dict.fromkeys(sorted(known), default) if default else {}
    for project_id in named:
        sums[project_id] = 0
    for project_id, worth in zip(named, points, strict=True):
        sums[project_id] += worth
    return tuple(sums), tuple(sums.values())


def _whole(text: str) -> int:
    found = re.fullmatch(r"([+-]?[0-9]{1,9})(?:[.,]0+)?", text.strip())
    if found is None:
        raise PabulibError(Fault.NOT_WHOLE, what=text)
    return int(found.group(1))
