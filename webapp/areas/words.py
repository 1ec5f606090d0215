"""The words for what can be wrong with a place or a layer, and for what was noticed while reading one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.coverage import OverlapRule
from geo.errors import GeometryCode
from geo.layer import FindingCode
from webapp.texts import N_, Texts

C = GeometryCode
F = FindingCode

LEVEL_WORDS: Mapping[str, str] = {
    "city": N_("The city's outline"),
    "district": N_("Districts"),
    "neighbourhood": N_("Neighbourhoods"),
}

DEFAULT_NAMES: Mapping[str, Texts] = {
    "city": Texts(fi="Kaupunki", sv="Staden", en="City"),
    "district": Texts(fi="Suuralueet", sv="Storområden", en="Districts"),
    "neighbourhood": Texts(fi="Kaupunginosat", sv="Stadsdelar", en="Neighbourhoods"),
}
"""What a division is called before its city has named it."""

STATE_WORDS: Mapping[str, str] = {
    "draft": N_("Draft"),
    "active": N_("In use"),
    "retired": N_("Used earlier"),
}

OVERLAP_WORDS: Mapping[OverlapRule, str] = {
    OverlapRule.KEEP: N_("Both areas keep it. A pin there goes to the area whose code comes first."),
    OverlapRule.LARGER: N_("The larger area gets it."),
    OverlapRule.SMALLER: N_("The smaller area gets it."),
}

TABLE_WORDS: Mapping[str, str] = {"proposal": N_("Proposals"), "project": N_("Projects")}
"""What the rows of a table with pins are called."""

FORMAT_WORDS: Mapping[str, str] = {
    "geopackage": "GeoPackage",
    "shapefile": "Shapefile",
    "geojson": "GeoJSON",
    "kml": "KML",
    "gml": "GML",
}

STATUSES: Mapping[GeometryCode, int] = {
    C.TOO_LARGE: 413,
    C.ARCHIVE_TOO_LARGE: 413,
    C.LAYER_NOT_CHOSEN: 409,
    C.CRS_NOT_CONFIRMED: 409,
    C.NOT_CONFINED: 503,
    C.SERVER_AWAY: 502,
    C.SERVER_REFUSED: 502,
    C.SERVER_GAVE_PART: 502,
}
"""The HTTP status of a refusal where it is not 400."""

FILE_UNREADABLE = N_("The file could not be read. Save the layer again as a GeoPackage and send that.")

GEOMETRY_WORDS: Mapping[GeometryCode, str] = {
    C.OUT_OF_RANGE: N_("A coordinate is outside the world. Check the coordinate system of the layer."),
    C.NOT_A_NUMBER: N_("A coordinate is not a number. Save the layer again from your map program."),
    C.NOT_FINITE: N_("A coordinate is not a number. Save the layer again from your map program."),
    C.TOO_LARGE: N_("The file is too large. Send one layer at a time, 100 MB at most."),
    C.TOO_MANY_VERTICES: N_("The shapes have too many points. Simplify the layer first."),
    C.FILE_EMPTY: N_("The file is empty. Export the layer again."),
    C.FORMAT_UNKNOWN: N_(
        "This kind of file is not read. Save the layer as a GeoPackage (in QGIS: Export → Save Features As) and send "
        "that. A Shapefile as a zip, GeoJSON, KML and GML will do too."
    ),
    C.FORMAT_MISMATCH: N_(
        "The file is not what its name says. It may be a saved web page: download it again."
    ),
    C.ARCHIVE_BROKEN: N_("The zip cannot be opened. Pack it again."),
    C.ARCHIVE_UNSAFE: N_(
        "The zip holds something that does not belong in it. Pack only the files of the layer."
    ),
    C.ARCHIVE_TOO_LARGE: N_("The zip holds too much. Pack only the files of the layer."),
    C.ARCHIVE_WITHOUT_LAYER: N_(
        "There is no layer in the zip. Pack the .shp, .shx, .dbf and .prj of a Shapefile, or one GeoPackage, GeoJSON, "
        "KML or GML file."
    ),
    C.ARCHIVE_SEVERAL_LAYERS: N_("There are several layer files in the zip. Send one at a time."),
    C.SHAPEFILE_INCOMPLETE: N_("A Shapefile is several files: pack .shp, .shx, .dbf and .prj into one zip."),
    C.GEOPACKAGE_HAS_VIEW: N_(
        "The GeoPackage holds a database view. Export the layer into a new GeoPackage."
    ),
    C.GEOPACKAGE_BROKEN: N_("The GeoPackage is broken. Export the layer again."),
    C.TOOK_TOO_LONG: N_("Reading the file took too long. Simplify the layer first."),
    C.NOT_CONFINED: N_(
        "The file was not opened: this server cannot lock in the process that reads files. Tell whoever runs Nasta."
    ),
    C.SERVER_AWAY: N_("The map server does not answer. Try again later, or load the layer as a file."),
    C.SERVER_REFUSED: N_(
        "The map server did not give the layer. Ask whoever runs Nasta to check the layer's address."
    ),
    C.SERVER_GAVE_PART: N_(
        "The map server gave only a part of the layer. Ask whoever runs Nasta to have it fetched as GeoJSON by WFS 2.0, "
        "or load the layer as a file."
    ),
    C.LAYER_UNKNOWN: N_("The file has no layer of that name. Choose one that it has."),
    C.LAYER_NOT_CHOSEN: N_("The file has several layers. Choose one."),
    C.NO_LAYER: N_("There is no layer with shapes in the file. Export the layer again, with its geometry."),
    C.NO_FEATURES: N_("The layer has no shapes. Choose another layer, or export it again without a filter."),
    C.NO_FIELDS: N_("The layer has no fields, so its areas have no names. Add a code and a name."),
    C.TOO_MANY_FEATURES: N_(
        "The layer has too many rows to be a division of a city, 50,000 at most. Is it the right layer?"
    ),
    C.TOO_MANY_FIELDS: N_("The layer has too many fields. Keep the ones you need."),
    C.TEXT_TOO_LONG: N_("A text in the layer is far too long. Leave that field out."),
    C.NOT_POLYGONS: N_(
        "The layer has points or lines. Areas must be polygons: choose another layer, or take the others out of it."
    ),
    C.CURVED: N_("The layer has curves. Turn them into plain polygons first (in QGIS: Segmentize)."),
    C.ENCODING_UNKNOWN: N_("Choose one of the encodings in the list."),
    C.CRS_UNKNOWN: N_(
        "The coordinate system is not known and cannot be told from the coordinates. Say which it is."
    ),
    C.CRS_NOT_CONFIRMED: N_(
        "Confirm the coordinate system: see on the map that the areas lie where they should."
    ),
    C.CRS_DOES_NOT_FIT: N_("The coordinates cannot be in that coordinate system. Choose another."),
    C.NOT_REPAIRABLE: N_("A shape has no ground at all once it is repaired. Draw it again."),
    C.TOO_FEW_VERTICES: N_("A shape has too few points. Draw it again or take it out of the layer."),
    C.EMPTY: N_("A shape is empty. Draw it again or take it out of the layer."),
}

FINDING_WORDS: Mapping[FindingCode, str] = {
    F.HEIGHTS_DROPPED: N_("Heights were left out."),
    F.RINGS_CLOSED: N_("Unclosed rings were closed."),
    F.ROWS_WITHOUT_SHAPE: N_("Rows without a shape were left out."),
    F.COLLECTIONS_UNWRAPPED: N_("Collections of shapes were made into areas of several parts."),
    F.ENCODING_GUESSED: N_("The encoding was guessed. See below that å, ä and ö are right."),
    F.ENCODING_FILE_UNREADABLE: N_("The .cpg file is no encoding and was left aside."),
    F.CRS_FILE_UNREADABLE: N_("The .prj file is no coordinate system and was left aside."),
    F.CRS_WITHOUT_NUMBER: N_("The file's coordinate system has no EPSG number."),
    F.AXES_SWAPPED: N_("The coordinates are the other way round: north before east."),
    F.INDEX_REBUILT: N_("The .shx file was missing and was made again."),
    F.OTHER_FILES_IGNORED: N_("Other files in the zip were left aside."),
}


def status_for(code: GeometryCode) -> int:
    """The HTTP status of what is wrong with a place or a layer: who sent it can mend it (4xx), or whoever runs a server (5xx)."""
    return STATUSES.get(code, 400)


def words_for(code: GeometryCode) -> str:
    """The sentence for a code, to be translated where it is shown."""
    return GEOMETRY_WORDS.get(code, FILE_UNREADABLE)


def page_words() -> dict[str, Mapping[Any, str]]:
    """What the pages about layers name things by."""
    return {
        "level_words": LEVEL_WORDS,
        "state_words": STATE_WORDS,
        "table_words": TABLE_WORDS,
        "format_words": FORMAT_WORDS,
        "finding_words": FINDING_WORDS,
        "overlap_words": OVERLAP_WORDS,
    }
