"""What can be wrong with a place or a layer of places: one exception, a code that says what, details that
say where.
"""

from enum import StrEnum


class GeometryCode(StrEnum):
    """Each way in which a geometry, a file or a layer cannot be used. The words for people live elsewhere."""

    # one geometry from a client
    NOT_JSON = "not_json"
    NOT_GEOJSON = "not_geojson"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    WRONG_KIND = "wrong_kind"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"
    WRONG_DIMENSIONS = "wrong_dimensions"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY_VERTICES = "too_many_vertices"
    TOO_FEW_VERTICES = "too_few_vertices"
    RING_NOT_CLOSED = "ring_not_closed"
    NOT_VALID = "not_valid"
    EMPTY = "empty"
    HAS_HOLE = "has_hole"
    TOO_SMALL = "too_small"
    OUTSIDE_CITY = "outside_city"
    # a file as a whole
    FILE_EMPTY = "file_empty"
    FORMAT_UNKNOWN = "format_unknown"
    FORMAT_MISMATCH = "format_mismatch"
    ARCHIVE_BROKEN = "archive_broken"
    ARCHIVE_UNSAFE = "archive_unsafe"
    ARCHIVE_TOO_LARGE = "archive_too_large"
    ARCHIVE_WITHOUT_LAYER = "archive_without_layer"
    ARCHIVE_SEVERAL_LAYERS = "archive_several_layers"
    SHAPEFILE_INCOMPLETE = "shapefile_incomplete"
    GEOPACKAGE_BROKEN = "geopackage_broken"
    GEOPACKAGE_HAS_VIEW = "geopackage_has_view"
    UNREADABLE = "unreadable"
    TOOK_TOO_LONG = "took_too_long"
    NOT_CONFINED = "not_confined"
    # a map server to fetch one from
    SERVER_AWAY = "server_away"
    SERVER_REFUSED = "server_refused"
    SERVER_GAVE_PART = "server_gave_part"
    # a layer in it
    LAYER_UNKNOWN = "layer_unknown"
    LAYER_NOT_CHOSEN = "layer_not_chosen"
    NO_LAYER = "no_layer"
    NO_FEATURES = "no_features"
    NO_FIELDS = "no_fields"
    TOO_MANY_FEATURES = "too_many_features"
    TOO_MANY_FIELDS = "too_many_fields"
    TEXT_TOO_LONG = "text_too_long"
    FIELD_UNKNOWN = "field_unknown"
    NOT_POLYGONS = "not_polygons"
    CURVED = "curved"
    ENCODING_UNKNOWN = "encoding_unknown"
    CRS_UNKNOWN = "crs_unknown"
    CRS_NOT_CONFIRMED = "crs_not_confirmed"
    CRS_DOES_NOT_FIT = "crs_does_not_fit"
    NOT_REPAIRABLE = "not_repairable"


class GeometryError(Exception):
    """A place or a layer that cannot be used. `code` says why; `details` are values for the sentence that
    tells it.
    """

    def __init__(self, code: GeometryCode, **details: object) -> None:
        super().__init__(code.value, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code.value} ({said})" if said else self.code.value
