"""`flask areas`: boundary layers from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from geo.coverage import OverlapRule
from geo.errors import GeometryCode, GeometryError
from geo.layer import Choices
from webapp.areas.actions import add_version
from webapp.areas.activation import activate_version
from webapp.areas.addresses import read_addresses
from webapp.areas.assignment import Change
from webapp.areas.drafting import LayerDraft, draft_layer
from webapp.areas.models import LEVELS, LayerVersion
from webapp.areas.nesting import nesting_report
from webapp.areas.place_actions import replace_addresses
from webapp.areas.rules import FieldMapping
from webapp.areas.uploads import draft_upload, fetched
from webapp.areas.version_queries import is_newest_alike
from webapp.areas.words import words_for
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


@areas.command("check")
@FILE
@LAYER
@CRS
@SWAPPED
@ENCODING
@OVERLAPS
@click.option("--level", type=click.Choice(LEVELS), help=f"{LEVEL_HELP} Then nested levels are checked too.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(file: Path, level: str | None, overlaps: str | None, as_json: bool, **options: Any) -> None:
    """Say what is in FILE and whether it divides the city. Nothing is stored. Exit 1 when it cannot be used
    as it is.
    """
    try:
        draft = _draft(file, _choices(options), None, overlaps)
    except _Refused as refused:
        if not as_json:
            raise
        click.echo(json.dumps({"file": file.name, **refused.told}, ensure_ascii=False, indent=2))
        raise SystemExit(1) from None
    report = {"file": file.name, **draft.report}
    if level is not None:
        report["nesting"] = nesting_report(db.session, level, draft)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _in_words(report))
    if not draft.read.crs.is_confirmed:
        raise SystemExit(1)


@areas.command("load")
@FILE
@click.option("--level", type=click.Choice(LEVELS), required=True, help=LEVEL_HELP)
@click.option("--name", help="Finnish name of the division, such as Kaupunginosat.")
@LAYER
@CRS
@SWAPPED
@ENCODING
@OVERLAPS
@click.option("--code-field", help="Field with the areas' codes.")
@click.option("--name-field", help="Field with the areas' Finnish names.")
@click.option(
    "--code-digits", type=click.IntRange(0, 20), default=0, help="Fill codes up with zeros to this length."
)
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="Day from which the division holds.")
@click.option("--activate", is_flag=True, help="Take the version into use at once.")
def load(file: Path, level: str, name: str | None, activate: bool, **options: Any) -> None:
    """Load FILE as a new version of a layer: a draft, unless --activate is given."""
    choices = _choices(options)
    draft = _draft(file, choices, None, options["overlaps"])
    if options["code_field"] or options["name_field"] or options["code_digits"]:
        draft = _draft(file, choices, _mapping(draft.mapping, options), options["overlaps"])
    day = options["valid_from"].date() if options["valid_from"] else None
    texts = Texts(fi=name) if name else None
    try:
        version = add_version(db.session, level, texts, draft, file.name, valid_from=day)
    except (GeometryError, Refusal) as refused:
        raise _Refused(refused) from None
    _say_stored(version, level, len(draft.areas))
    if activate:
        _tell(activate_version(db.session, version.id, at_once=None))
    db.session.commit()


@areas.command("fetch")
@click.argument("name")
@click.option("--level", type=click.Choice(LEVELS), required=True, help=LEVEL_HELP)
@LAYER
@CRS
@SWAPPED
@OVERLAPS
def fetch_one(
    name: str, level: str, overlaps: str | None, layer: str | None, epsg: int | None, swapped: bool
) -> None:
    """Fetch the layer that NASTA_LAYER_SOURCES calls NAME and store it as a draft, unless the newest version is the same.

    Made for a schedule: it takes nothing into use. Exit 1 when the server or its answer is refused.
    """
    source = next((one for one in current_settings().layer_sources if one.key == name), None)
    if source is None:
        known = ", ".join(one.key for one in current_settings().layer_sources) or "-"
        raise click.ClickException(f"NASTA_LAYER_SOURCES does not name {name}. It names: {known}")
    rule = OverlapRule(overlaps) if overlaps else None
    try:
        content, origin = fetched(source)
        draft = draft_upload(content, Choices(layer, epsg, swapped), None, rule)
        if is_newest_alike(db.session, level, draft):
            click.echo(f"{origin}: {len(draft.areas)} areas, the same as in the newest version of {level}.")
            return
        version = add_version(db.session, level, None, draft, origin)
    except (GeometryError, Refusal) as refused:
        raise _Refused(refused) from None
    _say_stored(version, level, len(draft.areas))
    db.session.commit()


@areas.command("activate")
@click.argument("version_id", type=int)
def activate_one(version_id: int) -> None:
    """Take the version with this number into use, a new one or (to undo) an earlier one."""
    try:
        changes = activate_version(db.session, version_id, at_once=None)
    except Refusal as refusal:
        raise _Refused(refusal) from None
    _tell(changes)
    db.session.commit()


@areas.command("addresses")
@FILE
@click.option("--municipality", help="The municipality's code; the city's own unless said.")
@click.option("--encoding", default="ISO-8859-1", show_default=True, help="In which letters the file is.")
def addresses(file: Path, municipality: str | None, encoding: str) -> None:
    """Put the addresses of FILE (the national building addresses) in the place of those that the search has."""
    code = municipality or current_settings().city_code
    try:
        with file.open(encoding=encoding) as lines:
            stored = replace_addresses(db.session, read_addresses(lines, code))
    except (LookupError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None
    except Refusal as refusal:
        raise _Refused(refusal) from None
    db.session.commit()
    click.echo(f"{stored} addresses of municipality {code}.")


def _say_stored(version: LayerVersion, level: str, areas: int) -> None:
    click.echo(f"{areas} areas stored as version {version.number} of {level} (number {version.id}).")


def _tell(changes: list[Change]) -> None:
    for change in changes:
        click.echo(
            f"{change.table}: {change.moved} of {change.pins} changed area, {change.left_out} in none."
        )


class _Refused(click.ClickException):
    """A refusal with its code, its details and, for files, a sentence that says what to do."""

    def __init__(self, refused: GeometryError | Refusal) -> None:
        self.told: dict[str, Any] = {"error": refused.code.value, "details": refused.details}
        if isinstance(refused, GeometryError):
            self.told["words"] = words_for(refused.code)
            super().__init__(f"{refused}\n{words_for(refused.code)}{_ways_out(refused)}")
        else:
            super().__init__(f"{refused.code.value} {refused.details or ''}".strip())


def _ways_out(refused: GeometryError) -> str:
    """The options to choose from where something is not certain."""
    if refused.code is GeometryCode.LAYER_NOT_CHOSEN:
        return f" --layer: {', '.join(str(layer) for layer in _list(refused.details.get('layers')))}"
    if refused.code is GeometryCode.CRS_NOT_CONFIRMED:
        offered = [
            f"--crs {epsg}{' --swapped' if is_swapped else ''} ({name})"
            for epsg, is_swapped, name in _list(refused.details.get("candidates"))
        ]
        return f" {', '.join(offered)}"
    return ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _choices(options: dict[str, Any]) -> Choices:
    return Choices(options["layer"], options["epsg"], options["swapped"], options["encoding"])


def _draft(file: Path, choices: Choices, mapping: FieldMapping | None, overlaps: str | None) -> LayerDraft:
    try:
        return draft_layer(file, choices, mapping, OverlapRule(overlaps) if overlaps else None)
    except (GeometryError, Refusal) as refused:
        raise _Refused(refused) from None


def _mapping(guessed: FieldMapping, options: dict[str, Any]) -> FieldMapping:
    return FieldMapping(
        code=options["code_field"] or guessed.code,
        name_fi=options["name_field"] or guessed.name_fi,
        name_sv=guessed.name_sv,
        name_en=guessed.name_en,
        parent=guessed.parent,
        population=guessed.population,
        code_digits=options["code_digits"],
    )


def _in_words(report: dict[str, Any]) -> str:
    crs, slivers = report["crs"], report["slivers"]
    lines = [
        f"{report['file']}: {report['format']}, layer {report['layer'] or '-'} of {len(report['layers'])}",
        f"EPSG:{crs['epsg']} {crs['name']} ({crs['source']}{'' if crs['is_confirmed'] else ', to be confirmed'})",
        f"{report['rows']} rows, {report['areas']} areas; fields: {', '.join(f['name'] for f in report['fields'])}",
        f"repaired: {report['repair_count']}; slivers closed: {slivers['gaps']} gaps, {slivers['overlaps']} overlaps",
        f"large overlaps: {report['large_overlap_count']}; holes: {report['hole_count']}; "
        f"clean division: {'yes' if report['is_clean'] else 'no'}",
    ]
    return "\n".join([*lines, *(f"noticed: {finding['code']}" for finding in report["findings"])])
