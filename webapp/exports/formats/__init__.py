"""The list of formats. A new one is one file here and one line in `FORMATS`."""

from __future__ import annotations

from webapp.exports.formats.csv_file import CsvFile
from webapp.exports.formats.geojson import GeoJson
from webapp.exports.formats.geopackage import GeoPackage
from webapp.exports.formats.kml import Kml
from webapp.exports.formats.paper import Paper
from webapp.exports.formats.report_map import ReportMap
from webapp.exports.formats.round_geopackage import RoundGeoPackage
from webapp.exports.formats.shapefile import Shapefile
from webapp.exports.formats.xlsx import Xlsx
from webapp.exports.writing import Format

FORMATS: tuple[Format, ...] = (
    CsvFile(),
    Xlsx(),
    GeoPackage(),
    GeoJson(),
    Shapefile(),
    Kml(),
    ReportMap(),
    Paper(),
    RoundGeoPackage(),
)
BY_EXTENSION = {one.extension: one for one in FORMATS}
