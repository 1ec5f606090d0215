"""The confined process that opens one file from outside. Started by sandbox.py; takes and gives files in one
folder.

In: request.json, the values of `Wanted`. Out: result.json and shapes.bin (the shapes as WKB, one after the
other; `lengths` in result.json tells their bytes by row, 0 for none), or result.json {error, details}. Who reads which
format says sandbox.py, so that no process loads more than its own format needs.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.errors import GeometryCode, GeometryError
from geo.raw_layer import RawLayer, Wanted, check_counts, check_texts


def answer(folder: Path, read: Callable[[Wanted], RawLayer]) -> None:
    """Read what request.json names and write the result beside it. Every failure becomes a code in
    result.json.
    """
    request = json.loads((folder / "request.json").read_text())
    try:
        result = _written(read(Wanted(**request | {"path": Path(request["path"])})), folder)
    except GeometryError as error:
        details = {name: _json_value(value) for name, value in error.details.items()}
        result = {"error": error.code.value, "details": details}
    except MemoryError:
        result = {"error": GeometryCode.TOO_LARGE.value, "details": {}}
    except (RuntimeError, ValueError, OverflowError) as error:  # GDAL's own are runtime errors
        result = {"error": GeometryCode.UNREADABLE.value, "details": {"reason": str(error)[:300]}}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def _written(read: RawLayer, folder: Path) -> dict[str, Any]:
    check_counts(len(read.shapes), len(read.columns))
    columns = {name: [_json_value(value) for value in values] for name, values in read.columns.items()}
    check_texts(columns)
    shapes = [shape or b"" for shape in read.shapes]
    (folder / "shapes.bin").write_bytes(b"".join(shapes))
    return {
        "layer": read.layer,
        "layers": read.layers,
        "crs": read.crs,
        "columns": columns,
        "kinds": {name: _kind_of(values) for name, values in columns.items()},
        "rings_closed": read.rings_closed,
        "lengths": [len(shape) for shape in shapes],
    }


def _json_value(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_json_value(part) for part in value]
    return value if isinstance(value, int | bool) else None


def _kind_of(values: list[object]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {bool}:
        return "truth"
    if kinds and kinds <= {int}:
        return "integer"
    return "decimal" if kinds and kinds <= {int, float} else "text"
