"""Built files are found by the names of their sources, whatever hash the build gave them."""

from __future__ import annotations

import html
import json
import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from webapp import static_files

MANIFEST = {
    "main.ts": {
        "file": "assets/main-abc.js",
        "css": ["assets/main-def.css"],
        "assets": [
            "assets/figtree-latin-ext-wght-normal-1.woff2",
            "assets/figtree-latin-wght-normal-2.woff2",
        ],
    }
}


def build(folder: Path, manifest: dict[str, Any]) -> None:
    (folder / "build" / "assets").mkdir(parents=True, exist_ok=True)
    (folder / "build" / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask("try", static_folder=str(tmp_path), static_url_path="/static")
    static_files.init_app(app)
    return app


def said(app: Flask, name: str) -> str:
    with app.test_request_context():
        return html.unescape(render_template_string("{{ " + name + "('main.ts') }}"))


def test_a_script_is_named_by_the_manifest(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, MANIFEST)
    assert said(app, "asset_url") == "/static/build/assets/main-abc.js"


def test_a_script_brings_its_styles(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, MANIFEST)
    assert said(app, "asset_styles") == "['/static/build/assets/main-def.css']"


def test_only_the_first_font_is_fetched_early(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, MANIFEST)
    assert said(app, "asset_fonts") == "['/static/build/assets/figtree-latin-wght-normal-2.woff2']"


def test_pages_work_before_anything_is_built(app: Flask) -> None:
    assert said(app, "asset_styles") == "[]"
    assert said(app, "asset_url") == "/static/build/main.ts"


def test_a_new_build_is_seen_without_a_restart(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, MANIFEST)
    said(app, "asset_url")
    build(tmp_path, {"main.ts": {"file": "assets/main-new.js"}})
    os.utime(tmp_path / "build" / "manifest.json", (2e9, 2e9))
    assert said(app, "asset_url") == "/static/build/assets/main-new.js"


def test_built_files_are_kept_by_browsers_for_good(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, MANIFEST)
    (tmp_path / "build" / "assets" / "main-abc.js").write_text("1")
    with app.test_client().get("/static/build/assets/main-abc.js") as response:
        assert "immutable" in response.headers["Cache-Control"]
    with app.test_client().get("/static/build/assets/gone.js") as response:
        assert "immutable" not in response.headers.get("Cache-Control", "")
