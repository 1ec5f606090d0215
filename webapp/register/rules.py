"""Reading a file of voters: each person becomes a mark at once, and what is wrong is told by lines, never by names. Pure."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from webapp.texts import N_

PERSON, AREA, BIRTH_YEAR = "person", "area", "birth_year"
HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("person", "henkilö", "henkilötunnus", "hetu", "email", "sähköposti"), PERSON),
    **dict.fromkeys(("area", "alue", "aluekoodi"), AREA),
    **dict.fromkeys(("birth_year", "syntymävuosi"), BIRTH_YEAR),
}
"""What the columns may be called, in any case; other columns are passed over unread."""
LONGEST_PERSON = 255
FIRST_YEAR = 1900


class Wrong:
    """What can be wrong with a file or a line of it."""

    UNREADABLE = "unreadable"
    NO_COLUMN = "no_column"
    EMPTY = "empty"
    NO_PERSON = "no_person"
    NO_ADDRESS = "no_address"
    UNKNOWN_AREA = "unknown_area"
    BAD_YEAR = "bad_year"
    DIFFERS = "differs"


WORDS: Mapping[str, str] = {
    Wrong.UNREADABLE: N_("The file is not text in UTF-8 with one person on a line."),
    Wrong.NO_COLUMN: N_("The first line must name the columns, one of them `person` or `email`."),
    Wrong.EMPTY: N_("The file names nobody."),
    Wrong.NO_PERSON: N_("The person is missing, or longer than 255 characters."),
    Wrong.NO_ADDRESS: N_("The person is not an e-mail address, by which the voters of this round sign in."),
    Wrong.UNKNOWN_AREA: N_("There is no such area in use."),
    Wrong.BAD_YEAR: N_("The year of birth is not a year."),
    Wrong.DIFFERS: N_("The same person is on an earlier line with another area or year."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's mark with their area's code and year of birth, each None where the file tells none."""

    person: bytes
    area_code: str | None
    birth_year: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds. `wrong`: what is amiss and the numbers of its lines; nothing of a file with any is taken."""

    entries: Sequence[Entry] = ()
    wrong: Mapping[str, Sequence[int]] = field(default_factory=dict)
    doubles: Sequence[int] = ()
    too_young: int = 0

    @property
    def by_area(self) -> Mapping[str | None, int]:
        """People by the code of their area, in the order of the codes; who has none comes last."""
        counts = Counter(entry.area_code for entry in self.entries)
        return {code: counts[code] for code in sorted(counts, key=lambda code: (code is None, code or ""))}


def read_register(
    content: bytes,
    mark: Callable[[str], bytes],
    areas: Collection[str],
    born_by: int,
    this_year: int,
    is_person: Callable[[str], bool] = bool,
) -> Report:
    """Read a file of comma, semicolon or tab separated values. Whoever is born after `born_by` is too young to vote.

    `mark` is given the person as written, without blanks around. A line said twice in the same words counts once.
    `is_person`: whether it can be one at all; the wrong column would else make marks that nobody ever has.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return Report(wrong={Wrong.UNREADABLE: [1]})
    columns, rows = _rows(lines)
    if PERSON not in columns:
        return Report(wrong={Wrong.NO_COLUMN: [1]})
    found: dict[bytes, Entry] = {}
    wrong: dict[str, list[int]] = {}
    doubles: list[int] = []
    for number, row in rows:
        cells = dict(zip(columns, row, strict=False))
        entry, fault = _entry(cells, mark, areas, this_year, is_person)
        if entry is not None and found.setdefault(entry.person, entry) != entry:
            fault = Wrong.DIFFERS
        elif entry is not None and found[entry.person] is not entry:
            doubles.append(number)
        if fault:
            wrong.setdefault(fault, []).append(number)
    if not found and not wrong:
        wrong = {Wrong.EMPTY: [1]}
    young = sum(1 for one in found.values() if one.birth_year is not None and one.birth_year > born_by)
    return Report(list(found.values()), wrong, doubles, young)


def _rows(lines: Sequence[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The columns by our names, and the rows that are not blank with their line numbers."""
    head = lines[0] if lines else ""
    separator = max(";,\t", key=head.count)
    reader = csv.reader(lines, delimiter=separator)
    names = [HEADERS.get(name.strip().lower(), "") for name in next(reader, [])]
    return names, ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))


def _entry(
    cells: Mapping[str, str],
    mark: Callable[[str], bytes],
    areas: Collection[str],
    this_year: int,
    is_person: Callable[[str], bool],
) -> tuple[Entry | None, str | None]:
    """A person's entry, or what is wrong with the line."""
    person, area, year = (cells.get(name, "").strip() for name in (PERSON, AREA, BIRTH_YEAR))
    if not person or len(person) > LONGEST_PERSON or "\0" in person:
        return None, Wrong.NO_PERSON
    if not is_person(person):
        return None, Wrong.NO_ADDRESS
    if area and area not in areas:
        return None, Wrong.UNKNOWN_AREA
    is_year = year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year[:5]) <= this_year
    if year and not is_year:
        return None, Wrong.BAD_YEAR
    return Entry(mark(person), area or None, int(year) if year else None), None
