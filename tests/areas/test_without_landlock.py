"""Where the kernel cannot shut other files to the reader: in production nothing is read, unless the city takes that on (T11)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.geo.files import WEST, write_layer
from webapp.config import Settings

KEPT_FROM_IT = """
import json, platform, sys
from pathlib import Path
from geo import seccomp

seccomp.FORBIDDEN = {platform.machine(): {"landlock_create_ruleset": 444}}
seccomp.forbid_calls()

from geo import landlock
from geo.errors import GeometryError
from webapp import create_app
from webapp.areas.uploads import layers_in
from webapp.config import Settings

assert landlock.version() == 0
file, keys = Path(sys.argv[1]), Path(sys.argv[2])
said = {}
for name, more in json.loads(sys.argv[3]).items():
    settings = Settings(database_url="postgresql://", secret_key="k" * 40, key_folder=keys, **more)
    app = create_app(settings)
    told = app.test_cli_runner().invoke(args=["areas", "check", str(file), "--json"])
    with app.app_context():
        try:
            layers = list(layers_in(file.read_bytes()))
        except GeometryError as refused:
            layers = refused.code.value
    said[name] = [told.exit_code, json.loads(told.stdout).get("error"), layers]
print(json.dumps(said))
"""
"""As in a container whose profile keeps Landlock from it. Both doors that files come in by are tried."""


def test_in_production_no_file_is_read_without_it_unless_the_city_says_so(tmp_path: Path) -> None:
    file = write_layer(tmp_path / "areas.gpkg", [WEST], {"koodi": ["1"], "nimi": ["Länsi"]}, layer="alueet")
    production = {"environment": "production"}
    asked = {
        "production": production,
        "taken on": {**production, "files_without_landlock": True},
        "trying out": {"environment": "development"},
        "trying out, refused": {"environment": "development", "files_without_landlock": False},
    }
    ended = subprocess.run(
        [sys.executable, "-c", KEPT_FROM_IT, str(file), str(tmp_path / "keys"), json.dumps(asked)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    refused, read = [1, "not_confined", "not_confined"], [0, None, ["alueet"]]
    assert json.loads(ended.stdout.splitlines()[-1]) == {
        "production": refused,
        "taken on": read,
        "trying out": read,
        "trying out, refused": refused,
    }


def test_what_production_does_is_its_own_unless_it_is_set() -> None:
    def reads(**more: object) -> bool:
        settings = Settings.model_validate({"database_url": "postgresql://", "secret_key": "k" * 40, **more})
        return settings.reads_without_landlock

    assert [reads(environment=name) for name in ("production", "test", "development")] == [False, True, True]
    assert reads(environment="production", files_without_landlock="true")
