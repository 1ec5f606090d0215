"""The national file of building addresses becomes the search's addresses. The lines here are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2 import WKTElement
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.areas.addresses import Address, read_addresses
from webapp.areas.models import Place
from webapp.audit.models import AuditEvent
from webapp.errors import Refusal, RefusalCode


def line(street: str = "Mallikatu", sv: str = "Modellgatan", number: str = "4", **more: str) -> str:
    values = {"kunta": "405", "n": "6769864", "e": "564166", "postcode": "53100", **more}
    where = f"{values['kunta']};09;1;{values['n']};{values['e']};1"
    return f"100000001A;{where};{street};{sv};{number};{values['postcode']};001;Alue;;405-1-1-1;2026-08-14"


def read(*lines: str, municipality: str = "405") -> tuple[list[Address], list[int]]:
    left_out: list[int] = []
    return list(read_addresses(lines, municipality, left_out)), left_out


def refusal(*lines: str) -> Refusal:
    with pytest.raises(Refusal) as error:
        read(*lines)
    return error.value


def test_a_line_is_a_street_with_its_number_in_both_languages() -> None:
    (address,), _left_out = read(line())
    assert address.name == {"fi": "Mallikatu 4", "sv": "Modellgatan 4"}
    assert (address.northing, address.easting, address.postcode) == (6769864, 564166, "53100")


def test_each_address_comes_once_and_only_from_the_one_municipality() -> None:
    lines = [line(), line(), line(number="6"), line(kunta="091"), line(street="", sv=""), "", line(sv="")]
    found, left_out = read(*lines)
    assert ([str(one.name) for one in found], left_out) == (["Mallikatu 4", "Mallikatu 6"], [])
    assert [str(one.name) for one in read(line(kunta="5"), municipality="005")[0]] == ["Mallikatu 4"]


def test_a_line_of_another_form_is_told_by_its_number() -> None:
    refused = refusal(line(), "a;b")
    assert (refused.code, refused.details) == (RefusalCode.ADDRESS_LINE_WRONG, {"line": 2})


NOWHERE = {
    "none": {"n": "", "e": ""},
    "words": {"n": "x"},
    "swapped": {"n": "564166", "e": "6769864"},
    "no number": {"e": "nan"},
}


@pytest.mark.parametrize("where", NOWHERE.values(), ids=NOWHERE)
def test_a_building_without_a_place_is_left_out_and_the_rest_is_read(where: dict[str, str]) -> None:
    found, left_out = read(line(number="2"), line(**where), line(number="6"), line(kunta="091", **where))
    assert ([str(one.name) for one in found], left_out) == (["Mallikatu 2", "Mallikatu 6"], [2])


def test_a_file_with_fewer_places_than_not_is_another_file() -> None:
    lines = [line(number=str(number), n="564166", e="6769864") for number in range(3)]
    refused = refusal(line(number="9"), *lines)
    assert (refused.code, refused.details) == (RefusalCode.ADDRESS_LINE_WRONG, {"line": 2})


def test_the_command_says_how_many_were_left_out_and_the_first_of_them(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "osoitteet.OPT"
    good = [line(number=str(number)) for number in range(8)]
    path.write_text(
        "\n".join([*good, *(line(number=f"9{number}", n="") for number in range(6))]), "iso-8859-1"
    )
    said = "8 addresses of municipality 405.\nLeft out, as their coordinates are missing or wrong: 6 (lines 9, 10, 11, 12, 13, ...).\n"
    assert run(app, path) == (0, said)
    assert session.scalar(select(func.count()).select_from(Place)) == 8


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["areas", "addresses", *(str(one) for one in arguments)])
    return result.exit_code, result.output


def test_the_search_has_the_file_s_addresses_and_keeps_its_named_places(
    app: Flask, session: Session, client: FlaskClient, tmp_path: Path
) -> None:
    for kind, name in (("address", "Vanhatie 1"), ("park", "Keskuspuisto")):
        point = WKTElement("POINT(28.2 61.06)", 4326)
        session.add(Place(kind=kind, name={"fi": name}, search=name.lower(), geom=point))
    session.commit()
    path = tmp_path / "osoitteet.OPT"
    path.write_text("\n".join([line(street="Hätätie"), line(number="6")]), "iso-8859-1")
    assert run(app, path) == (0, "2 addresses of municipality 405.\n")
    names = session.scalars(select(Place.name).order_by(Place.id)).all()
    assert [str(name) for name in names] == ["Keskuspuisto", "Hätätie 4", "Mallikatu 6"]
    (found, *_rest) = (
        client.get("/places?q=hatatie 4").get_json() + client.get("/places?q=hätätie").get_json()
    )
    assert (
        found["name"] == "Hätätie 4" and abs(found["lon"] - 28.19) < 0.02 and abs(found["lat"] - 61.06) < 0.02
    )
    assert client.get("/places?q=modelgatan 6").get_json()[0]["name"] == "Mallikatu 6"
    near = client.get(f"/areas/at?lon={found['lon']}&lat={found['lat']}").get_json()
    assert near["nearest"] in ("Hätätie 4", "Mallikatu 6")
    assert session.scalar(select(AuditEvent.action)) == "load_addresses"


def test_a_wrong_file_changes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    session.add(
        Place(
            kind="address",
            name={"fi": "Vanhatie 1"},
            search="vanhatie 1",
            geom=WKTElement("POINT(28 61)", 4326),
        )
    )
    session.commit()
    path = tmp_path / "osoitteet.OPT"
    for content in (line() + "\na;b", line(kunta="091"), ""):
        path.write_text(content, "iso-8859-1")
        assert run(app, path)[0] == 1
    assert run(app, path, "--encoding", "klingon")[0] == 1
    session.rollback()
    assert [str(name) for name in session.scalars(select(Place.name))] == ["Vanhatie 1"]
