"""The built scripts, styles and fonts: their addresses come from the manifest that Vite writes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict

from flask import Flask, Response, request, url_for

MANIFEST = "build/manifest.json"
# The one font file that every page needs at once; the rest of the alphabet is fetched when a letter asks for it.
FIRST_FONT = "latin-wght-normal"


class Chunk(TypedDict):
    """What the manifest says of one source file."""

    file: str
    css: NotRequired[list[str]]
    assets: NotRequired[list[str]]


@dataclass
class Manifest:
    """The manifest as last read; read again when a new build has replaced it."""

    path: Path
    read_at: float = -1.0
    chunks: dict[str, Chunk] = field(default_factory=dict)

    def changed_at(self) -> float:
        """When the last build was, 0 when nothing has been built."""
        try:
            return self.path.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def chunk(self, name: str) -> Chunk | None:
        """What was built from this source file, or None when nothing has been built."""
        changed_at = self.changed_at()
        if changed_at != self.read_at:
            self.chunks = json.loads(self.path.read_text(encoding="utf-8")) if changed_at else {}
            self.read_at = changed_at
        return self.chunks.get(name)


def built_url(file: str) -> str:
    """The address of a built file."""
    return url_for("static", filename=f"build/{file}")


def init_app(app: Flask) -> None:
    """Give templates `asset_url`, `asset_styles`, `asset_fonts` and `assets_mark`, and let browsers keep built files for good."""
    manifest = Manifest(Path(app.static_folder or "") / MANIFEST)

    def asset_url(name: str) -> str:
        chunk = manifest.chunk(name)
        return built_url(chunk["file"] if chunk else name)

    def asset_styles(name: str) -> list[str]:
        chunk = manifest.chunk(name)
        return [built_url(file) for file in chunk.get("css", [])] if chunk else []

    def asset_fonts(name: str) -> list[str]:
        chunk = manifest.chunk(name)
        files = chunk.get("assets", []) if chunk else []
        return [built_url(file) for file in files if FIRST_FONT in file]

    app.jinja_env.globals.update(
        asset_url=asset_url,
        asset_styles=asset_styles,
        asset_fonts=asset_fonts,
        assets_mark=manifest.changed_at,
    )
    app.after_request(keep_built_files)


def keep_built_files(response: Response) -> Response:
    """A built file's name holds the hash of its content, so it never changes."""
    if request.path.startswith("/static/build/assets/") and response.status_code in (200, 206, 304):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
