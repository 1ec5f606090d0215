"""The form of a round's money: a sum for each district in use and for the whole city, and a split to start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, ValidationError

from webapp.areas.queries import AreaRow, active_areas
from webapp.extensions import db
from webapp.fields import MoneyField
from webapp.formats import in_language
from webapp.rounds.editing import ReasonView, WrittenPot
from webapp.rounds.forms import PartForm
from webapp.rounds.row_steps import posted_with, rows_of
from webapp.rounds.rules import PotView, RoundView, per_resident, split_by_population
from webapp.texts import Texts

WHOLE_CITY = Texts(fi="Koko kaupunki", sv="Hela staden", en="Whole city")
"""The name of the pot for everyone, as the city writes it."""


class PotRow(Form):
    """The sum of one area; empty where it has no pot of its own."""

    code = HiddenField()
    amount = MoneyField(_l("Sum"))

    def validate_amount(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError(_("Write a sum above zero, or leave it empty."))


class PotsForm(PartForm):
    """The money of the round."""

    total = MoneyField(_l("Sum to split"))
    pots = FieldList(FormField(PotRow))

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        kept = {pot.area_code: pot.amount_cents for pot in round_.pots}
        codes = list(dict.fromkeys([None, *(area.code for area in districts()), *kept]))
        return {"pots": [{"code": code or "", "amount": kept.get(code)} for code in codes]}

    def settle(self, round_: RoundView) -> PartForm:
        """Learn which areas there are: those in use, and those that a pot is kept for."""
        self.areas = {area.code: area for area in districts()}
        self.kept: Mapping[str | None, PotView] = {pot.area_code: pot for pot in round_.pots}
        for row in self.pots:
            row.row_name = row.form.amount.label.text = self.label_of(row)
            row.form.amount.flags.hide_optional = True
        self.total.flags.hide_optional = True
        return self

    def name_of(self, code: str | None) -> Texts:
        """What the pot of an area is called: as kept, else as the area."""
        pot, area = self.kept.get(code or None), self.areas.get(code or "")
        return pot.name if pot else area.name if area else WHOLE_CITY

    def label_of(self, row: Any) -> str:
        """The row's name on the page."""
        code = row.form.code.data
        if code and code not in self.areas:
            return str(_("%(area)s (not among the areas in use)", area=in_language(self.name_of(code))))
        return in_language(self.name_of(code))

    def people_of(self, row: Any) -> int | None:
        """How many live in the row's area; for the whole city the sum, unknown when any is."""
        if row.form.code.data:
            area = self.areas.get(row.form.code.data)
            return area.population if area else None
        people = [area.population for area in self.areas.values()]
        return sum(n for n in people if n) if people and None not in people else None

    def per_resident(self, row: Any) -> int | None:
        """Cents for each resident by the sum in the row, unknown where either is."""
        cents = row.form.amount.data
        return per_resident(cents, self.people_of(row)) if cents else None

    @property
    def together(self) -> int:
        """The sums of all rows, in cents; what is no sum counts for nothing."""
        return sum(row.form.amount.data or 0 for row in self.pots)

    def validate_pots(self, field: Any) -> None:
        known = {"", *self.areas, *(code for code in self.kept if code)}
        codes = [row.form.code.data or "" for row in field]
        if not set(codes) <= known or len(set(codes)) < len(codes):
            raise ValidationError(_("Choose one of the areas in the list."))

    def written(self, round_: RoundView) -> list[WrittenPot]:
        rows = [row.form for row in self.pots if row.form.amount.data]
        return [
            WrittenPot(row.code.data or None, self.name_of(row.code.data), row.amount.data) for row in rows
        ]

    @classmethod
    def after_step(cls, posted: MultiDict[str, str], step: str) -> PartForm:
        """Fill in a split of the sum by population; the planner may change it and it is not saved yet."""
        form = cls(formdata=posted)
        form.total.validate(form)
        areas = districts()
        unknown = [in_language(area.name) for area in areas if not area.population]
        if form.total.data is None:
            form.total.errors = [*form.total.errors] or [_("Write the sum that is split.")]
        elif unknown or not areas:
            form.total.errors = [no_population(unknown)]
        else:
            return cls(formdata=MultiDict(split_posted(posted, areas, form.total.data, form.total.shown)))
        return form


def no_population(unknown: list[str]) -> str:
    """Why the sum cannot be split."""
    if not unknown:
        return str(_("There are no areas yet. Load a boundary layer of districts first."))
    return str(
        _("The population is not known: %(areas)s. Write the sums yourself.", areas=", ".join(unknown))
    )


def split_posted(
    posted: MultiDict[str, str], areas: Sequence[AreaRow], total: int, shown: Callable[[int], str]
) -> list[tuple[str, str]]:
    """The posted form with the districts' share of the total in it; the whole city's sum stays."""
    shares = split_by_population(total, [area.population or 0 for area in areas])
    by_code = {area.code: shown(cents) for area, cents in zip(areas, shares, strict=True)}
    items = list(posted.items(multi=True))
    rows = [
        row | {"amount": by_code.get(row.get("code", ""), row.get("amount", ""))}
        for row in rows_of(items, "pots")
    ]
    return posted_with(items, "pots", rows)


def districts() -> list[AreaRow]:
    """The districts in use."""
    return active_areas(db.session, "district")
