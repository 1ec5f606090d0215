"""Fields that several forms share: the city's texts in three languages, euros, amounts, moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from babel.numbers import get_decimal_symbol
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, FormField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from webapp.extensions import current_settings
from webapp.formats import NO_BREAK
from webapp.texts import DEFAULT_LANGUAGE, LANGUAGES, Texts, cleaned, is_storable

MOST_CENTS = 10**12
"""Ten thousand million euros: more than any city's budget, and far from what the database cannot hold."""


def storable(form: FlaskForm, field: Any) -> None:
    """Refuse text that the database cannot hold."""
    if field.data and not is_storable(field.data):
        raise ValidationError(_("The text has characters that cannot be saved. Write it again."))


def text_at_most(most: int, message: Any) -> Length:
    """A limit of length with its own words."""
    return Length(max=most, message=message)


class TextsForm(Form):
    """One field a language; `data` is `Texts` with the empty ones left out."""

    @property
    def data(self) -> Any:
        """What was written, as `Texts`."""
        return Texts({language: text for language, text in super().data.items() if text})


def texts_field(label: Any, most: int, required: Any = None, many_lines: bool = False) -> Any:
    """A field for one text in every language of the service; its `data` is `Texts`. Template: `texts_field`.

    Finnish must be written when `required` has words; the other languages fall back to it.
    """
    too_long = _l("The text is too long. Use at most %(most)s characters.", most=most)
    kind = TextAreaField if many_lines else StringField
    fields: dict[str, Any] = {}
    for language, name in LANGUAGES.items():
        validators: list[Any] = [text_at_most(most, too_long), storable]
        if required and language == DEFAULT_LANGUAGE:
            validators.insert(0, DataRequired(required))
        fields[language] = kind(name, validators, filters=[cleaned])
    return FormField(type("TextsForm", (TextsForm,), fields), label)


class ReadField(StringField):
    """A field whose text is read into a value; what cannot be read is shown again as it was typed."""

    words: ClassVar[Any] = ""

    def read(self, text: str) -> Any:
        """The value that the text stands for. Raises ValueError with nothing said."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        """The value as it is typed."""
        raise NotImplementedError

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        self.data = None
        text = str(valuelist[0]).strip()
        if not text:
            return
        try:
            self.data = self.read(text)
        except (ValueError, OverflowError, InvalidOperation):
            raise ValueError(str(self.words)) from None

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return self.shown(self.data)


class NumberField(ReadField):
    """A number as people of the city type it: `12 345,5` or `12345.5`. `data` is a Decimal of `places` at most."""

    words = _l("Write a number, for example 12.5.")

    def __init__(
        self, label: Any, validators: Any = None, places: int = 3, most: int = 10**9, **others: Any
    ) -> None:
        super().__init__(label, validators, **others)
        self.places = places
        self.most = most

    def read(self, text: str) -> Any:
        """A finite number between nothing and `most`, without more decimals than are kept."""
        number = decimal_of(text)
        if not 0 <= number <= self.most or number != round(number, self.places):
            raise ValueError
        return number

    def shown(self, value: Any) -> str:
        """With the decimal mark of the page's language and no marks between thousands."""
        return str(format_decimal(value, format="0.######"))


class WholeField(NumberField):
    """A whole number. `data` is an int."""

    words = _l("Write a whole number.")

    def __init__(self, label: Any, validators: Any = None, most: int = 10**9, **others: Any) -> None:
        super().__init__(label, validators, places=0, most=most, **others)

    def read(self, text: str) -> Any:
        """The number as an int."""
        return int(super().read(text))


class MoneyField(NumberField):
    """An amount in euros, with or without blanks between thousands; `data` is whole cents. Template: `money`."""

    words = _l("Write a sum in euros, for example 12 500.")

    def __init__(self, label: Any, validators: Any = None, **others: Any) -> None:
        super().__init__(label, validators, places=2, most=MOST_CENTS // 100, **others)

    def read(self, text: str) -> Any:
        """Whole cents."""
        return int(super().read(text.replace("€", "")) * 100)

    def shown(self, value: Any) -> str:
        """Euros as people write them, `120 000` or `120 000,50`; with blanks in every language, as commas are decimal."""
        euros, cents = divmod(int(value), 100)
        whole = f"{euros:,}".replace(",", NO_BREAK)
        return f"{whole}{get_decimal_symbol(get_locale())}{cents:02}" if cents else whole


class MomentField(ReadField):
    """A day and a time in the city's zone, as a `datetime-local` control sends it; `data` is aware, in UTC.

    An hour that the clocks skip in spring is refused; of an hour that comes twice in autumn the first is meant.
    Template: `date_time`.
    """

    words = _l("Write a day and a time.")

    def read(self, text: str) -> Any:
        """The moment. Raises ValueError for what is no moment of the city's clock."""
        zone = ZoneInfo(current_settings().time_zone)
        here = datetime.fromisoformat(text)
        if here.tzinfo or not 2000 <= here.year <= 2100:
            raise ValueError
        moment = here.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != here:
            raise ValueError
        return moment

    def shown(self, value: Any) -> str:
        """As the control wants it: `2026-11-24T16:00`."""
        here: datetime = value.astimezone(ZoneInfo(current_settings().time_zone))
        return here.strftime("%Y-%m-%dT%H:%M")


class DayField(ReadField):
    """A day, as a `date` control sends it. Template: `date_time(field, type="date")`."""

    words = _l("Write a day between 1900 and 2200.")

    def read(self, text: str) -> Any:
        """The day. Raises ValueError for what is none, or none that a city has to do with."""
        day = date.fromisoformat(text)
        if not 1900 <= day.year <= 2200:
            raise ValueError
        return day

    def shown(self, value: Any) -> str:
        """As the control wants it: `2026-11-24`."""
        return str(value.isoformat())


def decimal_of(text: str) -> Decimal:
    """A number with a decimal comma or point and blanks between thousands. Raises ValueError or InvalidOperation."""
    plain = "".join(text.split()).replace("\u2212", "-").replace(",", ".")
    if len(plain) > 30 or not plain.isascii() or not set(plain) <= set("0123456789.-"):
        raise ValueError
    return Decimal(plain)
