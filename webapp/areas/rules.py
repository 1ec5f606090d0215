"""Rules of boundary layers without a database: which field is which, what a row must have, how a place is
spelt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from webapp.errors import Refusal, RefusalCode
from webapp.texts import Texts

MAX_NAME = 200
MAX_CODE = 40
MAX_POPULATION = 100_000_000
SHOWN_ROWS = 5
SHORTEST_SEARCH = 2

USUAL_NAMES: Mapping[str, str] = {
    "code": "code koodi tunnus kokotunnus kokotun natcode postinumeroalue postinro posti_alue aluetunnus nro id",
    "name_fi": "name_fi nimi_fi namefin nimi name_finnish name nimi_iso alue",
    "name_sv": "name_sv nimi_sv nimi_se nameswe namn namn_sv",
    "name_en": "name_en nimi_en nameeng",
    "parent": "parent parent_code suuralue suurpiiri suur ylempi",
    "population": "population asukkaita asukasluku vaesto he_vakiy vakiluku pop",
}
"""Names that Finnish offices give to fields, the likeliest first."""
CODE_DIGITS: Mapping[str, int] = {"natcode": 3, "kunta": 3, "kuntanro": 3}
"""Codes of so many digits that files often hold as numbers, without their zeros in front."""


@dataclass(frozen=True)
class FieldMapping:
    """Which field of the file holds what; None where none does. `code_digits` fills codes up with zeros in
    front.
    """

    code: str
    name_fi: str
    name_sv: str | None = None
    name_en: str | None = None
    parent: str | None = None
    population: str | None = None
    code_digits: int = 0


@dataclass(frozen=True)
class AreaFacts:
    """What a row says about its area."""

    code: str
    name: Texts
    parent_code: str | None = None
    population: int | None = None


def guess_mapping(fields: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> FieldMapping:
    """The likeliest meaning of the fields, for a person to confirm; the first field where nothing is
    likely. A field that is the same in all rows does not say in which area each lies.
    """
    by_name = {field.casefold(): field for field in fields}
    found = {
        part: next((by_name[name] for name in names.split() if name in by_name), None)
        for part, names in USUAL_NAMES.items()
    }
    first = fields[0]
    name = found["name_fi"] or found["name_sv"] or found["code"] or first
    code = found["code"] or name
    parent = found["parent"]
    tells = parent is not None and len({row.get(parent) for row in rows}) > 1
    return FieldMapping(
        code=code,
        name_fi=name,
        name_sv=found["name_sv"],
        name_en=found["name_en"],
        parent=parent if tells else None,
        population=found["population"],
        code_digits=CODE_DIGITS.get(code.casefold(), 0),
    )


def mapping_with(
    fields: Sequence[str], rows: Sequence[Mapping[str, Any]], named: Mapping[str, Any]
) -> FieldMapping:
    """The likeliest meaning of the fields, but for the parts that a person has named."""
    digits = CODE_DIGITS.get(str(named["code"]).casefold(), 0) if "code" in named else None
    known = named if digits is None else {"code_digits": digits, **named}
    return replace(guess_mapping(fields, rows), **known)


def check_mapping(mapping: FieldMapping, fields: Sequence[str]) -> None:
    """Refuse a mapping that names a field that is not there: Refusal(AREA_FIELD_UNKNOWN)."""
    named = (
        mapping.code,
        mapping.name_fi,
        mapping.name_sv,
        mapping.name_en,
        mapping.parent,
        mapping.population,
    )
    for field in named:
        if field is not None and field not in fields:
            raise Refusal(RefusalCode.AREA_FIELD_UNKNOWN, field=field[:40], fields=", ".join(fields)[:300])


def read_rows(rows: Sequence[Mapping[str, Any]], mapping: FieldMapping) -> list[AreaFacts]:
    """What each row says.

    Raises Refusal: AREA_CODE_MISSING, AREA_CODE_LONG, AREA_NAME_MISSING, AREA_NAME_LONG, AREA_POPULATION_WRONG,
    with the field and the numbers of the first such rows.
    """
    codes = [_code(row.get(mapping.code), mapping.code_digits) for row in rows]
    names = [_names(row, mapping) for row in rows]
    refuse = partial(_refuse_rows, list(rows[0]) if rows else [])
    populations = [_population(row.get(mapping.population)) if mapping.population else None for row in rows]
    refuse(RefusalCode.AREA_CODE_MISSING, mapping.code, [not code for code in codes])
    refuse(RefusalCode.AREA_CODE_LONG, mapping.code, [len(code) > MAX_CODE for code in codes])
    refuse(RefusalCode.AREA_NAME_MISSING, mapping.name_fi, [not str(name) for name in names])
    refuse(RefusalCode.AREA_NAME_LONG, mapping.name_fi, [max(map(len, n.values())) > MAX_NAME for n in names])
    refuse(RefusalCode.AREA_POPULATION_WRONG, mapping.population, [people == -1 for people in populations])
    parents = [_code(row.get(mapping.parent), 0) if mapping.parent else "" for row in rows]
    return [
        AreaFacts(code, name, parent[:MAX_CODE] or None, people)
        for code, name, parent, people in zip(codes, names, parents, populations, strict=True)
    ]


def repeated_codes(facts: Sequence[AreaFacts]) -> dict[str, int]:
    """Codes that several rows have, with how many: such rows become one area in several parts."""
    counted = Counter(fact.code for fact in facts)
    return {code: rows for code, rows in counted.items() if rows > 1}


def search_text(name: Mapping[str, str]) -> str:
    """What the search for places looks through: the names in every language, in small letters."""
    return " ".join(dict.fromkeys(_plain(text) for text in name.values() if text))


def wanted_text(text: str) -> str:
    """What a person typed, spelt as `search_text` spells; empty when it is too short to look for."""
    plain = _plain(text)[:100]
    return plain if len(plain) >= SHORTEST_SEARCH else ""


def _plain(text: str) -> str:
    return re.sub(r"[\s,.;:/()]+", " ", text.replace("\x00", "")).strip().casefold()


def _refuse_rows(fields: list[str], code: RefusalCode, field: str | None, are_wrong: list[bool]) -> None:
    wrong = [number for number, is_wrong in enumerate(are_wrong, start=1) if is_wrong]
    if wrong:
        shown = ", ".join(str(number) for number in wrong[:SHOWN_ROWS])
        rows = shown + (" …" if len(wrong) > SHOWN_ROWS else "")
        raise Refusal(code, field=field, fields=", ".join(fields)[:300], rows=rows)


def _code(value: object, digits: int) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None or isinstance(value, bool) else _clean(str(value))
    return text.zfill(digits) if digits and text.isdigit() else text


def _names(row: Mapping[str, Any], mapping: FieldMapping) -> Texts:
    fields = {"fi": mapping.name_fi, "sv": mapping.name_sv, "en": mapping.name_en}
    texts = {
        language: _clean(str(row[field]))
        for language, field in fields.items()
        if field and row.get(field) is not None
    }
    return Texts({language: text for language, text in texts.items() if text})


def _clean(text: str) -> str:
    """One line without signs that no name has; a lone surrogate cannot be stored."""
    if text.isprintable() and text.isascii():
        return " ".join(text.split())
    kept = text.encode("utf-8", "ignore").decode()
    return " ".join("".join(letter for letter in kept if letter.isprintable() or letter.isspace()).split())


def _population(value: object) -> int | None:
    """A whole number, None where the file has none, -1 for what cannot be a number of people."""
    if value is None or value == "":
        return None
    try:
        people = float(str(value).replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        return -1
    return int(people) if 0 <= people <= MAX_POPULATION and people.is_integer() else -1
