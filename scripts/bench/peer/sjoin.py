"""Run by the peers' Python: seconds of CPU that geopandas takes to find each point's polygon. Argument: the database."""

from __future__ import annotations

import sys
import time

import geopandas
import numpy
import psycopg
import shapely
from numpy.typing import NDArray

POINTS = "select ST_X(geom), ST_Y(geom) from proposal where geom is not null"
AREAS = """
    select ST_AsBinary(a.geom) from area a join layer_version v on v.id = a.version_id and v.state = 'active'
      join boundary_layer l on l.id = v.layer_id where l.level = 'neighbourhood'
"""


def main() -> None:
    with psycopg.connect(sys.argv[1]) as connection:
        points: NDArray[numpy.float64] = numpy.array(connection.execute(POINTS).fetchall())
        areas = [shapely.from_wkb(row[0]) for row in connection.execute(AREAS)]
    left = geopandas.GeoDataFrame(geometry=shapely.points(points), crs=4326)
    right = geopandas.GeoDataFrame(geometry=areas, crs=4326)
    before = time.process_time()
    found = left.sjoin(right, predicate="intersects")
    print(time.process_time() - before, len(found))


if __name__ == "__main__":
    main()
