"""The forms of a proposal: what a resident writes, and what an official decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import Row
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Optional

from geo.errors import GeometryError
from geo.shapes import kept_shape, read_shape, shape_json
from webapp.areas.in_use import area_choices
from webapp.areas.place_search import places_called
from webapp.areas.queries import areas_at, find_places
from webapp.conflicts import Difference
from webapp.extensions import db
from webapp.fields import storable, text_at_most
from webapp.formats import in_language
from webapp.proposals.form_queries import place_kinds, themes
from webapp.proposals.rules import (
    MOST_BODY,
    MOST_NAME,
    MOST_PLACE,
    MOST_TITLE,
    Written,
    point_of,
)
from webapp.proposals.shapes import place_shape, shape_words
from webapp.rounds.place_kinds import POINT
from webapp.texts import cleaned, is_storable


def line(label: Any, most: int, too_long: Any, missing: Any = None) -> StringField:
    """One line of text; `missing` says what to write where it may not be left empty."""
    return StringField(label, checks(most, too_long, missing), filters=[cleaned])


def paragraphs(label: Any, missing: Any) -> TextAreaField:
    """A text of several lines, which may not be left empty."""
    too_long = _l("The text is too long. Use at most 5,000 characters.")
    return TextAreaField(label, checks(MOST_BODY, too_long, missing), filters=[cleaned])


def checks(most: int, too_long: Any, missing: Any) -> list[Any]:
    """What every text must pass."""
    needed = [DataRequired(missing)] if missing is not None else []
    return [*needed, text_at_most(most, too_long), storable]


class PlaceForm(FlaskForm):
    """Where something is: a point found in one of several ways, else an area or words."""

    lon = HiddenField()
    lat = HiddenField()
    place = line(_l("Address or place"), MOST_PLACE, _l("The place is too long. Use at most 200 characters."))
    found = RadioField(_l("Places found"), [Optional()], validate_choice=False)
    area = SelectField(_l("Area"), [Optional()], validate_choice=False)

    def with_areas(self) -> None:
        """Fill the list of areas."""
        areas = area_choices(db.session)
        self.area.choices = [("", _("Choose an area"))]
        self.area.choices += [(str(row.id), in_language(row.name)) for row in areas]
        self.found.choices = []

    def look_for_places(self) -> None:
        """Offer the places whose name has what was typed."""
        words = (self.place.data or "")[:MOST_PLACE]
        rows = places_called(words) if words and is_storable(words) else []
        self.found.choices = [
            (f"{row.longitude:.6f},{row.latitude:.6f}", in_language(row.name)) for row in rows
        ]
        if not rows:
            self.place.errors = [_("No place of that name. Choose an area, or tell the place in words.")]

    def validate_area(self, field: Any) -> None:
        if field.data and field.data not in [value for value, _words in field.choices]:
            raise ValidationError(_("Choose one of the areas in the list."))

    def validate_place(self, field: Any) -> None:
        """The point, wherever it came from, is on Earth and in the city; the error is shown at the place."""
        if self.found.data:
            self.lon.data, _comma, self.lat.data = self.found.data.partition(",")
        try:
            point = point_of(self.lon.data or "", self.lat.data or "")
        except ValueError:
            self.lon.data = self.lat.data = ""
            raise ValidationError(_("The place was not understood. Choose it again.")) from None
        if point is not None and not areas_at(db.session, *point).is_inside:
            self.lon.data = self.lat.data = ""
            raise ValidationError(_("The place is outside the city. Choose a place inside it."))


def on_the_map(yours: PlaceForm, saved: PlaceForm) -> list[Difference]:
    """Where two versions have their pin, if not at the same place: fields that nobody sees as such."""
    ours, theirs = (_pin(form) for form in (yours, saved))
    return [Difference(_("Place on the map"), ours, theirs)] if ours != theirs else []


def _pin(form: PlaceForm) -> str:
    """The pin in words: the area it is in, and its degrees."""
    point = point_of(form.lon.data or "", form.lat.data or "")
    if point is None:
        return ""
    area = areas_at(db.session, *point).neighbourhood
    degrees = f"{point[1]:.5f}, {point[0]:.5f}"
    return f"{in_language(area.name)} ({degrees})" if area else degrees


class DrawnPlaceForm(PlaceForm):
    """A place that may also be drawn. `shape`: GeoJSON of a line or an area, of the kinds allowed; it comes before the point."""

    place_kinds: Sequence[str] = (POINT,)

    shape = HiddenField()
    drop_shape = BooleanField(_l("Remove the line or the area that was drawn"))

    def validate_place(self, field: Any) -> None:
        """A drawing is cut to the city and gives the point; the error is shown at the place."""
        if self.found.data or self.drop_shape.data:
            self.shape.data = ""
        if not self.shape.data:
            super().validate_place(field)
            return
        try:
            placed = place_shape(db.session, read_shape(self.shape.data))
        except GeometryError as error:
            raise ValidationError(_(shape_words(error.code))) from None
        if placed.kind not in self.place_kinds:
            self.shape.data = ""
            raise ValidationError(_("This round takes no lines or areas of that kind. Choose a point."))
        self.shape.data = shape_json(placed.shape)
        self.lon.data, self.lat.data = (f"{degrees:.7f}" for degrees in placed.point)


class ProposalForm(DrawnPlaceForm):
    """Where, what and who. The choices of areas and themes are given by `with_choices`.

    `shape`: GeoJSON of a line or an area, where the round allows such; it comes before the point.
    """

    seen = HiddenField()

    title = line(
        _l("What do you propose?"),
        MOST_TITLE,
        _l("The title is too long. Use at most 120 characters."),
        _l("Write what you propose."),
    )
    body = paragraphs(_l("Tell more"), _l("Tell more about your proposal."))
    theme = SelectField(_l("Theme"), [Optional()], validate_choice=False)
    author_name = line(
        _l("Your name as it is shown"), MOST_NAME, _l("The name is too long. Use at most 60 characters.")
    )

    def with_choices(self, round_id: int) -> ProposalForm:
        """Fill the lists that one chooses from."""
        self.with_areas()
        self.place_kinds = place_kinds(db.session, round_id)
        self.theme.choices = [("", _("Choose a theme"))]
        self.theme.choices += [(str(row.id), in_language(row.name)) for row in themes(db.session, round_id)]
        return self

    def validate_place(self, field: Any) -> None:
        """An address that was written out holds as if it had been chosen from those found."""
        self.take_address()
        super().validate_place(field)

    def take_address(self) -> None:
        """Give the point of the one address that is called what was typed, where nothing else tells the place."""
        words = " ".join((self.place.data or "").split())
        told = (self.lon, self.lat, self.found, self.area, self.shape)
        if not words or not is_storable(words) or any(field.data for field in told):
            return
        called = [
            row
            for row in find_places(db.session, words)
            if row.kind == "address" and words.casefold() in {name.casefold() for name in row.name.values()}
        ]
        if len(called) == 1:
            self.lon.data, self.lat.data = f"{called[0].longitude:.6f}", f"{called[0].latitude:.6f}"

    def validate_theme(self, field: Any) -> None:
        if field.data and field.data not in [value for value, _words in field.choices]:
            raise ValidationError(_("Choose one of the themes of this round."))

    @property
    def content(self) -> dict[str, str]:
        """What was written, for keeping as a draft."""
        return {
            name: self[name].data or ""
            for name in ("lon", "lat", "shape", "place", "area", "title", "body", "theme", "author_name")
        }


def written_of(content: dict[str, str]) -> Written:
    """What a valid form or a kept draft says."""
    return Written(
        title=content["title"],
        body=content["body"],
        theme_id=int(content["theme"]) if content["theme"] else None,
        place_text=content["place"] or None,
        point=point_of(content["lon"], content["lat"]),
        area_id=int(content["area"]) if content["area"] else None,
        author_name=content["author_name"] or None,
        shape=kept_shape(content["shape"]) if content.get("shape") else None,
    )


def content_of(proposal: Row[Any]) -> dict[str, str]:
    """A proposal as the form has it."""
    has_point = proposal.lon is not None
    area = "" if has_point else proposal.neighbourhood_id or proposal.district_id or ""
    return {
        "lon": f"{proposal.lon:.7f}" if has_point else "",
        "lat": f"{proposal.lat:.7f}" if has_point else "",
        "shape": proposal.shape or "",
        "place": proposal.place_text or "",
        "area": str(area),
        "title": proposal.title,
        "body": proposal.body,
        "theme": str(proposal.theme_id or ""),
        "author_name": proposal.author_name or "",
    }


def unit_name() -> StringField:
    """The unit in whose name an official speaks."""
    return line(
        _l("Unit"), MOST_PLACE, _l("The name of the unit is too long."), _l("Write the name of the unit.")
    )


class RefuseForm(FlaskForm):
    """Why a proposal is refused, and who says so."""

    reason = RadioField(_l("Reason"), [DataRequired(_l("Choose a reason."))], validate_choice=False)
    note = paragraphs(_l("Explain it to the author"), _l("Explain the reason in your own words."))
    unit = unit_name()

    def validate_reason(self, field: Any) -> None:
        if field.data not in [value for value, _words in field.choices]:
            raise ValidationError(_("Choose a reason."))


class AnswerForm(FlaskForm):
    """A public answer in a unit's name."""

    note = paragraphs(_l("Answer"), _l("Write the answer."))
    unit = unit_name()
