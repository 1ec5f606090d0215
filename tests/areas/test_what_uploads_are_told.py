"""What GIS staff are told about a file that is not what they meant to send."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from geoalchemy2.shape import to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from geo import sandbox
from tests import factories
from tests.areas.test_staff_routes import FIELDS, NAMES, base, load, send
from tests.conftest import SignIn
from tests.geo.files import EAST, WEST, pack, square, write_geojson, write_layer
from webapp.areas.models import Area


@pytest.fixture
def gis(session: Session, sign_in: SignIn) -> FlaskClient:
    client = sign_in(factories.account(session, "gis"))
    client.set_cookie("language", "en")
    return client


def test_where_the_reader_cannot_be_locked_in_whoever_runs_the_service_reads_why(
    gis: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = "import geo.seccomp; geo.seccomp.FORBIDDEN.clear(); confine()"
    monkeypatch.setattr(sandbox, "SHUT_IN", sandbox.SHUT_IN.replace("confine()", unknown))
    with capture_logs() as logged:
        refused = send(gis, write_layer(tmp_path / "areas.gpkg", [WEST], {"code": ["A"]}))
    assert refused.status_code == 503 and "error-summary" in refused.text
    (line,) = (one for one in logged if one["event"] == "reader of files not confined")
    assert line["log_level"] == "error" and "not known" in line["reason"]


def test_a_layer_of_another_city_is_told_at_every_step(
    gis: FlaskClient, session: Session, tmp_path: Path
) -> None:
    factories.city(session)
    session.commit()
    helsinki = write_geojson(tmp_path / "helsinki.geojson", [square(24.9, 60.1)])
    for level in ("city", "district"):
        upload = base(send(gis, helsinki, level=level))
        assert "Nothing in the file lies in the city" in gis.get(f"{upload}/place").text
        gis.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
        gis.post(f"{upload}/fields", data=FIELDS)
        report = gis.get(f"{upload}/report").text
        assert "Nothing in the file lies in the city" in report and "divide the ground cleanly" not in report
        stored = gis.post(f"{upload}/report", data=NAMES).location
        assert "Nothing in the file lies in the city" in gis.get(stored).text
    own = base(send(gis, write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])))
    assert "Nothing in the file lies in the city" not in gis.get(f"{own}/place").text


def test_what_does_not_belong_in_a_zip_is_named(gis: FlaskClient, tmp_path: Path) -> None:
    refused = send(gis, pack(tmp_path / "a.zip", {"alueet/muut.zip": b"PK"}))
    assert refused.status_code == 400 and "It is alueet/muut.zip in the zip." in refused.text


def test_a_file_on_its_way_is_found_again_and_goes_on_where_it_was(
    gis: FlaskClient, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    upload = base(send(gis, write_geojson(tmp_path / "alueet.geojson", [square(28.1, 61.0)])))
    other = sign_in(factories.account(session, "gis"))
    for page, is_there in ((gis.get("/staff/areas").text, True), (other.get("/staff/areas").text, False)):
        assert (f'href="{upload}/report"' in page, "alueet.geojson" in page) == (is_there, is_there)
    assert gis.get(f"{upload}/report").location == f"{upload}/place"
    gis.post(f"{upload}/drop")
    assert "alueet.geojson" not in gis.get("/staff/areas").text


def test_no_layer_of_several_is_shown_before_one_is_chosen(gis: FlaskClient, tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST], {"koodi": ["1"]}, layer="alueet")
    write_layer(path, [EAST], {"koodi": ["2"]}, layer="muut", append=True)
    upload = base(send(gis, path))
    assert gis.get(f"{upload}/place").location == f"{upload}/layer"


def test_taking_a_division_into_use_before_its_day_is_remarked_on(
    gis: FlaskClient, session: Session, tmp_path: Path
) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])
    early, late = (load(gis, path, valid_from=day) for day in ("2199-01-01", "2020-01-01"))
    assert "The division holds from 1 January 2199" in gis.get(f"{early}/activate").text
    assert "The division holds from" not in gis.get(f"{late}/activate").text


def test_a_version_in_use_offers_the_one_before_it_and_that_the_one_after(
    gis: FlaskClient, session: Session, tmp_path: Path
) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])
    first, second, third = (load(gis, path) for _time in range(3))
    seen = "0"
    for version, before, words in (
        (first, None, ""),
        (second, first, "1"),
        (third, second, "2"),
        (second, third, "3"),
    ):
        assert gis.post(f"{version}/activate", data={"instead_of": seen}).location == version
        seen, page = version.rpartition("/")[2], gis.get(version).text
        assert (f"Go back to version {words}" in page) == (before is not None)
        assert before is None or f'href="{before}/activate"' in page


def test_going_back_to_a_file_that_is_stored_leads_to_the_layers(
    gis: FlaskClient, session: Session, tmp_path: Path
) -> None:
    upload = base(send(gis, write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])))
    gis.post(f"{upload}/drop")
    gone = gis.get(f"{upload}/report")
    assert gone.status_code == 404 and "stored as a draft" in gone.text and 'href="/staff/areas"' in gone.text


def test_a_version_that_another_follows_has_a_last_day(gis: FlaskClient, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)])
    first, second = (load(gis, path, valid_from=day) for day in ("2020-01-01", "2026-06-01"))
    instead_of = "0"
    for version in (first, second):
        gis.post(f"{version}/activate", data={"instead_of": instead_of})
        assert "Last day" not in gis.get(version).text
        instead_of = version.rpartition("/")[2]
    for page in (gis.get(first).text, gis.get("/staff/areas").text):
        assert "Last day" in page and "31 May 2026" in page
    days = [gis.get(f"{version}.geojson").get_json()["last_day"] for version in (first, second)]
    assert days == ["2026-05-31", None]
    gis.post(f"{first}/activate", data={"instead_of": instead_of})
    assert "Last day" not in gis.get(first).text


def test_degrees_outside_finland_are_offered_both_ways_round_and_turned_only_by_choice(
    gis: FlaskClient, session: Session, tmp_path: Path
) -> None:
    factories.layer(session, "city", {"1480": factories.box(11.8, 57.5, 12.1, 57.8)})
    session.commit()
    turned = base(send(gis, write_geojson(tmp_path / "a.geojson", [square(57.6, 11.9)])))
    page = gis.get(f"{turned}/place").text
    assert "with the axes the other way round it does" in page and 'name="shown" value="4326"' in page
    assert 'value="4326"' in page and 'value="4326-swapped"' in page and "north before east" in page
    again = gis.post(f"{turned}/place", data={"system": "4326-swapped", "shown": "4326"})
    assert again.location == f"{turned}/place"
    page = gis.get(f"{turned}/place").text
    assert 'name="shown" value="4326-swapped"' in page and "the other way round it does" not in page
    on = gis.post(f"{turned}/place", data={"system": "4326-swapped", "shown": "4326-swapped"})
    assert on.location == f"{turned}/fields"
    gis.post(f"{turned}/fields", data=FIELDS)
    version = gis.post(f"{turned}/report", data=NAMES).location
    stored = session.scalars(
        select(Area.geom).where(Area.version_id == int(version.rpartition("/")[2]))
    ).one()
    assert to_shape(stored).bounds[:2] == (11.9, 57.6)


def test_degrees_in_finland_tell_by_themselves_which_comes_first(gis: FlaskClient, tmp_path: Path) -> None:
    page = gis.get(
        f"{base(send(gis, write_geojson(tmp_path / 'a.geojson', [square(28.1, 61.05)])))}/place"
    ).text
    assert 'value="4326-swapped"' not in page
