"""What reading a boundary layer gives: its fields, rows, shapes, coordinate system, and what was noticed on
the way.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.crs import Bounds, CrsCandidate

Value = str | int | float | bool | None
Row = dict[str, Value]

PREVIEW_ROWS = 5


class Format(StrEnum):
    """The formats in which a layer may come."""

    GEOPACKAGE = "geopackage"
    SHAPEFILE = "shapefile"
    GEOJSON = "geojson"
    KML = "kml"
    GML = "gml"


class FindingCode(StrEnum):
    """What was noticed and put right while reading; each is told to the person who loads the layer."""

    HEIGHTS_DROPPED = "heights_dropped"
    RINGS_CLOSED = "rings_closed"
    ROWS_WITHOUT_SHAPE = "rows_without_shape"
    COLLECTIONS_UNWRAPPED = "collections_unwrapped"
    ENCODING_GUESSED = "encoding_guessed"
    ENCODING_FILE_UNREADABLE = "encoding_file_unreadable"
    CRS_FILE_UNREADABLE = "crs_file_unreadable"
    CRS_WITHOUT_NUMBER = "crs_without_number"
    AXES_SWAPPED = "axes_swapped"
    INDEX_REBUILT = "index_rebuilt"
    OTHER_FILES_IGNORED = "other_files_ignored"


@dataclass(frozen=True)
class Finding:
    """One thing noticed, with values for the sentence that tells it."""

    code: FindingCode
    details: dict[str, object] = field(default_factory=dict)


class CrsSource(StrEnum):
    """Where the coordinate system is known from."""

    FILE = "file"
    CHOSEN = "chosen"
    INFERRED = "inferred"


@dataclass(frozen=True)
class CrsFinding:
    """The coordinate system that was used. Unless `is_confirmed` a person must choose among the candidates
    first.
    """

    used: CrsCandidate
    source: CrsSource
    is_confirmed: bool
    candidates: tuple[CrsCandidate, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What a person may decide about a file. None: as the file says."""

    layer: str | None = None
    epsg: int | None = None
    is_swapped: bool = False
    encoding: str | None = None


AS_THE_FILE_SAYS = Choices()


@dataclass(frozen=True)
class Column:
    """One field of the layer: its name as in the file and whether it holds text, integers, decimals or
    truth.
    """

    name: str
    kind: str


@dataclass(frozen=True)
class LayerRead:
    """A layer as read. `rows[i]` belongs to `geometries[i]`: polygons in WGS 84, two-dimensional, not yet
    repaired; `as_drawn` are the same in the file's own system. `declared` is the number of the system that the file names, `bounds` are as in the file.
    """

    format: Format
    layer: str
    layers: tuple[str, ...]
    encoding: str
    crs: CrsFinding
    declared: int | None
    bounds: Bounds
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    geometries: NDArray[np.object_]
    as_drawn: NDArray[np.object_]
    findings: tuple[Finding, ...] = ()

    @property
    def preview(self) -> tuple[Row, ...]:
        """The first rows, to see by eye whether the encoding and the fields are right."""
        return self.rows[:PREVIEW_ROWS]
