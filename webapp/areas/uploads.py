"""Getting and reading files from outside. A kept upload lies in the database and is put on the disk for as long as the confined reader needs it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog

from geo import landlock
from geo.coverage import OverlapRule
from geo.errors import GeometryCode, GeometryError
from geo.fetch import Source, fetch
from geo.layer import Choices, LayerRead
from geo.reader import layers_of, read_layer
from webapp.areas.drafting import LayerDraft, draft_layer
from webapp.areas.rules import FieldMapping
from webapp.config import LayerSource
from webapp.extensions import current_settings

log = structlog.get_logger()


def fetched(source: LayerSource) -> tuple[bytes, str]:
    """The layer that a configured map server gives now, and what it is called in lists. Raises GeometryError."""
    content = fetch(Source(source.kind, source.url, source.layer, source.version, source.output))
    return content, f"{source.layer} ({urlsplit(source.url).netloc})"


def layers_in(content: bytes) -> tuple[str, ...]:
    """The names of the layers in a file. Raises GeometryError for what cannot be read."""
    with _on_disk(content) as path:
        return layers_of(path)


def read_upload(content: bytes, choices: Choices) -> LayerRead:
    """The layer in a file. Raises GeometryError for what cannot be read."""
    with _on_disk(content) as path:
        return read_layer(path, choices)


def draft_upload(
    content: bytes,
    choices: Choices,
    mapping: FieldMapping | None,
    overlaps: OverlapRule | None,
    named: Mapping[str, Any] | None = None,
) -> LayerDraft:
    """The draft of the layer in a file. Raises GeometryError, Refusal as `draft_layer` does."""
    with _on_disk(content) as path:
        return draft_layer(path, choices, mapping, overlaps, named)


def refuse_unconfined() -> None:
    """Raises GeometryError(NOT_CONFINED) where the kernel cannot shut all other files to the reader and this is not allowed."""
    if not current_settings().reads_without_landlock and not landlock.version():
        raise GeometryError(
            GeometryCode.NOT_CONFINED, reason="no Landlock here, and NASTA_FILES_WITHOUT_LANDLOCK is not set"
        )


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        try:
            refuse_unconfined()
            yield path
        except GeometryError as error:
            if error.code is GeometryCode.NOT_CONFINED:
                log.error("reader of files not confined", reason=str(error))
            raise
