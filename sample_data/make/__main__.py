"""Writes the demo city's map into sample_data/: the same bytes every time."""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from sample_data.make import drawn, towns
from sample_data.make.division import Faces, faces, together
from sample_data.make.lake import saimaa_in_metres
from sample_data.make.places import rows
from sample_data.make.shapes import blob, densify, in_degrees, metres, rounded, shore

FOLDER = Path(__file__).resolve().parent.parent
LABEL = "Synthetic: drawn for the demo of Nasta. Not a map to navigate by, not an official boundary."
LICENCE = "EUPL-1.2; centre points from GeoNames, CC BY 4.0"

Feature = tuple[dict[str, object], BaseGeometry]


def write(folder: Path) -> None:
    """Write all files of the map into the folder."""
    division = faces()
    city = together(list(division.values()))
    areas = {
        n.code: together([f for (code, _), f in division.items() if code == n.code])
        for n in towns.NEIGHBOURHOODS
    }
    water = list(_water(city))
    _collection(
        folder / "municipality.geojson",
        [
            (
                {"code": "405", "name_fi": "Lappeenranta", "name_sv": "Villmanstrand"},
                city,
            )
        ],
    )
    _collection(folder / "neighbourhoods.geojson", _neighbourhoods(areas))
    _collection(folder / "districts.geojson", _districts(division))
    _collection(folder / "water.geojson", water)
    _collection(folder / "roads.geojson", _roads(city))
    _places(
        folder / "places.csv",
        rows(areas, shapely.union_all([shape for _, shape in water])),
    )


def _neighbourhoods(areas: dict[str, BaseGeometry]) -> Iterable[Feature]:
    for n in towns.NEIGHBOURHOODS:
        yield (
            {
                "code": n.code,
                "name_fi": n.name_fi,
                "name_sv": n.name_sv,
                "parent": n.district,
                "population": n.population,
            },
            areas[n.code],
        )


def _districts(division: Faces) -> Iterable[Feature]:
    for d in towns.DISTRICTS:
        shape = together([face for (_, code), face in division.items() if code == d.code])
        yield (
            {
                "code": d.code,
                "name_fi": d.name_fi,
                "name_sv": d.name_sv,
                "population": d.population,
            },
            shape,
        )


def _water(city: BaseGeometry) -> Iterable[Feature]:
    saimaa = _clean(in_degrees(saimaa_in_metres()))
    frame = city.buffer(0.06).envelope
    yield (
        {"name_fi": "Saimaa", "name_sv": "Saimen", "kind": "lake"},
        _clean(saimaa.intersection(frame)),
    )
    for lake in drawn.LAKES:
        yield (
            {"name_fi": lake[0], "name_sv": lake[0], "kind": "lake"},
            _clean(in_degrees(shore(blob(*lake[1:])))),
        )
    canal = shapely.LineString(rounded([metres(p) for p in drawn.CANAL])).buffer(38, quad_segs=2)
    yield (
        {"name_fi": "Saimaan kanava", "name_sv": "Saima kanal", "kind": "canal"},
        _clean(in_degrees(canal)),
    )


def _roads(city: BaseGeometry) -> Iterable[Feature]:
    near = city.buffer(0.02)
    for name, kind, points in drawn.ROADS:
        line = shapely.LineString(densify(rounded([metres(p) for p in points]), step=400, long_step=600))
        shape = in_degrees(line).intersection(near)
        if not shape.is_empty:
            yield {"name": name, "kind": kind}, shape


def _clean(shape: BaseGeometry) -> BaseGeometry:
    return shapely.set_precision(shapely.make_valid(shape, method="structure", keep_collapsed=False), 0.00001)


def _collection(path: Path, features: Iterable[Feature]) -> None:
    """One feature a line, so that a change shows as a change of few lines."""
    lines = ",\n".join(_feature(properties, shape) for properties, shape in features)
    head = json.dumps({"name": path.stem, "label": LABEL, "licence": LICENCE}, ensure_ascii=False)[1:-1]
    path.write_text(
        f'{{"type": "FeatureCollection", {head}, "features": [\n{lines}\n]}}\n',
        encoding="utf-8",
    )


def _feature(properties: dict[str, object], shape: BaseGeometry) -> str:
    body = {
        "type": "Feature",
        "properties": {**properties, "synthetic": True},
        "geometry": shapely.geometry.mapping(shapely.normalize(shape)),
    }
    return json.dumps(_rounded(body), ensure_ascii=False, separators=(",", ":"))


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value


def _places(path: Path, places: Iterable[tuple[str, str, str, float, float]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name_fi", "name_sv", "kind", "lat", "lon"])
        out.writerows([fi, sv, kind, lat, lon] for fi, sv, kind, lon, lat in places)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
