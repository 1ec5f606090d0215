"""KML and GML: read as map programs write them, and without following anything that they point to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo import sandbox
from geo.errors import GeometryCode, GeometryError
from geo.layer import FindingCode, Format
from geo.reader import layers_of, read_layer
from tests.geo.test_reader_is_safe import SECRET, Listener, listener

__all__ = ["listener"]

RING = "28.1,61.0,5 28.2,61.0,5 28.2,61.1,5 28.1,61.1,5 28.1,61.0,5"
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{extra}
{folders}
</Document></kml>"""
FOLDER = """<Folder><name>{name}</name><Placemark><name>Länsi</name>{inside}
<ExtendedData><Data name="tunnus"><value>01</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>
</Placemark></Folder>"""
GML = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml"
  xmlns:k="http://kaupunki.example/k" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {attributes}>
<gml:featureMember><k:alue fid="alue.1"><k:tunnus>01</k:tunnus><k:nimi>Länsi</k:nimi>{inside}
<k:geom><gml:Polygon srsName="{srs}"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>28500000,6770000 28501000,6770000 28501000,6771000 28500000,6771000 28500000,6770000</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></k:geom>
</k:alue></gml:featureMember></wfs:FeatureCollection>"""


def kml(path: Path, extra: str = "", inside: str = "", names: tuple[str, ...] = ("alueet",)) -> Path:
    folders = "".join(FOLDER.format(name=name, ring=RING, inside=inside) for name in names)
    path.write_text(KML.format(extra=extra, folders=folders), "utf-8")
    return path


def gml(path: Path, attributes: str = "", inside: str = "", srs: str = "EPSG:3882") -> Path:
    path.write_text(GML.format(attributes=attributes, inside=inside, srs=srs), "utf-8")
    return path


def test_a_kml_gives_names_data_and_flat_shapes(tmp_path: Path) -> None:
    read = read_layer(kml(tmp_path / "a.kml"))
    assert read.rows[0] == {"Name": "Länsi", "tunnus": "01"}
    assert (read.format, read.crs.used.epsg, read.crs.is_confirmed) == (Format.KML, 4326, True)
    assert FindingCode.HEIGHTS_DROPPED in {finding.code for finding in read.findings}


GML2_BOX = "<gml:Box><gml:coordinates>28500000,6770000 28501000,6771000</gml:coordinates></gml:Box>"
GML3_BOX = (
    "<gml:Envelope><gml:lowerCorner>28500000 6770000</gml:lowerCorner>"
    "<gml:upperCorner>28501000 6771000</gml:upperCorner></gml:Envelope>"
)


@pytest.mark.parametrize("box", [GML2_BOX, GML3_BOX])
def test_the_box_around_a_feature_of_a_gml_is_no_field(tmp_path: Path, box: str) -> None:
    read = read_layer(gml(tmp_path / "a.gml", inside=f"<gml:boundedBy>{box}</gml:boundedBy>"))
    assert read.rows == ({"gml_id": "alue.1", "tunnus": "01", "nimi": "Länsi"},)


def test_each_folder_of_a_kml_is_a_layer(tmp_path: Path) -> None:
    path = kml(tmp_path / "a.kml", names=("itä", "länsi"))
    assert layers_of(path) == ("itä", "länsi")
    assert read_layer(path).layers == ("itä", "länsi")


def test_a_gml_gives_its_fields_and_the_system_of_its_shapes(tmp_path: Path) -> None:
    read = read_layer(gml(tmp_path / "a.gml"))
    assert {key: read.rows[0][key] for key in ("tunnus", "nimi")} == {"tunnus": "01", "nimi": "Länsi"}
    assert (read.format, read.crs.used.epsg) == (Format.GML, 3882)
    west, south, _east, _north = read.geometries[0].bounds
    assert 27.9 < west < 29 and 61 < south < 62


def test_nothing_is_written_beside_the_file_that_was_sent(tmp_path: Path) -> None:
    path = gml(tmp_path / "a.gml")
    layers_of(path)
    read_layer(path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.gml"]


def traps(folder: Path, address: str) -> dict[str, Path]:
    """Files that point elsewhere: at an address and at a file with a secret beside them."""
    secret = folder / "secret.xsd"
    secret.write_text(f"<schema>{SECRET}</schema>")
    found: dict[str, Path] = {}
    for kind, target in (("net", f"{address}a.xsd"), ("file", str(secret)), ("url", secret.as_uri())):
        where = f'xsi:schemaLocation="http://kaupunki.example/k {target}"'
        link = f'<k:muu xlink:href="{target}#b"/>'
        style = f'<Style id="s"><IconStyle><Icon><href>{target}</href></Icon></IconStyle></Style>'
        net = f"<NetworkLink><Link><href>{target}</href></Link></NetworkLink>"
        inside = link + f'<k:raja><gml:Polygon xlink:href="{target}"/></k:raja>'
        reference = f"<styleUrl>{target}#s</styleUrl>"
        found |= {
            f"{kind}-links": gml(folder / f"{kind}-links.gml", attributes=where, inside=inside),
            f"{kind}-system": gml(folder / f"{kind}-system.gml", srs=target),
            f"{kind}-style": kml(folder / f"{kind}-style.kml", extra=style + net, inside=reference),
        }
    return found


def read_without_walls(folder: Path, format: Format, path: Path) -> str:
    """What the child gives when nothing but its settings and its one driver hold it back."""
    drivers = sandbox.DRIVERS[format]
    request = {"format": format.value, "path": str(path), "layer": None, "encoding": None, "drivers": drivers}
    (folder / "request.json").write_text(json.dumps(request))
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from geo.child import answer;"
        "from geo.gdal_layer import read; answer(Path(sys.argv[2]), read)"
    )
    root = str(Path(sandbox.__file__).parents[1])
    subprocess.run(
        [sys.executable, "-I", "-c", start, root, str(folder)],
        env=sandbox.environment(folder, drivers),
        check=True,
        capture_output=True,
        timeout=500,
    )
    return (folder / "result.json").read_text()


def test_what_a_file_points_to_is_not_opened(tmp_path: Path, listener: Listener) -> None:
    for path in traps(tmp_path, listener.address).values():
        try:
            told = str(read_layer(path).rows)
        except GeometryError as error:
            told = str(error)
        assert SECRET not in told, path.name
    assert listener.visits == 0


def test_the_settings_alone_keep_the_driver_from_opening_it(tmp_path: Path, listener: Listener) -> None:
    for name, path in traps(tmp_path, listener.address).items():
        folder = tmp_path / f"desk-{name}"
        folder.mkdir()
        told = read_without_walls(folder, Format(path.suffix[1:]), path)
        assert SECRET not in told, name
        assert listener.visits == 0, name


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-32"])
def test_a_file_in_another_encoding_cannot_hide_an_entity(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><kml>&b;</kml>'
    path = tmp_path / "a.kml"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(GeometryError) as error:
        read_layer(path)
    assert error.value.code is GeometryCode.FORMAT_UNKNOWN


def test_an_entity_far_into_the_prolog_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(f"<?xml version='1.0'?><!--{'x' * 20_000}--><!DOCTYPE a [<!ENTITY b 'c'>]><kml>&b;</kml>")
    with pytest.raises(GeometryError) as error:
        read_layer(path)
    assert error.value.code is GeometryCode.FORMAT_UNKNOWN


ARC = """<gml:Polygon srsName="EPSG:3882"><gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>
<{name}><gml:posList>28500000 6770000 28501000 6771000 28502000 6770000</gml:posList></{name}>
<gml:LineStringSegment><gml:posList>28502000 6770000 28500000 6770000</gml:posList></gml:LineStringSegment>
</gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>"""


@pytest.mark.parametrize("name", ["gml:Arc", "gml:ArcString"])
def test_curves_in_a_gml_are_refused_and_not_straightened(tmp_path: Path, name: str) -> None:
    path = gml(tmp_path / "a.gml")
    words = path.read_text("utf-8")
    start, end = words.index("<gml:Polygon"), words.index("</k:geom>")
    path.write_text(words[:start] + ARC.format(name=name) + words[end:], "utf-8")
    with pytest.raises(GeometryError) as refused:
        read_layer(path)
    assert (refused.value.code, refused.value.details["kind"]) == (
        GeometryCode.CURVED,
        name.removeprefix("gml:"),
    )


def test_a_field_may_be_called_like_a_curve(tmp_path: Path) -> None:
    read = read_layer(gml(tmp_path / "a.gml", inside="<k:Circle>9</k:Circle>"))
    assert str(read.rows[0]["Circle"]) == "9"
