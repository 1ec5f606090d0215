"""Loading a layer in the browser without scripts, from the file to use and back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from geoalchemy2.shape import to_shape
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.conftest import SignIn
from tests.geo.files import EAST, WEST, pack, shapefile_parts, square, write_geojson, write_layer
from webapp.areas import upload_routes
from webapp.areas.models import Area, LayerUpload, LayerVersion
from webapp.areas.queries import active_areas
from webapp.audit.models import AuditEvent
from webapp.proposals.models import Proposal

NAMES = {"name-fi": "Alueet", "name-sv": "Områden", "name-en": "Areas"}
FIELDS = {"code": "code", "name_fi": "name"}


@pytest.fixture
def gis(session: Session, sign_in: SignIn) -> FlaskClient:
    """A browser of GIS staff in English."""
    client = sign_in(factories.account(session, "gis", name="Gia Gis"))
    client.set_cookie("language", "en")
    return client


def send(client: FlaskClient, path: Path, level: str = "neighbourhood", **more: str) -> TestResponse:
    with path.open("rb") as file:
        data = {"level": level, "file": (file, path.name), **more}
        return client.post("/staff/areas/new", data=data, content_type="multipart/form-data")


def base(answer: TestResponse) -> str:
    """The address of the upload without its step."""
    assert answer.status_code == 302, answer.text
    return answer.location.rpartition("/")[0]


def load(client: FlaskClient, path: Path, level: str = "neighbourhood", **more: str) -> str:
    """Take a plain layer all the way to a draft; the address of its version."""
    upload = base(send(client, path, level, **more))
    shown = client.get(f"{upload}/place").text
    assert 'name="shown" value="4326"' in shown
    assert client.post(f"{upload}/place", data={"system": "4326", "shown": "4326"}).status_code == 302
    assert client.post(f"{upload}/fields", data=FIELDS).location == f"{upload}/report"
    assert client.get(f"{upload}/report").status_code == 200
    return client.post(f"{upload}/report", data=NAMES).location


def versions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(LayerVersion)) or 0


def test_only_gis_staff_may(client: FlaskClient, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)])
    for other in (sign_in(factories.account(session)), sign_in(factories.account(session, "official"))):
        assert other.get("/staff/areas").status_code == 403
        assert send(other, path).status_code == 403
        for deed in ("activate", "remove"):
            assert other.post(f"/staff/areas/versions/1/{deed}").status_code == 403
    assert client.get("/staff/areas").status_code == 302
    assert send(client, path).status_code == 403
    assert session.scalar(select(func.count()).select_from(LayerUpload)) == 0


def test_before_the_first_layer_the_page_says_how_to_begin(gis: FlaskClient) -> None:
    page = gis.get("/staff/areas").text
    assert "No layers yet" in page
    assert "/staff/areas/new" in page


def test_a_layer_goes_from_the_file_into_use_and_back(
    gis: FlaskClient, session: Session, tmp_path: Path, queries: list[str]
) -> None:
    former = factories.city(session)["A1"].version_id
    owner = factories.round_(session, "proposing")
    proposal = factories.proposal(session, owner, geom=factories.point(28.05, 61.05))
    session.commit()
    path = write_geojson(tmp_path / "uusi.geojson", [square(28.0, 61.0, 0.2), square(28.2, 61.0, 0.2)])
    version = load(gis, path, valid_from="2027-01-01")
    page = gis.get(version).text
    assert all(words in page for words in ("Draft", "uusi.geojson", "Gia Gis", "EPSG:4326", "1 January 2027"))
    assert code_of(session, proposal) == "A1"
    before = gis.get(f"{version}/activate").text
    assert all(words in before for words in ("Goes away", "New", f'name="instead_of" value="{former}"'))
    assert gis.post(f"{version}/activate", data={"instead_of": former}).location == version
    assert code_of(session, proposal) == "1"
    queries.clear()
    listed = gis.get("/staff/areas").text
    assert all(words in listed for words in ("Used earlier", "In use", "Version 2"))
    assert len(queries) <= 5
    number = version.rpartition("/")[2]
    undone = gis.post(f"/staff/areas/versions/{former}/activate", data={"instead_of": number})
    assert undone.status_code == 302
    assert code_of(session, proposal) == "A1"
    deeds = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert deeds == ["load_areas", "activate_areas", "activate_areas"]
    assert session.scalar(select(func.count()).select_from(LayerUpload)) == 0


def code_of(session: Session, proposal: Proposal) -> str | None:
    session.refresh(proposal)
    return session.scalar(select(Area.code).where(Area.id == proposal.neighbourhood_id))


def test_two_activations_at_once_end_in_one(gis: FlaskClient, session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)])
    first, second = load(gis, path), load(gis, path)
    seen = {"instead_of": "0"}
    assert gis.post(f"{first}/activate", data=seen).status_code == 302
    late = gis.post(f"{second}/activate", data=seen)
    assert late.status_code == 409
    assert "Someone has changed this" in late.text
    assert gis.post(f"{first}/activate", data=seen).status_code == 409
    assert gis.post(f"{first}/remove").status_code == 409
    assert gis.post(f"{second}/remove").location == "/staff/areas"
    assert gis.get(second).status_code == 404
    assert versions(session) == 1


def test_an_inferred_system_is_seen_on_the_map_before_it_is_taken(
    gis: FlaskClient, session: Session, tmp_path: Path
) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28_510_000, 6_760_000, 1000)])
    upload = base(send(gis, path))
    page = gis.get(f"{upload}/place").text
    assert "does not say its coordinate system" in page
    assert "EPSG:3882" in page and "<svg" in page and "data-geojson" in page
    unseen = gis.post(f"{upload}/place", data={"system": "3882", "shown": "3067"})
    assert unseen.location == f"{upload}/place"
    assert gis.get(f"{upload}/report").location == f"{upload}/place"
    stored = gis.post(f"{upload}/report", data=NAMES)
    assert stored.status_code == 409 and versions(session) == 0
    assert (
        gis.post(f"{upload}/place", data={"system": "3882", "shown": "3882"}).location == f"{upload}/fields"
    )
    assert gis.post(f"{upload}/fields", data=FIELDS).status_code == 302
    assert gis.post(f"{upload}/report", data=NAMES).status_code == 302
    assert session.scalar(select(LayerVersion.source_crs)) == "EPSG:3882"


def test_a_system_that_cannot_be_is_refused_and_another_is_asked_for(
    gis: FlaskClient, tmp_path: Path
) -> None:
    upload = base(send(gis, write_geojson(tmp_path / "a.geojson", [square(1000, 1000, 10)])))
    first = gis.get(f"{upload}/place")
    assert first.status_code == 400 and "(optional)" not in first.text and "if none above" not in first.text
    assert "run from 1,000 to 1,010, the second ones from 1,000 to 1,010." in first.text
    for wrong in ("999999", "5773", "x"):
        answer = gis.post(f"{upload}/place", data={"epsg": wrong})
        assert answer.status_code == 400 and "error-summary" in answer.text
    assert gis.post(f"{upload}/place", data={"system": "12<b>"}).status_code == 404


def test_one_of_several_layers_is_chosen(gis: FlaskClient, tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST], {"code": ["1"], "name": ["Länsi"]}, layer="länsi")
    write_layer(path, [EAST], {"code": ["2"], "name": ["Itä"]}, layer="itä", append=True)
    upload = base(send(gis, path))
    page = gis.get(f"{upload}/layer").text
    assert "länsi" in page and "itä" in page
    assert gis.post(f"{upload}/layer", data={"layer": "etelä"}).status_code == 400
    assert gis.post(f"{upload}/layer", data={}).status_code == 400
    assert gis.post(f"{upload}/layer", data={"layer": "itä"}).location == f"{upload}/place"
    gis.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
    assert "Itä" in gis.get(f"{upload}/fields").text


def test_the_rows_are_shown_in_the_encoding_that_is_chosen(gis: FlaskClient, tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä"), encoding="ISO-8859-1")
    files = {f"a{suffix}": data for suffix, data in parts.items() if suffix != ".cpg"}
    upload = base(send(gis, pack(tmp_path / "a.zip", files)))
    gis.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
    assert "Länsi" in gis.get(f"{upload}/fields").text
    shown = gis.post(f"{upload}/fields", data={"encoding": "CP1251", "show": "1"})
    assert shown.location == f"{upload}/fields"
    assert "Länsi" not in gis.get(f"{upload}/fields").text
    assert gis.post(f"{upload}/fields", data={"encoding": "klingon", "show": "1"}).status_code == 400


def test_fields_that_cannot_name_areas_are_told(gis: FlaskClient, tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], {"code": ["1", "2"], "name": ["Länsi", ""]})
    upload = base(send(gis, path))
    gis.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
    missing = gis.post(f"{upload}/fields", data=FIELDS)
    assert missing.status_code == 400 and "no name" in missing.text
    unknown = gis.post(f"{upload}/fields", data={"code": "nix", "name_fi": "name"})
    assert unknown.status_code == 400 and "has no field nix" in unknown.text


def test_large_overlaps_wait_for_a_decision(gis: FlaskClient, session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0), square(28.05, 61.0)])
    upload = base(send(gis, path))
    gis.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
    gis.post(f"{upload}/fields", data=FIELDS)
    report = gis.get(f"{upload}/report").text
    assert "1 large overlap" in report and "data-box" in report
    undecided = gis.post(f"{upload}/report", data=NAMES)
    assert undecided.status_code == 400 and versions(session) == 0
    assert gis.post(f"{upload}/report", data={**NAMES, "overlaps": "nix"}).status_code == 400
    shown = gis.post(f"{upload}/report", data={**NAMES, "overlaps": "smaller"})
    assert shown.status_code == 200 and versions(session) == 0
    assert "The smaller area gets it." in shown.text and "Areas whose size changed" in shown.text
    assert 'name="shown" type="hidden" value="smaller"' in shown.text
    another = gis.post(f"{upload}/report", data={**NAMES, "overlaps": "larger", "shown": "smaller"})
    assert another.status_code == 200 and versions(session) == 0 and 'value="larger"' in another.text
    stored = gis.post(f"{upload}/report", data={**NAMES, "overlaps": "smaller", "shown": "smaller"})
    assert stored.status_code == 302 and versions(session) == 1
    one, other = session.scalars(select(Area.geom)).all()
    assert to_shape(one).intersection(to_shape(other)).area < 1e-9


def test_the_files_of_others_are_out_of_reach(
    gis: FlaskClient, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    upload = base(send(gis, write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)])))
    colleague = sign_in(factories.account(session, "gis"))
    for step in ("layer", "place", "fields", "report"):
        assert colleague.get(f"{upload}/{step}").status_code == 404
    assert colleague.post(f"{upload}/drop").status_code == 404
    assert gis.post(f"{upload}/drop").location == "/staff/areas"
    assert gis.get(f"{upload}/place").status_code == 404


VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", VRT.encode(), "Save the layer as a GeoPackage"),
        ("a.zip", b"<!DOCTYPE html><html>404</html>", "Save the layer as a GeoPackage"),
        ("a.zip", b"PK\x03\x04 and then nothing", "Pack it again"),
        ("a.gpkg", b"SQLite format 3\x00 and then nothing", "Export the layer again"),
        ("a.shp", b"\x00\x00\x27\x0a" + bytes(100), "pack .shp, .shx, .dbf and .prj"),
        ("a.geojson", b"", "The file is empty"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "has no shapes"),
    ],
)
def test_a_broken_file_ends_in_a_sentence_and_changes_nothing(
    gis: FlaskClient, session: Session, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answer = send(gis, path)
    assert answer.status_code == 400
    assert words in answer.text and "error-summary" in answer.text
    assert session.scalar(select(func.count()).select_from(LayerUpload)) == 0
    assert versions(session) == 0


def test_a_wrong_coordinate_tells_its_row(gis: FlaskClient, tmp_path: Path) -> None:
    shapes = [
        square(28.0, 61.0),
        {"type": "Polygon", "coordinates": [[[28, "x"], [1, 2], [3, 4], [28, "x"]]]},
    ]
    answer = send(gis, write_geojson(tmp_path / "a.geojson", shapes))
    assert answer.status_code == 400 and "It is row 2 of the file." in answer.text


def test_what_is_not_filled_in_is_told(gis: FlaskClient) -> None:
    answer = gis.post("/staff/areas/new", data={"valid_from": "tomorrow"})
    assert answer.status_code == 400
    for words in (
        "Choose a file.",
        "Write a day between 1900 and 2200.",
        "Choose what the layer divides the city into.",
    ):
        assert answer.text.count(words) == 2, "said in the summary and at the field"


def test_too_large_a_file_is_refused_while_it_comes_in(
    gis: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_routes, "MAX_UPLOAD_BYTES", 100)
    monkeypatch.setattr(upload_routes, "FORM_BYTES", 100)
    answer = send(gis, write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)]))
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_the_version_can_be_fetched_for_qgis(gis: FlaskClient, session: Session, tmp_path: Path) -> None:
    version = load(gis, write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)]))
    answer = gis.get(f"{version}.geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.json is not None and answer.json["features"][0]["properties"]["code"] == "1"
    assert active_areas(session, "neighbourhood") == []
