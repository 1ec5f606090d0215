"""A file of voters is read by its columns, and what is wrong is told by lines, never by names."""

from __future__ import annotations

import hashlib

import pytest

from webapp.accounts.rules import is_address
from webapp.register.rules import Report, Wrong, read_register

AREAS = {"A", "B"}


def mark(person: str) -> bytes:
    return hashlib.sha256(person.encode()).digest()


def read(text: str | bytes) -> Report:
    content = text.encode() if isinstance(text, str) else text
    return read_register(content, mark, AREAS, 2013, 2026)


@pytest.mark.parametrize(
    "text",
    [
        "person,area,birth_year\na@x.fi,A,1980\n",
        "\ufeffHenkilö;Alue;Syntymävuosi\r\n a@x.fi ;A;1980\r\n\r\n",
        "nimi\tsyntymävuosi\talue\thetu\nMatti\t1980\tA\ta@x.fi\n",
        'email;area;birth_year\n"a@x.fi";"A";"1980"',
    ],
)
def test_columns_are_found_by_their_names_in_any_order_and_form(text: str) -> None:
    (entry,) = read(text).entries
    assert (entry.person, entry.area_code, entry.birth_year) == (mark("a@x.fi"), "A", 1980)


def test_area_and_year_may_be_left_out() -> None:
    report = read("email\na@x.fi\nb@x.fi\n")
    assert {(e.area_code, e.birth_year) for e in report.entries} == {(None, None)}
    assert (report.by_area, report.wrong) == ({None: 2}, {})


def test_every_fault_is_told_with_the_numbers_of_its_lines() -> None:
    lines = ["person;area;birth_year", "a;A;1980", ";A;1980", "b;C;1980", "c;A;80", "d;A;2027", "a;B;1980"]
    assert read("\n".join(lines)).wrong == {
        Wrong.NO_PERSON: [3],
        Wrong.UNKNOWN_AREA: [4],
        Wrong.BAD_YEAR: [5, 6],
        Wrong.DIFFERS: [7],
    }


def test_a_line_said_twice_alike_counts_once() -> None:
    report = read("person;area\na;A\nb;A\na;A\n")
    assert (len(report.entries), report.doubles, report.wrong) == (2, [4], {})


def test_the_too_young_are_counted_by_the_year_in_which_they_turn() -> None:
    assert read("person;birth_year\na;2013\nb;2014\nc;\n").too_young == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (b"\xff\xfe\x00", Wrong.UNREADABLE),
        ("", Wrong.NO_COLUMN),
        ("a@x.fi;A\n", Wrong.NO_COLUMN),
        ("person;area\n", Wrong.EMPTY),
        ("person\n" + "x" * 256, Wrong.NO_PERSON),
        ("person\na\0b", Wrong.NO_PERSON),
        ("person;birth_year\na;१९८०", Wrong.BAD_YEAR),
    ],
)
def test_a_file_that_is_no_register_is_told(text: str | bytes, wrong: str) -> None:
    assert list(read(text).wrong) == [wrong]


def test_what_is_no_address_is_told_where_people_sign_in_by_one() -> None:
    content = b"person;area\na@x.fi;A\nMatti Virtanen;A\n040 123 456;\n"
    assert read_register(content, mark, AREAS, 2013, 2026, is_address).wrong == {Wrong.NO_ADDRESS: [3, 4]}
    assert read_register(content, mark, AREAS, 2013, 2026).wrong == {}


def test_people_are_told_in_the_order_of_the_areas_codes() -> None:
    assert list(read("person;area\na;\nb;B\nc;A\nd;B\n").by_area.items()) == [("A", 1), ("B", 2), (None, 1)]
