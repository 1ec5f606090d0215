"""Areas of a division in less detail, for maps of the whole city, and points for their labels."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.coverage import metric_system_of
from geo.geojson import as_multipolygons

LEVELS = (10, 50, 200)
"""Metres of detail for the web, from close up to the whole city."""


def levels_of_detail(geometries: NDArray[np.object_]) -> dict[int, NDArray[np.object_]]:
    """By metres of `LEVELS` the shapes in less detail, in WGS 84, as multipolygons.

    Where the division is clean, shared borders stay shared. Each level is made from the finer one.
    """
    metric = metric_system_of(geometries)
    drawn = crs.transform(geometries, crs.WGS84, metric)
    levels = {}
    for metres in LEVELS:
        fewer = np.asarray(shapely.coverage_simplify(drawn, metres), dtype=np.object_)
        vanished = shapely.is_empty(fewer) | ~shapely.is_valid(fewer)
        fewer[vanished] = drawn[vanished]
        levels[metres] = as_multipolygons(crs.transform(fewer, metric, crs.WGS84))
        drawn = fewer
    return levels


def centres(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """A point well inside each shape, for its label."""
    return np.asarray(shapely.point_on_surface(geometries), dtype=np.object_)
