"""What kind of file was sent, and taking a zip apart with limits. GDAL never sees a zip or a user's file
name.
"""

import re
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.errors import GeometryCode, GeometryError
from geo.layer import Finding, FindingCode, Format

MAX_UPLOAD_BYTES = 100 * 2**20
MAX_ENTRIES = 200
MAX_MEMBERS = 20
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_RATIO = 100
FREE_BYTES = 2**20
"""A pack ratio is only looked at beyond this: small tables of blanks pack very well."""

SHAPEFILE_PARTS = frozenset({"shp", "shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx"})
SINGLE_FILES = frozenset({"gpkg", "geojson", "json", "kml", "gml"})
NEVER = frozenset({"zip", "7z", "gz", "bz2", "xz", "rar", "tar", "kmz", "vrt"})

_SUFFIX = {
    Format.GEOPACKAGE: "gpkg",
    Format.SHAPEFILE: "shp",
    Format.GEOJSON: "json",
    Format.KML: "kml",
    Format.GML: "gml",
}
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)>")
_PROLOG = re.compile(rb"^(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """A file, or the layers of a Shapefile set by name, under names of our own in a folder of our own."""

    format: Format
    files: dict[str, Path]
    findings: tuple[Finding, ...] = ()


def sniff(path: Path) -> Format | None:
    """The format by content, None for a zip. Raises GeometryError: FILE_EMPTY, FORMAT_UNKNOWN,
    SHAPEFILE_INCOMPLETE.
    """
    with path.open("rb") as opened:
        start = opened.read(8192)
    if not start.strip():
        raise GeometryError(GeometryCode.FILE_EMPTY)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    if start.startswith(b"SQLite format 3\x00"):
        return Format.GEOPACKAGE
    if start.startswith(b"\x00\x00\x27\x0a"):
        raise GeometryError(GeometryCode.SHAPEFILE_INCOMPLETE)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return Format.GEOJSON
    if text.startswith(b"<"):
        return _sniff_xml(text)
    raise GeometryError(GeometryCode.FORMAT_UNKNOWN)


def _sniff_xml(text: bytes) -> Format:
    body = _PROLOG.sub(b"", text, count=1)
    root = _ROOT.match(body)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or root is None:
        raise GeometryError(GeometryCode.FORMAT_UNKNOWN)
    if root.group(1) == b"kml":
        return Format.KML
    if root.group(1) == b"FeatureCollection" and b"opengis.net/gml" in root.group(2):
        return Format.GML
    raise GeometryError(GeometryCode.FORMAT_UNKNOWN)


def take_in(upload: Path, folder: Path) -> Source:
    """The layer files of an upload, copied or unpacked into an empty folder under names of our own.

    Raises GeometryError: TOO_LARGE, FILE_EMPTY, FORMAT_UNKNOWN, FORMAT_MISMATCH, SHAPEFILE_INCOMPLETE and
    the ARCHIVE_ codes.
    """
    size = upload.stat().st_size
    if size > MAX_UPLOAD_BYTES:
        raise GeometryError(GeometryCode.TOO_LARGE, bytes=size, allowed=MAX_UPLOAD_BYTES)
    found = sniff(upload)
    if found is None:
        return _unpack(upload, folder)
    target = folder / f"layer.{_SUFFIX[found]}"
    shutil.copyfile(upload, target)
    return Source(found, {"": target})


def _unpack(upload: Path, folder: Path) -> Source:
    try:
        with zipfile.ZipFile(upload) as archive:
            return _unpack_members(archive, folder)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as broken:
        raise GeometryError(GeometryCode.ARCHIVE_BROKEN, reason=str(broken)[:200]) from None


def _unpack_members(archive: zipfile.ZipFile, folder: Path) -> Source:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise GeometryError(GeometryCode.ARCHIVE_TOO_LARGE, members=len(entries), allowed=MAX_ENTRIES)
    for entry in entries:
        _refuse_unsafe(entry)
    taken = [
        entry
        for entry in entries
        if _suffix(entry) in SHAPEFILE_PARTS | SINGLE_FILES and not _is_hidden(entry)
    ]
    if len(taken) > MAX_MEMBERS:
        raise GeometryError(GeometryCode.ARCHIVE_TOO_LARGE, members=len(taken), allowed=MAX_MEMBERS)
    ignored = sorted(entry.filename for entry in entries if entry not in taken and not entry.is_dir())
    findings = (Finding(FindingCode.OTHER_FILES_IGNORED, {"files": ignored[:10]}),) if ignored else ()
    singles = [entry for entry in taken if _suffix(entry) in SINGLE_FILES]
    shapes = [entry for entry in taken if _suffix(entry) == "shp"]
    if len(singles) > 1 or (singles and shapes):
        raise GeometryError(
            GeometryCode.ARCHIVE_SEVERAL_LAYERS,
            files=[entry.filename for entry in singles + shapes],
        )
    budget = _Budget(MAX_UNPACKED_BYTES)
    if singles:
        return _unpack_single(archive, singles[0], folder, budget, findings)
    if not shapes:
        raise GeometryError(
            GeometryCode.ARCHIVE_WITHOUT_LAYER,
            files=sorted(e.filename for e in entries)[:10],
        )
    return _unpack_shapefiles(archive, taken, shapes, folder, budget, findings)


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name.replace("\\", "/"))
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    leaves = path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name
    if is_link or leaves or entry.flag_bits & 0x1 or _suffix(entry) in NEVER:
        raise GeometryError(GeometryCode.ARCHIVE_UNSAFE, file=name[:100])


def _suffix(entry: zipfile.ZipInfo) -> str:
    return "" if entry.is_dir() else PurePosixPath(entry.filename).suffix[1:].lower()


def _is_hidden(entry: zipfile.ZipInfo) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(entry.filename).parts)


@dataclass
class _Budget:
    bytes_left: int


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, budget: _Budget) -> None:
    """Unpack one member. What it says about its own size is not believed."""
    allowed = min(budget.bytes_left, FREE_BYTES + entry.compress_size * MAX_RATIO)
    written = 0
    with archive.open(entry) as packed, target.open("xb") as unpacked:
        while block := packed.read(min(2**20, allowed - written + 1)):
            written += len(block)
            if written > allowed:
                raise GeometryError(
                    GeometryCode.ARCHIVE_TOO_LARGE,
                    file=entry.filename[:100],
                    allowed=allowed,
                )
            unpacked.write(block)
    budget.bytes_left -= written


def _unpack_single(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    folder: Path,
    budget: _Budget,
    findings: tuple[Finding, ...],
) -> Source:
    raw = folder / "member"
    _copy(archive, entry, raw, budget)
    found = sniff(raw)
    if found is None:
        raise GeometryError(GeometryCode.ARCHIVE_UNSAFE, file=entry.filename[:100])
    target = folder / f"layer.{_SUFFIX[found]}"
    raw.rename(target)
    return Source(found, {"": target}, findings)


def _unpack_shapefiles(
    archive: zipfile.ZipFile,
    taken: Iterable[zipfile.ZipInfo],
    shapes: list[zipfile.ZipInfo],
    folder: Path,
    budget: _Budget,
    findings: tuple[Finding, ...],
) -> Source:
    files: dict[str, Path] = {}
    names = [PurePosixPath(shape.filename).stem for shape in shapes]
    if len(set(names)) < len(names):
        names = [str(PurePosixPath(shape.filename).with_suffix("")) for shape in shapes]
    for number, shape in enumerate(shapes):
        stem = _stem(shape)
        parts = {_suffix(entry): entry for entry in taken if _stem(entry) == stem}
        for suffix, entry in parts.items():
            _copy(archive, entry, folder / f"layer{number}.{suffix}", budget)
        target = folder / f"layer{number}.shp"
        if not target.read_bytes()[:4] == b"\x00\x00\x27\x0a":
            raise GeometryError(GeometryCode.FORMAT_MISMATCH, file=shape.filename[:100])
        if "dbf" not in parts:
            raise GeometryError(GeometryCode.SHAPEFILE_INCOMPLETE, missing=".dbf")
        files[names[number]] = target
    return Source(Format.SHAPEFILE, files, findings)


def _stem(entry: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(entry.filename).with_suffix("")).casefold() if _suffix(entry) else ""
