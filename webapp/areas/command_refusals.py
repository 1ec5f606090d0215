"""What `flask areas` says when it refuses: a code for programs, a sentence for people, the options to choose from."""

from __future__ import annotations

from typing import Any

import click

from geo.coverage import OverlapRule
from geo.errors import GeometryCode, GeometryError
from webapp.error_pages import geometry_words, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.formats import speaking

FIELD_OPTIONS = {
    RefusalCode.AREA_CODE_MISSING: "--code-field",
    RefusalCode.AREA_CODE_LONG: "--code-field",
    RefusalCode.AREA_NAME_MISSING: "--name-field",
    RefusalCode.AREA_NAME_LONG: "--name-field",
    RefusalCode.AREA_POPULATION_WRONG: "--population-field",
}
"""By which option another field is chosen."""


class Refused(click.ClickException):
    """A refusal. `told` is the same for `--json`."""

    def __init__(self, refused: GeometryError | Refusal) -> None:
        with speaking("en"):
            words = geometry_words(refused) if isinstance(refused, GeometryError) else words_of(refused)
        self.told: dict[str, Any] = {"error": refused.code.value, "details": refused.details, "words": words}
        first = str(refused) if isinstance(refused, GeometryError) else refused.code.value
        super().__init__(f"{first}\n{words}{_ways_out(refused)}")


def _ways_out(refused: GeometryError | Refusal) -> str:
    """The options to choose from where something is not certain."""
    details = refused.details
    if refused.code is GeometryCode.LAYER_NOT_CHOSEN:
        return f" --layer: {', '.join(str(layer) for layer in _list(details.get('layers')))}"
    if refused.code is GeometryCode.CRS_NOT_CONFIRMED:
        offered = [
            f"--crs {epsg}{' --swapped' if is_swapped else ''} ({name})"
            for epsg, is_swapped, name in _list(details.get("candidates"))
        ]
        return f" {', '.join(offered)}"
    if refused.code in (GeometryCode.CRS_UNKNOWN, GeometryCode.CRS_DOES_NOT_FIT):
        return " --crs EPSG, and --swapped where north comes before east"
    if refused.code is RefusalCode.OVERLAPS_UNDECIDED:
        return "".join(f" --overlaps {rule.value}" for rule in OverlapRule)
    if refused.code in FIELD_OPTIONS:
        return f" {FIELD_OPTIONS[RefusalCode(refused.code)]} F ({details['fields']})"
    return ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
