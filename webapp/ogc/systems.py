"""The coordinate systems of the open interface: their names as URIs, and which axis comes first in each."""

from __future__ import annotations

from dataclasses import dataclass

from geo.crs import TM35FIN, WEB_MERCATOR, WGS84, gives_north_first, is_geographic, name_of

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True)
class System:
    """A system: its URI, its number, whether north comes first, how many decimals coordinates are given with."""

    uri: str
    epsg: int
    is_north_first: bool

    @property
    def decimals(self) -> int:
        """Of degrees seven (a centimetre), of metres three."""
        return 7 if is_geographic(self.epsg) else 3

    @property
    def name(self) -> str:
        """As GIS programs show it."""
        return "WGS 84 (CRS84)" if self.uri == CRS84 else f"{name_of(self.epsg)} (EPSG:{self.epsg})"


DEGREES = System(CRS84, WGS84, is_north_first=False)


def systems(metric_crs: int) -> tuple[System, ...]:
    """Every system that features can be had in, the default first: degrees, the nation's, the city's, the web's."""
    numbers = dict.fromkeys((TM35FIN, metric_crs, WGS84, WEB_MERCATOR))
    return (DEGREES, *(System(f"{EPSG}{epsg}", epsg, gives_north_first(epsg)) for epsg in numbers))
