"""What GIS staff are told about a file that is not what they meant to send."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.areas.test_staff_routes import FIELDS, NAMES, base, send
from tests.conftest import SignIn
from tests.geo.files import pack, square, write_geojson


@pytest.fixture
def gis(session: Session, sign_in: SignIn) -> FlaskClient:
    client = sign_in(factories.account(session, "gis"))
    client.set_cookie("language", "en")
    return client


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
