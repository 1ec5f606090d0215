"""The forms of a round: one for each part, with rows that are added and removed without script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired

from webapp.fields import DayField, storable, texts_field
from webapp.formats import in_language
from webapp.rounds.defaults import REASONS, THEMES
from webapp.rounds.editing import (
    LONGEST_SLUG,
    RESERVED,
    ReasonView,
    WrittenReason,
    WrittenTexts,
    WrittenTheme,
)
from webapp.rounds.row_steps import posted_with, rows_of, stepped
from webapp.rounds.rules import RoundView
from webapp.texts import Texts, cleaned

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?")


class PartForm(FlaskForm):
    """One part of a round. `seen` is the mark of what its writer saw."""

    rows_name: ClassVar[str] = ""
    usual: ClassVar[Sequence[Mapping[str, Texts]]] = ()

    seen = HiddenField()

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        """What is kept, as the form has it."""
        raise NotImplementedError

    def settle(self, round_: RoundView) -> PartForm:
        """Give the form what it needs of the round: choices, and what is frozen."""
        return self

    def written(self, round_: RoundView) -> Any:
        """What a valid form says."""
        raise NotImplementedError

    @classmethod
    def after_step(cls, posted: MultiDict[str, str], step: str) -> PartForm:
        """The form after a button that saves nothing."""
        items = list(posted.items(multi=True))
        rows = stepped(rows_of(items, cls.rows_name), step, flat(cls.usual), cls.fresh(items))
        return cls(formdata=MultiDict(posted_with(items, cls.rows_name, rows)))

    @classmethod
    def fresh(cls, posted: list[tuple[str, str]]) -> Mapping[str, str]:
        """What a new row begins with."""
        return {"id": ""}


def flat(rows: Sequence[Mapping[str, Texts]]) -> list[dict[str, str]]:
    """Texts as the fields of posted rows."""
    return [
        {"id": ""}
        | {f"{name}-{language}": text for name, texts in row.items() for language, text in texts.items()}
        for row in rows
    ]


def row_id(field: Any) -> int | None:
    """The number of a stored row, None for a new one."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class RoundTextsForm(PartForm):
    """What the round is called and what it says."""

    title = texts_field(_l("Name of the round"), most=120, required=_l("Write the name of the round."))
    summary = texts_field(_l("Summary"), most=500, many_lines=True)
    rules_text = texts_field(_l("Rules in plain words"), most=10_000, many_lines=True)
    slug = StringField(
        _l("Web address"),
        [InputRequired(_l("Write the end of the web address.")), storable],
        filters=[cleaned],
    )

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        return {name: getattr(round_, name) for name in ("title", "summary", "rules_text", "slug")}

    def settle(self, round_: RoundView) -> PartForm:
        """Once voting has opened the rules and the address stay as they are."""
        if round_.has_voting_opened:
            self.slug.data, self.slug.raw_data = round_.slug, [round_.slug]
            for part in self.rules_text:
                part.data = round_.rules_text.get(part.short_name, "")
        return self

    def validate_slug(self, field: Any) -> None:
        if not SLUG.fullmatch(field.data) or field.data in RESERVED:
            words = _(
                "Use small letters from a to z, numbers and hyphens, at most %(most)s.", most=LONGEST_SLUG
            )
            raise ValidationError(words)

    def written(self, round_: RoundView) -> WrittenTexts:
        return WrittenTexts(self.slug.data, self.title.data, self.summary.data, self.rules_text.data)


class ThemeRow(Form):
    """One theme."""

    id = HiddenField()
    name = texts_field(_l("Theme"), most=60, required=_l("Write the theme."))


class ThemesForm(PartForm):
    """What proposals are about."""

    rows_name = "themes"
    usual = THEMES
    themes = FieldList(FormField(ThemeRow))

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        return {"themes": [{"id": theme.id, "name": theme.name} for theme in round_.themes]}

    def written(self, round_: RoundView) -> list[WrittenTheme]:
        return [WrittenTheme(row_id(row.form.id), row.form.name.data) for row in self.themes]


class ReasonRow(Form):
    """One reason for refusal."""

    id = HiddenField()
    name = texts_field(_l("Reason"), most=80, required=_l("Write the reason."))
    explanation = texts_field(
        _l("What it means"), most=500, required=_l("Write what the reason means."), many_lines=True
    )


class ReasonsForm(PartForm):
    """For what reasons the city may refuse a proposal."""

    rows_name = "reasons"
    usual = REASONS
    reasons = FieldList(FormField(ReasonRow))

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        return {
            "reasons": [{"id": one.id, "name": one.name, "explanation": one.explanation} for one in reasons]
        }

    def written(self, round_: RoundView) -> list[WrittenReason]:
        rows = [row.form for row in self.reasons]
        return [WrittenReason(row_id(row.id), row.name.data, row.explanation.data) for row in rows]


def needed_for_a_copy(form: Any, field: Any) -> None:
    """A copied timetable must begin on some day."""
    if form.source.data and field.data is None and not field.errors:
        raise ValidationError(_("Write the day on which the copied timetable begins."))


class CreateForm(FlaskForm):
    """A new round, empty or after an earlier one."""

    title = texts_field(_l("Name of the round"), most=120, required=_l("Write the name of the round."))
    source = SelectField(_l("Start from"), validate_choice=False)
    first_day = DayField(_l("First day of the new round"), [needed_for_a_copy])

    def with_rounds(self, rounds: Sequence[RoundView]) -> CreateForm:
        """Offer the earlier rounds."""
        self.source.flags.hide_optional = True
        self.source.choices = [("", _("An empty round"))]
        self.source.choices += [(round_.slug, in_language(round_.title)) for round_ in rounds]
        return self

    def validate_source(self, field: Any) -> None:
        if field.data and field.data not in {slug for slug, _title in field.choices}:
            raise ValidationError(_("Choose one of the rounds in the list."))
