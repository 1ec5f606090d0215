"""What is in the repository works on any machine: no path of one machine, no package source but the public ones."""

from __future__ import annotations

import re

from tests.house.tree import ROOT, files, name

HOMES = re.compile(r"(?<![\w.:/-])/(?:root|home|work|Users|opt)/\w")
OWN_HOMES = {"Dockerfile", "tests/house/test_tree.py"}
"""A container image has folders of its own."""
SOURCES = re.compile(
    r"(?:--(?:extra-)?index-url|--find-links|\bregistry\s*=|\bindex-url\s*=)\s*\S*", re.IGNORECASE
)
SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa)|@ts-(?:ignore|nocheck|expect-error)|eslint-disable")


def texts() -> dict[str, str]:
    """Every text file of the repository."""
    found = {}
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            found[name(path)] = content.decode("utf-8", "replace")
    return found


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = {path: match.group(0) for path, text in texts().items() if (match := HOMES.search(text))}
    assert {path: text for path, text in found.items() if path not in OWN_HOMES} == {}


def test_packages_come_from_wherever_the_machine_takes_them() -> None:
    locks = [
        path for path in files() if path.suffix == ".lock" or path.name.startswith((".npmrc", "pip.conf"))
    ]
    assert {name(path) for path in locks if SOURCES.search(path.read_text())} == set()
    assert '"resolved"' not in (ROOT / "webapp/assets/package-lock.json").read_text()


def test_nothing_silences_a_check_or_skips_a_test() -> None:
    kinds = (".py", ".ts")
    found = [
        name(path)
        for path in files(*kinds)
        if path.name != "test_tree.py" and re.search(SILENCED, path.read_text())
    ]
    skipped = [
        name(path)
        for path in files(".py", under="tests")
        if path.name != "test_tree.py" and re.search(r"mark\.(skip|xfail)|pytest\.skip\(", path.read_text())
    ]
    assert found + skipped == []
