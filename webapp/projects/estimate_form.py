"""The form of an estimate: its lines, which can be added, removed and moved also without scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from webapp.fields import MoneyField, NumberField, WholeField, storable, text_at_most
from webapp.projects.rules import (
    MOST_LINES,
    MOST_MONTHS,
    MOST_QUANTITY,
    MOST_SUMMARY,
    MOST_UNIT_PRICE_CENTS,
    MOST_VAT_PERCENT,
    MOST_WORDS,
    Estimate,
    Line,
    Totals,
    bounds_hold,
    totals,
)
from webapp.proposals.forms import line as text_line
from webapp.texts import cleaned

FIELD_OF_LINE = re.compile(r"lines-(\d{1,4})-(\w+)")
MOST_UNIT = 40
NEW_LINE = {"what": "", "quantity": "1", "unit": "", "unit_price": "", "vat": "", "upkeep": ""}


class Unmarked:
    """A field of a line: whether it is needed depends on the others, so that it is not called optional."""

    field_flags = {"hide_optional": True}

    def __call__(self, form: Form, field: Any) -> None:
        """Nothing is refused here."""


def of_line(label: Any, most: int) -> Any:
    """A text of a line."""
    too_long = _l("The text is too long. Use at most %(most)s characters.", most=most)
    return StringField(label, [Unmarked(), text_at_most(most, too_long), storable], filters=[cleaned])


class LineForm(Form):
    """One line. A line without words, price and upkeep is as if it were not there."""

    what = of_line(_l("What"), MOST_WORDS)
    quantity = NumberField(_l("Quantity"), [Unmarked()], most=MOST_QUANTITY)
    unit = of_line(_l("Unit of quantity"), MOST_UNIT)
    unit_price = MoneyField(_l("Unit price"), [Unmarked()])
    vat = NumberField(_l("VAT"), [Unmarked()], places=1, most=MOST_VAT_PERCENT)
    upkeep = MoneyField(_l("Upkeep a year"), [Unmarked(), Optional()])

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been written that would cost anything."""
        written = (f.raw_data[0] if f.raw_data else f.data for f in (self.what, self.unit_price, self.upkeep))
        return not any(str(value).strip() for value in written if value is not None)

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that has begun needs words, a quantity above nothing, its unit and a price."""
        if self.is_blank:
            return True
        is_good = bool(super().validate(extra_validators))
        needs = (
            (self.what, not self.what.data, _("Write what the line is of.")),
            (self.quantity, not self.quantity.data, _("Write a quantity above zero.")),
            (self.unit, not self.unit.data, _("Write the unit, for example piece or metre.")),
            (self.unit_price, self.unit_price.data is None, _("Write the unit price, also if it is 0.")),
            (
                self.unit_price,
                (self.unit_price.data or 0) > MOST_UNIT_PRICE_CENTS,
                _("The unit price is at most 10 million euros."),
            ),
            (
                self.upkeep,
                (self.upkeep.data or 0) > MOST_UNIT_PRICE_CENTS,
                _("The upkeep is at most 10 million euros a year."),
            ),
        )
        for field, is_wrong, words in needs:
            if is_wrong and not field.errors:
                field.errors = [words]
                is_good = False
        return is_good

    @property
    def line(self) -> Line | None:
        """The line, if all of it can be read."""
        quantity: Decimal | None = self.quantity.data
        price: int | None = self.unit_price.data
        if self.is_blank or not quantity or price is None or any(field.errors for field in self):
            return None
        vat: Decimal | None = self.vat.data
        return Line(
            self.what.data or "",
            quantity,
            self.unit.data or "",
            price,
            int(vat * 10) if vat is not None else None,
            self.upkeep.data or 0,
        )


class EstimateForm(FlaskForm):
    """What a project costs: lines, bounds, how long it takes, who says so."""

    seen = HiddenField()
    lines = FieldList(FormField(LineForm), min_entries=1)
    lower = MoneyField(_l("Lowest price"), [Optional()])
    upper = MoneyField(_l("Highest price"), [Optional()])
    months = WholeField(_l("How many months the work takes"), [Optional()], most=MOST_MONTHS)
    unit = text_line(
        _l("Unit that estimated"),
        MOST_WORDS,
        _l("The name of the unit is too long."),
        _l("Write the name of the unit."),
    )
    note = TextAreaField(
        _l("Note"),
        [text_at_most(MOST_SUMMARY, _l("The text is too long. Use at most 5,000 characters.")), storable],
        filters=[cleaned],
    )

    @property
    def readable_lines(self) -> list[Line]:
        """The lines that can be read."""
        return [found for entry in self.lines if (found := entry.form.line) is not None]

    @property
    def totals(self) -> Totals:
        """The sums of the lines that can be read."""
        return totals(self.readable_lines)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what holds between the fields: some line costs something, and the bounds hold the sum."""
        is_good = bool(super().validate(extra_validators))
        if not is_good:
            return False
        total = self.totals.total_cents
        if len(self.lines) > MOST_LINES:
            return self._refuse(self.lines[0].form.what, _("An estimate has at most 60 lines."))
        if total <= 0:
            return self._refuse(self.lines[0].form.what, _("Write at least one line that costs something."))
        if self.months.data == 0:
            return self._refuse(self.months, _("The work takes at least one month."))
        if not bounds_hold(total, self.lower.data, None):
            return self._refuse(self.lower, _("The lowest price is above the sum of the lines."))
        if not bounds_hold(total, None, self.upper.data):
            return self._refuse(self.upper, _("The highest price is below the sum of the lines."))
        return True

    @staticmethod
    def _refuse(field: Any, words: str) -> bool:
        field.errors = [words]
        return False

    @property
    def estimate(self) -> Estimate:
        """What a valid form says."""
        return Estimate(
            self.readable_lines,
            self.lower.data,
            self.upper.data,
            self.months.data,
            self.unit.data,
            self.note.data or None,
        )


def rearranged(sent: MultiDict[str, str], step: str) -> MultiDict[str, str]:
    """The form as sent with its lines rearranged: `add`, `remove-2`, `up-2`, `down-2`; lines count from 0."""
    rows = _lines_of(sent)
    deed, _dash, place = step.partition("-")
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else -1
    if deed == "add" and len(rows) < MOST_LINES:
        rows.append({**NEW_LINE, "vat": rows[-1].get("vat", "") if rows else ""})
    elif 0 <= at < len(rows):
        row = rows.pop(at)
        if deed == "up":
            rows.insert(max(at - 1, 0), row)
        elif deed == "down":
            rows.insert(at + 1, row)
        elif deed != "remove":
            rows.insert(at, row)
    return _with_lines(sent, rows or [dict(NEW_LINE)])


def _lines_of(sent: MultiDict[str, str]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for name, value in sent.items():
        found = FIELD_OF_LINE.fullmatch(name)
        if found and found[2] in NEW_LINE:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[number] for number in sorted(rows)]


def _with_lines(sent: MultiDict[str, str], rows: Sequence[dict[str, str]]) -> MultiDict[str, str]:
    rest = [(name, value) for name, value in sent.items(multi=True) if not FIELD_OF_LINE.fullmatch(name)]
    lines = [(f"lines-{at}-{name}", value) for at, row in enumerate(rows) for name, value in row.items()]
    return MultiDict([*rest, *lines])


def content_of(estimate: Estimate | None, unit: str | None, seen: str) -> dict[str, Any]:
    """An estimate as the form has it: the version to go on from, else an empty first line."""
    if estimate is None:
        return {"seen": seen, "unit": unit or "", "lines": [{"quantity": Decimal(1)}]}
    lines = [
        {
            "what": line.what,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price": line.unit_price_cents,
            "vat": Decimal(line.vat_permille) / 10 if line.vat_permille is not None else None,
            "upkeep": line.upkeep_cents or None,
        }
        for line in estimate.lines
    ]
    return {
        "seen": seen,
        "lines": lines,
        "lower": estimate.lower_cents,
        "upper": estimate.upper_cents,
        "months": estimate.months,
        "unit": estimate.unit,
        "note": estimate.note or "",
    }
