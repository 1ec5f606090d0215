"""A GIS program of its own process: reads the interface by GDAL and tells what it found, as JSON.

Its own, since GDAL keeps Python waiting while it waits for a server, which in these tests is Python too.

    python -m tests.ogc.gdal_client http://127.0.0.1:.../ogc < readings.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

import shapely
from pyogrio import list_layers, read_info
from pyogrio.raw import read


def reading(address: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """One read: the options as pyogrio takes them."""
    box = wanted.pop("bbox", None)
    meta, _, geometries, _ = read(f"OAPIF:{address}", bbox=tuple(box) if box else None, **wanted)
    places = [shapely.from_wkb(one) for one in geometries if one is not None]
    return {
        "crs": meta["crs"],
        "fields": list(meta["fields"]),
        "number": len(geometries),
        "told": read_info(f"OAPIF:{address}", layer=wanted["layer"])["features"],
        "bounds": [float(edge) for edge in shapely.total_bounds(places)],
    }


def main(address: str) -> None:
    """Read what standard input lists."""
    layers = {str(name): str(geometry) for name, geometry in list_layers(f"OAPIF:{address}")}
    readings = [reading(address, wanted) for wanted in json.load(sys.stdin)]
    json.dump({"layers": layers, "readings": readings}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
