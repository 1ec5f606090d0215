"""Real boundary files, where the folder with them is there: each ends alike by command and in the browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests import factories
from tests.conftest import SignIn
from tests.geo.test_real_layers import FOLDERS, READ, REFUSED, found, name_of
from webapp.areas.models import Area, LayerUpload, LayerVersion
from webapp.areas.queries import areas_of_version
from webapp.areas.words import words_for

MERGED_AWAY = {"099", "164", "174", "283", "319", "413", "442", "476", "532", "838", "911"}
"""Municipalities of 2013 that were parts of others in 2023."""

ODD: dict[str, dict[str, object]] = {
    "08_helsinki_major_districts_2021.gpkg": {
        "is_clean_before": False,
        "slivers": {"overlaps": 7, "overlap_m2": 9.6, "gaps": 41, "gap_m2": 3.3, "are_closed": True},
    },
    "13_capital_region_major_areas_z.kml": {
        "is_clean_before": False,
        "repair_count": 1,
        "findings": ["heights_dropped"],
    },
    "15_helsinki_border_3067_shp.zip": {"encoding": "ISO-8859-1"},
    "16_helsinki_population_grid_gk25_customcrs_shp.zip": {
        "findings": ["crs_without_number"],
        "hole_count": 128,
    },
    "D1_lappeenranta_postal_areas_3882.gpkg": {"layers": ["postialueet", "kuntaraja"]},
    "D2_lappeenranta_gk28_noprj_nocpg_latin1_shp.zip": {
        "encoding": "CP1252",
        "findings": ["encoding_guessed"],
    },
}
"""What the report says of a file that is odd in a way that its README tells."""


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["areas", *(str(argument) for argument in arguments)])
    return result.exit_code, result.output


def post(client: FlaskClient, path: Path) -> TestResponse:
    with path.open("rb") as file:
        boundary, body = encode_multipart({"level": "district", "file": FileStorage(file, path.name)})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/staff/areas/new", data=body, content_type=kind)


def send(client: FlaskClient, path: Path) -> str:
    """Send the file and, if it has several layers, choose the first; the address of its steps."""
    answer = post(client, path)
    assert answer.status_code == 302, answer.text
    upload, _slash, step = answer.location.rpartition("/")
    if step == "layer":
        first = client.get(answer.location).text.split('name="layer" value="', 1)[1].split('"', 1)[0]
        assert client.post(answer.location, data={"layer": first}).location == f"{upload}/place"
    return upload


if FOLDERS:

    @pytest.fixture
    def gis(session: Session, sign_in: SignIn) -> FlaskClient:
        client = sign_in(factories.account(session, "gis"))
        client.set_cookie("language", "en")
        return client

    @pytest.mark.parametrize("path", found(READ), ids=name_of)
    def test_a_real_file_becomes_a_draft_in_the_browser(
        gis: FlaskClient, session: Session, path: Path
    ) -> None:
        rows, epsg, choices = READ[path.name]
        upload = send(gis, path)
        page = gis.get(f"{upload}/place").text
        assert f'name="shown" value="{epsg}"' in page
        assert ("does not say its coordinate system" in page) == (choices.epsg is not None)
        place = {"system": str(epsg), "shown": str(epsg)}
        assert gis.post(f"{upload}/place", data=place).location == f"{upload}/fields"
        fields = likeliest(gis.get(f"{upload}/fields").text)
        assert gis.post(f"{upload}/fields", data=fields).location == f"{upload}/report"
        assert gis.get(f"{upload}/report").status_code == 200
        stored = gis.post(f"{upload}/report", data={"name-fi": "Alueet"})
        assert stored.status_code == 302, stored.text
        assert gis.get(stored.location).status_code == 200
        assert session.scalar(select(LayerVersion.source_crs)) == f"EPSG:{epsg}"
        assert session.scalar(select(func.count()).select_from(Area)) == rows

    @pytest.mark.parametrize("path", found(REFUSED), ids=name_of)
    def test_a_real_file_that_is_no_division_is_refused_in_the_browser(
        gis: FlaskClient, session: Session, path: Path
    ) -> None:
        answer = post(gis, path)
        if answer.status_code == 302:
            answer = gis.get(answer.location)
        else:
            assert session.scalar(select(func.count()).select_from(LayerUpload)) == 0
        assert answer.status_code == 400
        assert words_for(REFUSED[path.relative_to(FOLDERS[0]).as_posix()]) in answer.text
        assert session.scalar(select(func.count()).select_from(LayerVersion)) == 0

    @pytest.mark.parametrize("path", found(READ), ids=name_of)
    def test_a_real_file_ends_alike_by_command(app: Flask, session: Session, path: Path) -> None:
        rows, epsg, choices = READ[path.name]
        status, said = run(app, "check", path, "--json")
        report = json.loads(said)
        needed = (("--crs", epsg) if choices.epsg else ()) + (
            ("--layer", report["layer"]) if len(report["layers"]) > 1 else ()
        )
        assert (status, report["refusal"] is None) == ((1, False) if needed else (0, True)), said
        assert (report["rows"], report["crs"]["epsg"], report["is_clean"]) == (rows, epsg, True)
        report["findings"] = [finding["code"] for finding in report["findings"]]
        odd = {"is_clean_before": True, "repair_count": 0, "findings": [], **ODD.get(path.name, {})}
        assert {key: report[key] for key in odd} == odd
        if needed:
            assert str(needed[0]) in run(app, "load", path, "--level", "district")[1]
        if "municipalities" in path.name:
            return  # both are loaded below, one after the other
        assert run(app, "load", path, "--level", "district", *needed)[0] == 0
        stored = select(LayerVersion.source_crs, func.count()).join(Area).group_by(LayerVersion.id)
        assert session.execute(stored).all() == [(f"EPSG:{epsg}", rows)]

    @pytest.mark.parametrize("path", found(REFUSED), ids=name_of)
    def test_a_real_file_that_is_no_division_is_refused_by_command(
        app: Flask, session: Session, path: Path
    ) -> None:
        code = REFUSED[path.relative_to(FOLDERS[0]).as_posix()]
        status, said = run(app, "check", path, "--json")
        assert (status, json.loads(said)["error"]) == (1, code.value)
        status, said = run(app, "load", path, "--level", "district")
        assert status == 1 and words_for(code) in said
        assert session.scalar(select(func.count()).select_from(LayerVersion)) == 0

    def likeliest(page: str) -> dict[str, str]:
        """What the page has chosen beforehand."""
        chosen = {}
        for part in page.split("<select")[1:]:
            name = part.split('name="', 1)[1].split('"', 1)[0]
            if " selected" in (options := part.split("</select>", 1)[0]):
                chosen[name] = options.split('selected value="', 1)[1].split('"', 1)[0]
        return chosen

    @pytest.mark.parametrize(
        ("before", "after"), [tuple(found(sorted(name for name in READ if "municipalities" in name)))]
    )
    def test_municipalities_of_ten_years_are_two_versions(
        app: Flask, session: Session, before: Path, after: Path
    ) -> None:
        for path, day in ((before, "2013-01-01"), (after, "2023-01-01")):
            options = ("--level", "district", "--valid-from", day, "--activate")
            status, said = run(app, "load", path, *options)
            assert status == 0, said
        states = session.execute(
            select(LayerVersion.state, LayerVersion.valid_from).order_by(LayerVersion.id)
        )
        assert [(state, str(day)) for state, day in states] == [
            ("retired", "2013-01-01"),
            ("active", "2023-01-01"),
        ]
        first, second = session.scalars(select(LayerVersion.id).order_by(LayerVersion.id))
        old, new = ({row.code for row in areas_of_version(session, version)} for version in (first, second))
        assert old - new == MERGED_AWAY
        assert new - old == set()
