"""The forms of a project: its texts, its place, why it is left out, news of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import Row
from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from geo.shapes import kept_shape
from webapp.fields import DayField, MoneyField, texts_field
from webapp.formats import in_language
from webapp.projects.actions import Whereabouts, Wording
from webapp.projects.deciding import News
from webapp.projects.rules import DELIVERY_NAMES, MOST_SUMMARY, MOST_TITLE, MOST_WORDS
from webapp.proposals.forms import DrawnPlaceForm, line
from webapp.proposals.rules import point_of
from webapp.rounds.place_kinds import PLACE_KINDS
from webapp.rounds.rules import RoundView
from webapp.texts import Texts

TOO_LONG = _l("The text is too long. Use at most 200 characters.")


class WordingForm(FlaskForm):
    """What the project is called and what it competes for."""

    seen = HiddenField()
    title = texts_field(_l("Title"), MOST_TITLE, _l("Write the title in Finnish."))
    summary = texts_field(_l("Summary"), MOST_SUMMARY, _l("Write the summary in Finnish."), many_lines=True)
    pot = SelectField(_l("Money that it competes for"), [InputRequired(_l("Choose the money."))])
    theme = SelectField(_l("Theme"), [Optional()])

    def with_choices(self, round_: RoundView) -> WordingForm:
        """Fill the lists that one chooses from."""
        self.pot.choices = [(str(pot.id), in_language(pot.name)) for pot in round_.pots]
        self.theme.choices = [("", _("No theme"))]
        self.theme.choices += [(str(theme.id), in_language(theme.name)) for theme in round_.themes]
        return self

    @property
    def wording(self) -> Wording:
        """What a valid form says."""
        theme = self.theme.data
        return Wording(self.title.data, self.summary.data, int(self.pot.data), int(theme) if theme else None)


class WhereForm(DrawnPlaceForm):
    """Where the project is, and who answers for it with which money of the city's budget."""

    place_kinds = tuple(kind.key for kind in PLACE_KINDS)

    seen = HiddenField()
    source = SelectField(_l("Or take the place of a proposal"), [Optional()], validate_choice=False)
    unit = line(_l("Unit in charge"), MOST_WORDS, TOO_LONG)
    budget_line = line(_l("Line in the city's budget"), MOST_WORDS, TOO_LONG)

    def with_sources(self, sources: Sequence[Row[Any]]) -> WhereForm:
        """Fill the lists that one chooses from; `sources`: the proposals with a place that the project is made of."""
        self.with_areas()
        self.sources = {str(row.id): row for row in sources}
        self.source.choices = [("", _("The place above"))]
        self.source.choices += [(key, f"{row.title} ({row.id})") for key, row in self.sources.items()]
        return self

    def validate_place(self, field: Any) -> None:
        """The place of a chosen proposal comes before all else."""
        if chosen := self.sources.get(self.source.data or ""):
            self.found.data = None
            self.drop_shape.data = False
            self.shape.data = chosen.shape or ""
            self.lon.data, self.lat.data = f"{chosen.lon:.7f}", f"{chosen.lat:.7f}"
        super().validate_place(field)

    def validate_source(self, field: Any) -> None:
        if field.data and field.data not in self.sources:
            raise ValidationError(_("Choose one of the proposals in the list."))

    @property
    def whereabouts(self) -> Whereabouts:
        """What a valid form says."""
        return Whereabouts(
            point=point_of(self.lon.data or "", self.lat.data or ""),
            area_id=int(self.area.data) if self.area.data else None,
            place_text=self.place.data or None,
            unit=self.unit.data or None,
            budget_line=self.budget_line.data or None,
            shape=kept_shape(self.shape.data) if self.shape.data else None,
        )


class LeaveOutForm(FlaskForm):
    """Why the project does not go to the vote."""

    seen = HiddenField()
    reason = texts_field(
        _l("Why the project does not go to the vote"),
        MOST_SUMMARY,
        _l("Write the reason in Finnish."),
        many_lines=True,
    )


class NewsForm(FlaskForm):
    """How the project proceeds."""

    seen = HiddenField()
    delivery = RadioField(_l("State"), [InputRequired(_l("Choose the state."))])
    note = texts_field(
        _l("What has happened"), MOST_SUMMARY, _l("Write the news in Finnish."), many_lines=True
    )
    spent = MoneyField(_l("Spent so far"), [Optional()])
    next_date = DayField(_l("Day of the next news"), [Optional()])

    def with_choices(self) -> NewsForm:
        """Fill in the states, in the language of the page."""
        self.delivery.choices = [(key, _(name)) for key, (name, _kind) in DELIVERY_NAMES.items()]
        return self

    @property
    def news(self) -> News:
        """What a valid form says."""
        return News(self.delivery.data, self.note.data, self.spent.data, self.next_date.data)


def wording_of(project: Row[Any], seen: str) -> dict[str, Any]:
    """A project's texts as their form has them."""
    return {
        "seen": seen,
        "title": Texts(project.title),
        "summary": Texts(project.summary),
        "pot": str(project.pot_id),
        "theme": str(project.theme_id or ""),
    }


def where_of(project: Row[Any], seen: str) -> dict[str, Any]:
    """A project's place as its form has it."""
    has_point = project.lon is not None
    area = "" if has_point else project.neighbourhood_id or project.district_id or ""
    return {
        "seen": seen,
        "lon": f"{project.lon:.7f}" if has_point else "",
        "lat": f"{project.lat:.7f}" if has_point else "",
        "shape": project.shape or "",
        "place": project.place_text or "",
        "area": str(area),
        "unit": project.unit or "",
        "budget_line": project.budget_line or "",
    }
