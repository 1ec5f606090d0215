"""Files that try to make the reader do something else than read a layer (T11)."""

import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import archive, sandbox
from geo.errors import GeometryCode, GeometryError
from geo.layer import Format
from geo.reader import read_layer
from tests.geo.files import EAST, WEST, pack, shapefile_parts, square, write_geojson, write_layer

SECRET = "not for the reader"


class Listener:
    """A socket on the loopback that remembers whether anybody came."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.visits = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/"

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self.socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(timeout=5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    opened = Listener()
    yield opened
    opened.close()


def refusal(path: Path) -> GeometryCode:
    with pytest.raises(GeometryError) as error:
        read_layer(path)
    assert SECRET not in str(error.value)
    return error.value.code


def vrt(source: str) -> str:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="a">'
        f'<SrcDataSource relativeToVRT="0">{source}</SrcDataSource><SrcLayer>a</SrcLayer>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def test_a_vrt_under_another_name_opens_neither_a_file_nor_a_socket(
    tmp_path: Path, listener: Listener
) -> None:
    secret = tmp_path / "a.csv"
    secret.write_text(f"name\n{SECRET}\n")
    for source in (str(secret), listener.address, f"/vsicurl/{listener.address}a.geojson"):
        for suffix in ("geojson", "json", "kml", "gml", "gpkg"):
            path = tmp_path / f"x.{suffix}"
            path.write_text(vrt(source))
            assert refusal(path) is GeometryCode.FORMAT_UNKNOWN
    assert listener.visits == 0


@pytest.mark.parametrize("format", sandbox.DRIVERS)
def test_even_gdal_itself_sees_no_layer_in_a_vrt(tmp_path: Path, listener: Listener, format: Format) -> None:
    """The second belt: should a file ever slip through our own look at it, the driver is not there."""
    secret = tmp_path / "a.csv"
    secret.write_text(f"name\n{SECRET}\n")
    for source in (str(secret), listener.address):
        path = tmp_path / "x.geojson"
        path.write_text(vrt(source))
        with pytest.raises(GeometryError) as error:
            sandbox.run(tmp_path, format, path, None, None)
        assert error.value.code is GeometryCode.UNREADABLE
        assert SECRET not in str(error.value)
    assert listener.visits == 0


def test_a_pipeline_and_a_service_description_are_not_followed(tmp_path: Path, listener: Listener) -> None:
    pipeline = tmp_path / "a.json"
    pipeline.write_text(
        json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"})
    )
    assert refusal(pipeline) is GeometryCode.NOT_GEOJSON
    service = tmp_path / "a.gml"
    service.write_text(f"<OGRWFSDataSource><URL>{listener.address}</URL></OGRWFSDataSource>")
    assert refusal(service) is GeometryCode.FORMAT_UNKNOWN
    assert listener.visits == 0


def test_a_link_in_a_kml_is_not_fetched(tmp_path: Path, listener: Listener) -> None:
    path = tmp_path / "a.kml"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link>'
        f"<href>{listener.address}a.kml</href></Link></NetworkLink></Document></kml>"
    )
    assert refusal(path) in (GeometryCode.NO_LAYER, GeometryCode.NO_FEATURES, GeometryCode.UNREADABLE)
    assert listener.visits == 0


@pytest.mark.parametrize("root", ["kml", "gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'"])
def test_xml_with_entities_is_refused(tmp_path: Path, root: str) -> None:
    path = tmp_path / "a.kml"
    path.write_text(
        f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><{root}>&b;</{root}>"
    )
    assert refusal(path) is GeometryCode.FORMAT_UNKNOWN


def test_the_child_sees_no_secret_and_only_its_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    seen = sandbox.environment(tmp_path, sandbox.DRIVERS[Format.KML])
    assert SECRET not in seen.values()
    assert "HTTPS_PROXY" not in seen
    skipped = seen["GDAL_SKIP"].split(",")
    assert "OGR_VRT" in skipped
    assert "LIBKML" not in skipped


def test_nothing_of_an_upload_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(desk))
    read_layer(write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)]))
    refusal(write_geojson(tmp_path / "b.geojson", []))
    assert list(desk.iterdir()) == []


def test_a_bomb_is_stopped_while_it_is_unpacked(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.geojson": b" " * 60_000_000 + b"{}"})
    assert path.stat().st_size < 100_000
    assert refusal(path) is GeometryCode.ARCHIVE_TOO_LARGE


def test_a_zip_with_very_many_members_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(pack(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(300)}))
        is GeometryCode.ARCHIVE_TOO_LARGE
    )
    assert (
        refusal(pack(tmp_path / "b.zip", {f"{n}.shp": b"" for n in range(30)}))
        is GeometryCode.ARCHIVE_TOO_LARGE
    )


@pytest.mark.parametrize(
    "name", ["../a.shp", "/etc/a.shp", "x/../../a.shp", "C:\\a.shp", "..\\a.shp", "inner.zip", "a.vrt"]
)
def test_a_member_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(pack(tmp_path / "a.zip", {name: b"a"})) is GeometryCode.ARCHIVE_UNSAFE
    assert not (tmp_path.parent / "a.shp").exists()


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    entry = zipfile.ZipInfo("a.geojson")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    assert refusal(path) is GeometryCode.ARCHIVE_UNSAFE


def test_files_that_are_not_what_they_say_are_refused(tmp_path: Path) -> None:
    page = tmp_path / "a.zip"
    page.write_text("<!DOCTYPE html><html>404</html>")
    assert refusal(page) is GeometryCode.FORMAT_UNKNOWN
    page.write_bytes(b"")
    assert refusal(page) is GeometryCode.FILE_EMPTY
    page.write_bytes(b"PK\x03\x04 and then nothing")
    assert refusal(page) is GeometryCode.ARCHIVE_BROKEN
    page.write_bytes(b"SQLite format 3\x00 and then nothing")
    assert refusal(page) is GeometryCode.GEOPACKAGE_BROKEN
    page.write_bytes(b"MZ\x90\x00")
    assert refusal(page) is GeometryCode.FORMAT_UNKNOWN
    assert refusal(pack(page, {"a.shp": b"<html>", "a.dbf": b""})) is GeometryCode.FORMAT_MISMATCH
    assert refusal(pack(page, {"lue.txt": b"hei"})) is GeometryCode.ARCHIVE_WITHOUT_LAYER


def test_two_layer_files_in_one_zip_are_refused(tmp_path: Path) -> None:
    layer = write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)]).read_bytes()
    path = pack(tmp_path / "a.zip", {"a.geojson": layer, "b.geojson": layer})
    assert refusal(path) is GeometryCode.ARCHIVE_SEVERAL_LAYERS


def test_cut_off_files_are_refused(tmp_path: Path) -> None:
    whole = write_layer(tmp_path / "a.gpkg", [WEST, EAST], {"code": ["1", "2"]})
    cut = tmp_path / "b.gpkg"
    cut.write_bytes(whole.read_bytes()[:20_000])
    assert refusal(cut) in (GeometryCode.GEOPACKAGE_BROKEN, GeometryCode.UNREADABLE, GeometryCode.NO_LAYER)
    parts = shapefile_parts(tmp_path, ("a", "b"))
    parts[".shp"] = parts[".shp"][:150]
    assert refusal(pack(tmp_path / "a.zip", {f"a{suffix}": data for suffix, data in parts.items()})) in (
        GeometryCode.NO_FEATURES,
        GeometryCode.UNREADABLE,
    )


def test_an_upload_beyond_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_UPLOAD_BYTES", 10)
    assert refusal(write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])) is GeometryCode.TOO_LARGE


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.01)
    assert refusal(write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])) is GeometryCode.TOOK_TOO_LONG
