"""`flask areas load` and `flask areas check`: boundary layers from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from geo.errors import GeometryCode, GeometryError
from geo.layer import Choices
from webapp.areas.actions import Origin, activate_version, add_version
from webapp.areas.drafting import LayerDraft, draft_layer
from webapp.areas.models import LEVELS
from webapp.areas.rules import FieldMapping
from webapp.areas.words import words_for
from webapp.errors import Refusal
from webapp.extensions import db
from webapp.texts import Texts

areas = AppGroup("areas", help="Boundary layers: check a file, load it, take a version into use.")

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
LAYER = click.option("--layer", help="Which layer of the file; needed when it has several.")
CRS = click.option(
    "--crs", "epsg", type=int, help="EPSG number, when the file does not say it or says it wrong."
)
SWAPPED = click.option("--swapped", is_flag=True, help="The file gives north before east.")
ENCODING = click.option("--encoding", help="Encoding of a Shapefile's table, such as UTF-8 or CP1252.")


@areas.command("check")
@FILE
@LAYER
@CRS
@SWAPPED
@ENCODING
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(
    file: Path, layer: str | None, epsg: int | None, swapped: bool, encoding: str | None, as_json: bool
) -> None:
    """Say what is in FILE and whether it divides the city. Nothing is stored. Exit 1 when it cannot be used
    as it is.
    """
    try:
        draft = _draft(file, Choices(layer, epsg, swapped, encoding), None)
    except click.ClickException as refused:
        if not as_json:
            raise
        click.echo(json.dumps({"file": file.name, "error": refused.message}, ensure_ascii=False))
        raise SystemExit(1) from None
    report = {"file": file.name, **draft.report}
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _in_words(report))
    if not draft.read.crs.is_confirmed:
        raise SystemExit(1)


@areas.command("load")
@FILE
@click.option(
    "--level", type=click.Choice(LEVELS), required=True, help="What the layer divides the city into."
)
@click.option("--name", help="Finnish name of the division, such as Kaupunginosat.")
@LAYER
@CRS
@SWAPPED
@ENCODING
@click.option("--code-field", help="Field with the areas' codes.")
@click.option("--name-field", help="Field with the areas' Finnish names.")
@click.option(
    "--code-digits", type=click.IntRange(0, 20), default=0, help="Fill codes up with zeros to this length."
)
@click.option("--activate", is_flag=True, help="Take the version into use at once.")
def load(level: str, name: str | None, activate: bool, file: Path, **options: Any) -> None:
    """Load FILE as a new version of a layer: a draft, unless --activate is given."""
    choices = Choices(options["layer"], options["epsg"], options["swapped"], options["encoding"])
    draft = _settled(_draft(file, choices, None), choices)
    if options["code_field"] or options["name_field"] or options["code_digits"]:
        draft = _draft(file, choices, _mapping(draft.mapping, options))
    origin = Origin(file.name, f"EPSG:{draft.read.crs.used.epsg}", draft.report)
    version = add_version(db.session, level, Texts(fi=name) if name else None, draft.areas, origin)
    click.echo(
        f"{len(draft.areas)} areas stored as version {version.number} of {level} (number {version.id})."
    )
    if activate:
        for change in activate_version(db.session, version.id):
            click.echo(
                f"{change.table}: {change.moved} of {change.pins} changed area, {change.left_out} in none."
            )
    db.session.commit()


@areas.command("activate")
@click.argument("version_id", type=int)
def activate_one(version_id: int) -> None:
    """Take the version with this number into use, a new one or (to undo) an earlier one."""
    try:
        changes = activate_version(db.session, version_id)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.code.value} {refusal.details or ''}".strip()) from None
    for change in changes:
        click.echo(
            f"{change.table}: {change.moved} of {change.pins} changed area, {change.left_out} in none."
        )
    db.session.commit()


def _draft(file: Path, choices: Choices, mapping: FieldMapping | None) -> LayerDraft:
    try:
        return draft_layer(file, choices, mapping)
    except GeometryError as error:
        raise click.ClickException(f"{error}\n{words_for(error.code)}") from None
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.code.value} {refusal.details}") from None


def _settled(draft: LayerDraft, choices: Choices) -> LayerDraft:
    """Nothing is chosen silently: several layers or an inferred system end here."""
    if len(draft.read.layers) > 1 and choices.layer is None:
        names = ", ".join(draft.read.layers)
        raise click.ClickException(f"{words_for(GeometryCode.LAYER_NOT_CHOSEN)} --layer: {names}")
    if not draft.read.crs.is_confirmed:
        offered = ", ".join(
            f"--crs {one.epsg}{' --swapped' if one.is_swapped else ''} ({one.name})"
            for one in draft.read.crs.candidates
        )
        raise click.ClickException(f"{words_for(GeometryCode.CRS_NOT_CONFIRMED)} {offered}")
    return draft


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
        f"repaired: {len(report['repairs'])}; slivers closed: {slivers['gaps']} gaps, {slivers['overlaps']} overlaps",
        f"large overlaps: {report['large_overlap_count']}; holes: {report['hole_count']}; "
        f"clean division: {'yes' if report['is_clean'] else 'no'}",
    ]
    return "\n".join([*lines, *(f"noticed: {finding['code']}" for finding in report["findings"])])
