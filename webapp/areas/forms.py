"""The forms by which a layer is loaded, one for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from geo.coverage import OverlapRule
from geo.crs import either_way, infer_crs, name_of
from geo.encodings import OFFERED
from geo.layer import LayerRead
from webapp.areas.decisions import Decisions, system_value
from webapp.areas.models import LEVELS
from webapp.areas.rules import FieldMapping
from webapp.areas.words import LEVEL_WORDS, OVERLAP_WORDS
from webapp.config import LayerSource
from webapp.fields import DayField, WholeField, texts_field
from webapp.formats import in_language

MOST_NAME = 80


class Prefilled(Optional):
    """A field that is shown filled in: nothing need be said of whether it must be."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"hide_optional": True}


class NewLayerForm(FlaskForm):
    """Which division, from which day, which file."""

    level = RadioField(
        _l("What does the layer divide the city into?"),
        [InputRequired(_l("Choose what the layer divides the city into."))],
        choices=[SelectChoice(level, _l(LEVEL_WORDS[level])) for level in reversed(LEVELS)],
    )
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    valid_from = DayField(_l("The division holds from"), [Optional()])


class FetchForm(FlaskForm):
    """Which division, from which day, from which of the configured servers."""

    level = RadioField(
        _l("What does the layer divide the city into?"),
        [InputRequired(_l("Choose what the layer divides the city into."))],
        choices=[SelectChoice(level, _l(LEVEL_WORDS[level])) for level in reversed(LEVELS)],
    )
    source = RadioField(_l("Map server"), [InputRequired(_l("Choose where to fetch from."))])
    valid_from = DayField(_l("The division holds from"), [Optional()])

    def with_sources(self, sources: Sequence[LayerSource]) -> FetchForm:
        """The servers to choose from."""
        self.source.choices = [
            SelectChoice(one.key, f"{in_language(one.name)} ({urlsplit(one.url).netloc})") for one in sources
        ]
        return self


class LayerForm(FlaskForm):
    """Which layer of a file that has several."""

    layer = RadioField(_l("Layer"), [InputRequired(_l("Choose a layer."))], validate_choice=False)

    def with_layers(self, layers: Sequence[str]) -> LayerForm:
        """The layers to choose from."""
        self.layer.choices = [
            SelectChoice(layer, layer or _("The only layer of the file")) for layer in layers
        ]
        return self

    def validate_layer(self, field: Any) -> None:
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(_("Choose a layer."))


class PlaceForm(FlaskForm):
    """In which coordinate system the file is. `shown`: the one that the map on the page showed."""

    system = RadioField(_l("Coordinate system"), [Prefilled()], validate_choice=False)
    epsg = WholeField(_l("EPSG number"), [Optional()], most=999_999)
    is_swapped = BooleanField(_l("The file gives north before east"))
    shown = HiddenField()

    def with_systems(self, choices: Sequence[SelectChoice]) -> PlaceForm:
        """The systems to choose from; where there are none, the number has to be written."""
        self.system.choices = list(choices)
        self.epsg.flags.required = not choices
        return self

    @property
    def chosen(self) -> str:
        """The chosen system as `Decisions.system` writes it; a number that was typed goes before the list."""
        if self.epsg.data:
            return system_value(self.epsg.data, bool(self.is_swapped.data))
        return self.system.data or ""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """At least one of the two must say something."""
        is_valid = bool(super().validate(*args, **kwargs))
        if is_valid and not self.chosen:
            self.epsg.errors = [_("Write the EPSG number.")]
            return False
        return is_valid


class FieldsForm(FlaskForm):
    """Which field of the file is which, and in which encoding its texts are."""

    encoding = SelectField(_l("Encoding"), [Prefilled()], choices=[SelectChoice(one, one) for one in OFFERED])
    code = SelectField(_l("Code"), [Prefilled()], validate_choice=False)
    code_digits = WholeField(_l("Fill codes with zeros to this many digits"), [Optional()], most=20)
    name_fi = SelectField(_l("Name in Finnish"), [Prefilled()], validate_choice=False)
    name_sv = SelectField(_l("Name in Swedish"), [Optional()], validate_choice=False)
    name_en = SelectField(_l("Name in English"), [Optional()], validate_choice=False)
    parent = SelectField(_l("Code of the area above"), [Optional()], validate_choice=False)
    population = SelectField(_l("Population"), [Optional()], validate_choice=False)

    def with_fields(self, fields: Sequence[str]) -> FieldsForm:
        """The file's fields to choose from."""
        every = [SelectChoice(field, field) for field in fields]
        none = SelectChoice("", _("Not in the file"))
        self.code.choices = self.name_fi.choices = every
        for part in (self.name_sv, self.name_en, self.parent, self.population):
            part.choices = [none, *every]
        return self

    @property
    def mapping(self) -> FieldMapping:
        """What was chosen."""
        return FieldMapping(
            code=self.code.data or "",
            name_fi=self.name_fi.data or "",
            name_sv=self.name_sv.data or None,
            name_en=self.name_en.data or None,
            parent=self.parent.data or None,
            population=self.population.data or None,
            code_digits=self.code_digits.data or 0,
        )


class StoreForm(FlaskForm):
    """What the division is called, and what becomes of large overlaps."""

    name = texts_field(
        _l("Name of the division"), MOST_NAME, required=_l("Write the name of the division in Finnish.")
    )
    overlaps = RadioField(
        _l("Whose is the ground of the large overlaps?"),
        [Prefilled()],
        choices=[SelectChoice(rule, _l(words)) for rule, words in OVERLAP_WORDS.items()],
    )
    shown = HiddenField()
    """The rule with which the report was shown: one that has not been seen at work is not stored."""

    @property
    def rule(self) -> OverlapRule | None:
        """What was chosen, None where that is none of the rules."""
        return next((rule for rule in OverlapRule if rule == self.overlaps.data), None)


def fields_form(fields: Sequence[str], encoding: str, mapping: FieldMapping) -> FieldsForm:
    """The form as it is shown first."""
    values = {name: value or "" for name, value in vars(mapping).items() if name != "code_digits"}
    digits = mapping.code_digits or None
    return FieldsForm(
        formdata=None, data={**values, "code_digits": digits, "encoding": encoding}
    ).with_fields(fields)


def place_form(decisions: Decisions, choices: Sequence[SelectChoice]) -> PlaceForm:
    """The form as it is shown first: what was chosen, or what is likeliest."""
    known = [choice.value for choice in choices]
    value = decisions.system if decisions.system in known else next(iter(known), "")
    return PlaceForm(formdata=None, data={"system": value, "shown": value}).with_systems(choices)


def system_choices(read: LayerRead | None, decided: Decisions) -> list[SelectChoice]:
    """What may be chosen: what the file names, what fits the coordinates, what was chosen."""
    offered: dict[str, str] = {}
    if read is not None and read.declared is not None:
        words = _(
            "As the file says: %(name)s (EPSG:%(number)s)", name=name_of(read.declared), number=read.declared
        )
        offered[system_value(read.declared, False)] = words
    candidates: list[tuple[int, bool]] = []
    if read is not None:
        likely = (*infer_crs(read.bounds), *either_way(read.crs.used.epsg, read.bounds))
        candidates = [(one.epsg, one.is_swapped) for one in likely]
    if decided.epsg is not None:
        candidates.append((decided.epsg, decided.is_swapped))
    for epsg, is_swapped in candidates:
        name = f"{name_of(epsg)} (EPSG:{epsg})"
        words = _("%(name)s, north before east", name=name) if is_swapped else name
        offered.setdefault(system_value(epsg, is_swapped), words)
    return [SelectChoice(value, words) for value, words in offered.items()]
