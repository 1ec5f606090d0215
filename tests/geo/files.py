"""Small layers that the tests write themselves, in the ways in which real tools write them."""

import json
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import shapely

WEST = shapely.box(28.10, 61.00, 28.20, 61.10)
EAST = shapely.box(28.20, 61.00, 28.30, 61.10)


def write_layer(
    path: Path,
    shapes: list[shapely.Geometry],
    fields: dict[str, list[object]],
    *,
    epsg: int | None = 4326,
    geometry_type: str = "Polygon",
    **options: object,
) -> Path:
    """A layer written by GDAL: the driver follows the suffix."""
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(shapes), dtype=object),
        field_data=[np.array(values, dtype=object) for values in fields.values()],
        fields=np.array(list(fields)),
        geometry_type=geometry_type,
        crs=f"EPSG:{epsg}" if epsg else None,
        **options,
    )
    return path


def write_geojson(path: Path, geometries: list[object], **members: object) -> Path:
    """A collection with one feature for each geometry; what is written may well be wrong."""
    features = [
        {"type": "Feature", "properties": {"code": str(n), "name": f"Alue {n}"}, "geometry": geometry}
        for n, geometry in enumerate(geometries, start=1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}))
    return path


def square(west: float, south: float, size: float = 0.1) -> dict[str, object]:
    return {
        "type": "Polygon",
        "coordinates": [
            shapely.get_coordinates(shapely.box(west, south, west + size, south + size)).tolist()
        ],
    }


def pack(target: Path, files: dict[str, bytes]) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target


def shapefile_parts(
    folder: Path, names: tuple[str, str], *, epsg: int | None = 4326, encoding: str = "UTF-8"
) -> dict[str, bytes]:
    """The parts of a Shapefile with two squares side by side, by suffix."""
    fields: dict[str, list[object]] = {"KOODI": ["01", "02"], "NIMI": [*names]}
    write_layer(folder / "alueet.shp", [WEST, EAST], fields, epsg=epsg, encoding=encoding)
    return {path.suffix: path.read_bytes() for path in folder.glob("alueet.*")}


def run_sql(path: Path, *statements: str) -> None:
    """Change a GeoPackage behind GDAL's back."""
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()
