"""`flask areas`: boundary layers from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from geo.coverage import OverlapRule
from geo.errors import GeometryError
from geo.layer import Choices
from webapp.areas.actions import add_version
from webapp.areas.activation import AT_ONCE, activate_version
from webapp.areas.addresses import read_addresses
from webapp.areas.assignment import Change
from webapp.areas.command_refusals import Refused
from webapp.areas.drafting import LayerDraft, check_settled, draft_layer
from webapp.areas.models import LEVELS, LayerVersion
from webapp.areas.nesting import against_others, check_way_round
from webapp.areas.place_actions import replace_addresses
from webapp.areas.report_lines import lines_of
from webapp.areas.rules import SHOWN_ROWS
from webapp.areas.uploads import draft_upload, fetched, refuse_unconfined
from webapp.areas.version_queries import is_newest_alike
from webapp.errors import Refusal
from webapp.extensions import current_settings, db
from webapp.texts import Texts

areas = AppGroup("areas", help="Boundary layers: check a file, load it, take a version into use.")

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
LAYER = click.option("--layer", help="Which layer of the file; needed when it has several.")
CRS = click.option(
    "--crs", "epsg", type=int, help="EPSG number, when the file does not say it or says it wrong."
)
SWAPPED = click.option("--swapped", is_flag=True, help="The file gives north before east.")
ENCODING = click.option("--encoding", help="Encoding of a Shapefile's table, such as UTF-8 or CP1252.")


OVERLAPS = click.option(
    "--overlaps",
    type=click.Choice([rule.value for rule in OverlapRule]),
    help="Whose the ground of large overlaps is: keep them, or give it to the larger or the smaller area.",
)
LEVEL_HELP = "What the layer divides the city into."
FIRST_AREAS = 5


FIELDS = {
    "code": "--code-field",
    "name_fi": "--name-field",
    "name_sv": "--name-sv-field",
    "name_en": "--name-en-field",
    "parent": "--parent-field",
    "population": "--population-field",
    "code_digits": "--code-digits",
}
"""The parts of a mapping of fields and their options."""
VALID_FROM = click.option(
    "--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="Day from which the division holds."
)


def fields_named(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which field is which, for `check`, `load` and `fetch` alike."""
    digits = click.IntRange(0, 20)
    options = [
        click.option(FIELDS["code"], "code", help="Field with the areas' codes."),
        click.option(FIELDS["name_fi"], "name_fi", help="Field with the areas' Finnish names."),
        click.option(FIELDS["name_sv"], "name_sv", help="Field with the Swedish names."),
        click.option(FIELDS["name_en"], "name_en", help="Field with the English names."),
        click.option(FIELDS["parent"], "parent", help="Field with the code of the area above."),
        click.option(FIELDS["population"], "population", help="Field with the number of residents."),
        click.option(FIELDS["code_digits"], "code_digits", type=digits, help="Fill codes up with zeros."),
    ]
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


@areas.command("check")
@FILE
@LAYER
@CRS
@SWAPPED
@ENCODING
@OVERLAPS
@fields_named
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=f"{LEVEL_HELP} Then it is compared with the levels in use above and below.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(file: Path, level: str | None, as_json: bool, **options: Any) -> None:
    """Say what is in FILE and whether it divides the city. Nothing is stored. Exit 1 when `load` would refuse it."""
    try:
        draft = _draft(file, options)
    except Refused as refused:
        if not as_json:
            raise
        click.echo(json.dumps({"file": file.name, **refused.told}, ensure_ascii=False, indent=2))
        raise SystemExit(1) from None
    report = {"file": file.name, **draft.report, "first_areas": _first_areas(draft)}
    report["level"] = level
    if level is not None:  # without one no database is asked, so that a file can be checked anywhere
        report |= against_others(db.session, level, draft).report
    why_not = _why_not(draft, asks_city=level is not None)
    report["refusal"] = why_not.told if why_not else None
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else "\n".join(lines_of(report)))
    if why_not is not None:
        raise SystemExit(1) if as_json else why_not


@areas.command("load")
@FILE
@click.option("--level", type=click.Choice(LEVELS), required=True, help=LEVEL_HELP)
@click.option("--name", help="Finnish name of the division, such as Kaupunginosat.")
@LAYER
@CRS
@SWAPPED
@ENCODING
@OVERLAPS
@fields_named
@VALID_FROM
@click.option("--activate", is_flag=True, help="Take the version into use at once.")
def load(file: Path, level: str, name: str | None, activate: bool, **options: Any) -> None:
    """Load FILE as a new version of a layer: a draft, unless --activate is given."""
    draft = _draft(file, options)
    version = _stored(draft, level, file.name, options, Texts(fi=name) if name else None)
    if activate:
        _tell(activate_version(db.session, version.id))
    db.session.commit()


@areas.command("fetch")
@click.argument("name")
@click.option("--level", type=click.Choice(LEVELS), required=True, help=LEVEL_HELP)
@LAYER
@CRS
@SWAPPED
@OVERLAPS
@fields_named
@VALID_FROM
def fetch_one(name: str, level: str, **options: Any) -> None:
    """Fetch the layer that NASTA_LAYER_SOURCES calls NAME and store it as a draft, unless the newest version is the same.

    Made for a schedule: it takes nothing into use. Exit 1 when the server or its answer is refused.
    """
    source = next((one for one in current_settings().layer_sources if one.key == name), None)
    if source is None:
        known = ", ".join(one.key for one in current_settings().layer_sources) or "-"
        raise click.ClickException(f"NASTA_LAYER_SOURCES does not name {name}. It names: {known}")
    choices = Choices(options["layer"], options["epsg"], options["swapped"])
    try:
        content, origin = fetched(source)
        draft = draft_upload(content, choices, None, _rule(options), _named(options))
    except (GeometryError, Refusal) as refused:
        raise Refused(refused) from None
    if is_newest_alike(db.session, level, draft):
        click.echo(f"{origin}: {len(draft.areas)} areas, the same as in the newest version of {level}.")
        return
    _stored(draft, level, origin, options)
    db.session.commit()


def _stored(
    draft: LayerDraft, level: str, source: str, options: dict[str, Any], name: Texts | None = None
) -> LayerVersion:
    day = options["valid_from"].date() if options["valid_from"] else None
    try:
        version = add_version(db.session, level, name, draft, source, valid_from=day)
    except (GeometryError, Refusal) as refused:
        raise Refused(refused) from None
    click.echo(
        f"{len(draft.areas)} areas stored as version {version.number} of {level} (number {version.id})."
    )
    return version


@areas.command("activate")
@click.argument("version_id", type=int)
def activate_one(version_id: int) -> None:
    """Take the version with this number into use, a new one or (to undo) an earlier one."""
    try:
        changes = activate_version(db.session, version_id)
    except Refusal as refusal:
        raise Refused(refusal) from None
    _tell(changes)
    db.session.commit()


@areas.command("addresses")
@FILE
@click.option("--municipality", help="The municipality's code; the city's own unless said.")
@click.option("--encoding", default="ISO-8859-1", show_default=True, help="In which letters the file is.")
def addresses(file: Path, municipality: str | None, encoding: str) -> None:
    """Put the addresses of FILE (the national building addresses) in the place of those that the search has."""
    code = municipality or current_settings().city_code
    left_out: list[int] = []
    try:
        with file.open(encoding=encoding) as lines:
            stored = replace_addresses(db.session, read_addresses(lines, code, left_out))
    except (LookupError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None
    except Refusal as refusal:
        raise Refused(refusal) from None
    db.session.commit()
    click.echo(f"{stored} addresses of municipality {code}.")
    if left_out:
        shown = ", ".join(str(line) for line in left_out[:SHOWN_ROWS])
        more = ", ..." if len(left_out) > SHOWN_ROWS else ""
        click.echo(
            f"Left out, as their coordinates are missing or wrong: {len(left_out)} (lines {shown}{more})."
        )


def _tell(changes: list[Change]) -> None:
    for change in changes:
        click.echo(
            f"{change.table}: {change.moved} of {change.pins} changed area, {change.left_out} in none."
        )
        if change.is_level_assigned and change.pins > AT_ONCE:
            click.echo(
                f"{change.table}: the worker gives those from before their new areas in batches, as the version's page tells."
            )


def _first_areas(draft: LayerDraft) -> list[dict[str, str]]:
    """What the first areas are called, to see by eye that the right fields were read, and their letters."""
    return [{"code": area.facts.code, "name": str(area.facts.name)} for area in draft.areas[:FIRST_AREAS]]


def _choices(options: dict[str, Any]) -> Choices:
    return Choices(options["layer"], options["epsg"], options["swapped"], options["encoding"])


def _named(options: dict[str, Any]) -> dict[str, Any]:
    """The fields that were named, by what they hold."""
    return {part: options[part] for part in FIELDS if options[part] is not None}


def _draft(file: Path, options: dict[str, Any]) -> LayerDraft:
    try:
        refuse_unconfined()
        return draft_layer(file, _choices(options), None, _rule(options), _named(options))
    except (GeometryError, Refusal) as refused:
        raise Refused(refused) from None


def _rule(options: dict[str, Any]) -> OverlapRule | None:
    return OverlapRule(options["overlaps"]) if options["overlaps"] else None


def _why_not(draft: LayerDraft, *, asks_city: bool) -> Refused | None:
    """Why the draft could not be stored as it is."""
    try:
        check_settled(draft)
        if asks_city:
            check_way_round(db.session, draft)
    except (GeometryError, Refusal) as refused:
        return Refused(refused)
    return None
