"""Running the confined child: which drivers it may load, what its world looks like, how long it may take."""

import json
import os
import signal
import subprocess
import sys
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from geo.confine import NOT_CONFINED
from geo.errors import GeometryCode, GeometryError
from geo.layer import Format

WALL_SECONDS = 90
MAX_RESULT_BYTES = 256 * 2**20

DRIVERS = {
    Format.SHAPEFILE: ("ESRI Shapefile",),
    Format.KML: ("LIBKML",),
    Format.GML: ("GML",),
}
"""What GDAL reads, with the driver for it; the other formats are read by us."""
OURS = {Format.GEOPACKAGE: "geopackage_layer", Format.GEOJSON: "geojson_layer"}

_ROOT = str(Path(__file__).resolve().parents[1])
_LIST = "import json, pyogrio; print(json.dumps(list(pyogrio.list_drivers())))"
SHUT_IN = "\n".join(
    (
        "import sys",
        "from pathlib import Path",
        "sys.path.insert(0, sys.argv[1])",
        "sys.modules['pyproj'] = None",
        "from geo.confine import confine, stay_in",
        "confine()",
    )
)
"""pyogrio loads pyproj when it finds it; the child has no use for it, and would take a quarter longer to start."""
READ = "from geo.child import answer\nfrom geo.{} import read\nwork = lambda folder: answer(folder, read)"
_WORK = "import os\nstay_in(Path(sys.argv[2]))\nwork(Path(sys.argv[2]))\nos._exit(0)"
"""The kernel clears up after a process at once; taking GDAL and Python down in order takes a sixth of its time."""
_QUIET = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SAVE_RESOLVED_TO": "SAME",
    "LIBKML_RESOLVE_STYLE": "NO",
    "SHAPE_RESTORE_SHX": "YES",
    "OGR_ENABLE_PARTIAL_REPROJECTION": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
}


@lru_cache(maxsize=1)
def all_drivers() -> tuple[str, ...]:
    """Every vector driver of the installed GDAL, asked in a process of its own so that this one stays clean
    of it.
    """
    said = subprocess.run(
        [sys.executable, "-I", "-c", _LIST],
        env=_QUIET,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return tuple(json.loads(said.stdout))


def environment(folder: Path, allowed: tuple[str, ...]) -> dict[str, str]:
    """All that the child sees of its surroundings: no secret, no proxy, and where GDAL is to read every driver but the
    allowed ones skipped.
    """
    skipped = [driver for driver in all_drivers() if driver not in allowed] if allowed else []
    return {
        **_QUIET,
        "GDAL_SKIP": ",".join(skipped),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "CPL_TMPDIR": str(folder),
    }


def run(folder: Path, format: Format, path: Path, layer: str | None, encoding: str | None) -> dict[str, Any]:
    """Read one layer of the file at `path` (inside `folder`) in a confined process; `shapes` holds WKB or
    None by row.

    Raises GeometryError with the code that the child gave, else UNREADABLE, TOOK_TOO_LONG or NOT_CONFINED.
    """
    result = _ask(folder, format, {"path": str(path), "layer": layer, "encoding": encoding})
    result["shapes"] = _shapes((folder / "shapes.bin").read_bytes(), result.pop("lengths"))
    return result


def layers(folder: Path, format: Format, path: Path) -> tuple[str, ...]:
    """The names of the layers with shapes in the file, asked in a confined process. Raises as `run` does."""
    result = _ask(folder, format, {"path": str(path), "only_layers": True})
    return tuple(result["layers"])


def _ask(folder: Path, format: Format, wanted: dict[str, Any]) -> dict[str, Any]:
    drivers = DRIVERS.get(format, ())
    (folder / "request.json").write_text(json.dumps({**wanted, "format": format.value, "drivers": drivers}))
    ended = run_shut_in(folder, environment(folder, drivers), READ.format(OURS.get(format, "gdal_layer")))
    result_file = folder / "result.json"
    if ended == NOT_CONFINED:
        raise GeometryError(GeometryCode.NOT_CONFINED, reason=_last_words(folder))
    if ended in (-signal.SIGXCPU, -signal.SIGKILL):
        raise GeometryError(GeometryCode.TOOK_TOO_LONG)
    if ended != 0 or not result_file.exists() or result_file.stat().st_size > MAX_RESULT_BYTES:
        raise GeometryError(GeometryCode.UNREADABLE, reason=_last_words(folder))
    result: dict[str, Any] = json.loads(result_file.read_text(encoding="utf-8"))
    if "error" in result:
        raise GeometryError(GeometryCode(result["error"]), **result["details"])
    return result


def run_shut_in(folder: Path, surroundings: dict[str, str], work: str) -> int:
    """How a confined process ended that has `folder`, these surroundings, and a function `work(folder)` to run, of which the
    code is given. What it loads at first is loaded before all other files are shut to it. What it said is in said.txt.
    """
    with (folder / "said.txt").open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", "\n".join((SHUT_IN, work, _WORK)), _ROOT, str(folder)],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        return child.wait(timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _last_words(folder: Path) -> str:
    lines = (folder / "said.txt").read_bytes()[-2000:].decode("utf-8", "replace").split("\n")
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")


def _shapes(data: bytes, lengths: list[int]) -> list[bytes | None]:
    ends = accumulate(lengths)
    return [data[end - length : end] or None for end, length in zip(ends, lengths, strict=True)]
