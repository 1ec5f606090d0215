"""The pages for people name what there is, and only what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.house.tree import ROOT, files, name
from tests.security.access import AGAIN, rows_of
from webapp import COMMANDS
from webapp.access import ROLES, Permission
from webapp.ballots.types import BALLOT_TYPES
from webapp.config import Settings
from webapp.counting.rules import RULES
from webapp.exports.datasets import DATASETS
from webapp.exports.formats import FORMATS

PAGES = [path for path in files(".md") if not name(path).startswith("tests/")]
NOT_OF_SETTINGS = {"NASTA_HOST", "NASTA_SOCKETS"}
"""Read by the web server and by the private database before there is an application."""
PLACE = re.compile(r"`((?:webapp|geo|tests|docs|scripts|migrations|sample_data|\.ci)/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#]+)[^)]*\)")


def words(page: str) -> str:
    return (ROOT / "docs" / page).read_text()


def settings() -> set[str]:
    fields = set(Settings.model_fields) - {"database_url"}
    return {f"NASTA_{field.upper()}" for field in fields} | {"DATABASE_URL"}


def commands() -> Iterator[tuple[str, ...]]:
    """Every command: (group, command), or (command,) where it stands alone."""
    for one in COMMANDS:
        if isinstance(one, click.Group):
            yield from ((str(one.name), leaf) for leaf in one.commands)
        else:
            yield (str(one.name),)


@pytest.mark.parametrize("setting", sorted(settings()))
def test_every_setting_has_a_row(setting: str) -> None:
    assert re.search(rf"^\| `{setting}`[`, ]", words("operators.md"), re.MULTILINE)


def test_no_setting_is_told_that_is_not_there() -> None:
    told = set(re.findall(r"\bNASTA_[A-Z_]+\b", "".join(path.read_text() for path in PAGES)))
    assert told - settings() - NOT_OF_SETTINGS == set()


@pytest.mark.parametrize("command", sorted(commands()), ids=" ".join)
def test_every_command_has_a_row(command: tuple[str, ...]) -> None:
    rows = [row for row in words("operators.md").splitlines() if row.startswith(f"| `flask {command[0]}")]
    assert any(re.search(rf"[` ]{command[-1]}[` ]", row) for row in rows)


def test_no_command_is_told_that_is_not_there(app: Flask) -> None:
    told = {
        found for path in PAGES for found in re.findall(r"flask ([a-z]+)(?: ([a-z]+))?", path.read_text())
    }
    groups = {command[0] for command in commands()}
    assert {group for group, _leaf in told} - groups == set()
    leaves = {pair for pair in told if pair[1] and pair[0] in {c[0] for c in commands() if len(c) == 2}}
    assert leaves - set(commands()) == set()


@pytest.mark.parametrize("dataset", [dataset.key for dataset in DATASETS])
def test_every_dataset_of_exports_has_a_row(dataset: str) -> None:
    assert f"| {dataset} |" in words("exports.md")


@pytest.mark.parametrize("extension", [one.extension for one in FORMATS])
def test_every_format_of_exports_has_a_row(extension: str) -> None:
    assert f"| {extension} |" in words("exports.md").lower()


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_every_counting_rule_is_told(rule: str) -> None:
    assert f"`{rule}`" in words("counting.md")


@pytest.mark.parametrize("ballot_type", [one.key for one in BALLOT_TYPES])
def test_every_ballot_type_is_told(ballot_type: str) -> None:
    assert any(f"`{ballot_type}`" in path.read_text() for path in PAGES)


@pytest.mark.parametrize("permission", Permission)
def test_the_table_of_roles_is_as_it_is_in_the_code(permission: Permission) -> None:
    row = next(row for row in words("roles.md").splitlines() if row.startswith(f"| {permission.value} |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")][1:]
    assert cells == ["yes" if permission in ROLES[role] else "" for role in ROLES]


def test_every_page_that_asks_anew_is_told(app: Flask) -> None:
    """The table of roles.md and the routes' marks name the same addresses."""
    page = words("roles.md").split("## A second factor")[1]
    told = {
        address
        for row in page.splitlines()
        if row.startswith("| `/")
        for address in re.findall(r"`(/[^`]+)`", row)
    }
    assert told == {row.address for row in rows_of(app) if row.who.endswith(AGAIN)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    text = page.read_text()
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []
    assert [place for place in PLACE.findall(text) if not (ROOT / place).exists()] == []


def test_the_make_commands_of_the_pages_are_there() -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = {word for path in PAGES for word in re.findall(r"[`\n] *make ([a-z-]+)", path.read_text())}
    assert told - there == set()


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_planners_guide_says_the_same_in_every_language(language: str) -> None:
    """As many headings, rows and points, and the same pages of the site."""
    english, other = words("planners.md"), words(f"planners.{language}.md")
    for kind in (r"^## \d", r"^\| ", r"^- "):
        assert len(re.findall(kind, other, re.M)) == len(re.findall(kind, english, re.M)), kind
    places = re.compile(r"`(/[^`]*|docs/[^`]*)`")
    assert places.findall(other) == places.findall(english)
