"""In which letters a Shapefile's table is written: its .cpg file, its own mark, or what the bytes can be."""

import codecs
import struct
from pathlib import Path

from geo.errors import GeometryCode, GeometryError
from geo.layer import Finding, FindingCode

UTF8 = "UTF-8"
WESTERN = "CP1252"

OFFERED = (
    UTF8,
    WESTERN,
    "ISO-8859-1",
    "ISO-8859-15",
    "CP850",
    "CP437",
    "CP1250",
    "CP1251",
    "CP1257",
)
"""What a person may choose from."""

_MARKS = {
    0x01: "CP437",
    0x02: "CP850",
    0x03: WESTERN,
    0x57: WESTERN,
    0x58: WESTERN,
    0x59: WESTERN,
    0xC8: "CP1250",
}
"""Language driver ids of dBase that occur in Northern Europe. 0x57 is 'ANSI', which ArcGIS writes for
Latin-1.
"""


def check_encoding(name: str) -> str:
    """The encoding as it is offered. Raises GeometryError(ENCODING_UNKNOWN)."""
    wanted = _known(name)
    if wanted is None:
        raise GeometryError(GeometryCode.ENCODING_UNKNOWN, encoding=name[:40], offered=list(OFFERED))
    return wanted


def _known(name: str) -> str | None:
    text = name.strip()
    plain = f"CP{text}" if text.isdigit() else text.upper().replace("ANSI ", "CP")
    plain = {"CP65001": UTF8, "88591": "ISO-8859-1", "CP88591": "ISO-8859-1"}.get(plain, plain)
    try:
        meant = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return None
    return next((offered for offered in OFFERED if codecs.lookup(offered).name == meant), None)


def encoding_of_shapefile(path: Path) -> tuple[str, tuple[Finding, ...]]:
    """The encoding of the .dbf beside a .shp, and what to tell about how it was found."""
    findings: tuple[Finding, ...] = ()
    beside = path.with_suffix(".cpg")
    if beside.exists():
        said = _known(beside.read_bytes()[:40].decode("ascii", "replace"))
        if said is not None:
            return said, ()
        findings = (Finding(FindingCode.ENCODING_FILE_UNREADABLE),)
    with path.with_suffix(".dbf").open("rb") as table:
        header = table.read(32)
        table.seek(_header_length(header))
        records = table.read()
    mark = _MARKS.get(header[29]) if len(header) == 32 else None
    if mark is not None:
        return mark, findings
    guessed = UTF8 if _is_utf8(records) else WESTERN
    if records.isascii():
        return guessed, findings
    return guessed, (
        *findings,
        Finding(FindingCode.ENCODING_GUESSED, {"encoding": guessed}),
    )


def _header_length(header: bytes) -> int:
    return int(struct.unpack_from("<H", header, 8)[0]) if len(header) == 32 else 0


def _is_utf8(records: bytes) -> bool:
    try:
        records.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
