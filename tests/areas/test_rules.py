from __future__ import annotations

import pytest

from webapp.areas import rules
from webapp.errors import Refusal, RefusalCode

MAPPING = rules.FieldMapping(code="koodi", name_fi="nimi", population="asukkaita")


def test_the_usual_names_of_fields_are_guessed() -> None:
    guessed = rules.guess_mapping(["GML_ID", "NATCODE", "NAMEFIN", "NAMESWE"], [])
    assert (guessed.code, guessed.name_fi, guessed.name_sv) == ("NATCODE", "NAMEFIN", "NAMESWE")
    assert rules.guess_mapping(["foo", "bar"], []).code == "foo"


def test_a_field_is_the_area_above_only_where_it_tells_areas_apart() -> None:
    rows = [{"koodi": "1", "suuralue": "A", "kunta": "405"}, {"koodi": "2", "suuralue": "B", "kunta": "405"}]
    fields = list(rows[0])
    assert rules.guess_mapping(fields, rows).parent == "suuralue"
    assert rules.guess_mapping(fields, [{**row, "suuralue": "405"} for row in rows]).parent is None
    assert rules.guess_mapping(["koodi", "kunta"], rows).parent is None


def test_codes_are_text_and_can_be_filled_up_with_zeros() -> None:
    mapping = rules.FieldMapping(code="natcode", name_fi="nimi", code_digits=3)
    (facts,) = rules.read_rows([{"natcode": 5, "nimi": "Alajärvi"}], mapping)
    assert facts.code == "005"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"koodi": None, "nimi": "a", "asukkaita": 1}, RefusalCode.AREA_CODE_MISSING),
        ({"koodi": "k" * 41, "nimi": "a", "asukkaita": 1}, RefusalCode.AREA_CODE_LONG),
        ({"koodi": "1", "nimi": " \u0000 ", "asukkaita": 1}, RefusalCode.AREA_NAME_MISSING),
        ({"koodi": "1", "nimi": "n" * 201, "asukkaita": 1}, RefusalCode.AREA_NAME_LONG),
        ({"koodi": "1", "nimi": "a", "asukkaita": -3}, RefusalCode.AREA_POPULATION_WRONG),
        ({"koodi": "1", "nimi": "a", "asukkaita": "paljon"}, RefusalCode.AREA_POPULATION_WRONG),
        ({"koodi": "1", "nimi": "a", "asukkaita": 1.5}, RefusalCode.AREA_POPULATION_WRONG),
    ],
)
def test_a_row_that_cannot_be_an_area_is_refused_by_its_number(
    row: dict[str, object], code: RefusalCode
) -> None:
    with pytest.raises(Refusal) as refusal:
        rules.read_rows([{"koodi": "0", "nimi": "hyvä", "asukkaita": None}, row], MAPPING)
    assert (refusal.value.code, refusal.value.details["rows"]) == (code, "2")


def test_a_part_that_a_person_names_is_not_guessed() -> None:
    fields = ["koodi", "nimi", "natcode"]
    assert rules.mapping_with(fields, [], {}) == rules.guess_mapping(fields, [])
    named = rules.mapping_with(fields, [], {"code": "natcode", "name_sv": "nimi"})
    assert (named.code, named.code_digits, named.name_fi, named.name_sv) == ("natcode", 3, "nimi", "nimi")
    assert rules.mapping_with(fields, [], {"code": "natcode", "code_digits": 0}).code_digits == 0


def test_an_unknown_population_is_unknown_and_not_nought() -> None:
    (facts,) = rules.read_rows([{"koodi": "1", "nimi": "a", "asukkaita": None}], MAPPING)
    assert facts.population is None


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        rules.check_mapping(MAPPING, ["koodi", "nimi"])
    assert refusal.value.code is RefusalCode.AREA_FIELD_UNKNOWN
