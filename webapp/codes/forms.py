"""The forms of voter codes: entering one, asking for a batch, taking one out of use."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, NumberRange

from webapp.ballots.receipts import LONGEST_TYPED
from webapp.codes.actions import Wanted
from webapp.codes.models import MOST_HANDED_OVER, MOST_PRINTED
from webapp.codes.rules import FILE, PURPOSES
from webapp.fields import MomentField, WholeField, storable, text_at_most
from webapp.formats import in_language
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS
from webapp.texts import cleaned


class CodeForm(FlaskForm):
    """A voter code, typed or read from the QR code by the browser."""

    code = StringField(
        _l("Voter code"),
        [
            DataRequired(_l("Type the code that is on your card or letter.")),
            text_at_most(LONGEST_TYPED, _l("This is longer than a code.")),
        ],
    )


class BatchForm(FlaskForm):
    """A batch of codes. Take it by `BatchForm().for_round(round_)`."""

    purpose = RadioField(
        _l("What the codes are for"),
        [InputRequired(_l("Choose what the codes are for."))],
        choices=lambda: [(one.key, _(one.name)) for one in PURPOSES.values()],
    )
    name = StringField(
        _l("Who gets them"),
        [
            DataRequired(_l("Write who gets the codes.")),
            text_at_most(80, _l("Use at most 80 characters.")),
            storable,
        ],
        filters=[cleaned],
    )
    size = WholeField(
        _l("How many codes"),
        [
            InputRequired(_l("Write how many codes are needed.")),
            NumberRange(1, MOST_HANDED_OVER, _l("Write a number from 1 to 100,000.")),
        ],
    )
    area_code = SelectField(_l("Where they live"))
    expires_at = MomentField(_l("The codes can be used until"))

    def for_round(self, round_: RoundView) -> BatchForm:
        """Ask for the area only where voters have one of their own, and look at the day from now on."""
        self.now = round_.now
        if VOTING_AREAS[round_.voting_areas].needs_own:
            named = [(pot.area_code, in_language(pot.name)) for pot in round_.pots if pot.area_code]
            self.area_code.choices = [("", _("Each voter tells")), *named]
        else:
            del self.area_code
        return self

    def validate_size(self, field: WholeField) -> None:
        """What is printed here is printed while one waits."""
        purpose = PURPOSES.get(self.purpose.data or "")
        if purpose is not None and purpose.layout != FILE and (field.data or 0) > MOST_PRINTED:
            raise ValidationError(_("Write a number from 1 to 300, or choose a printing house."))

    def validate_expires_at(self, field: MomentField) -> None:
        """Codes that hold no more when they are asked for are a slip."""
        if field.data is not None and field.data <= self.now:
            raise ValidationError(_("Write a day and a time that are still to come."))

    def wanted(self) -> Wanted:
        """What was asked for."""
        area = self.area_code.data or None if "area_code" in self else None
        return Wanted(
            self.purpose.data, self.name.data or "", self.size.data or 0, area, self.expires_at.data
        )


class VoidForm(FlaskForm):
    """The number of a code that is taken out of use."""

    number = StringField(
        _l("The first six marks of the code"),
        [DataRequired(_l("Type the first six marks of the code.")), text_at_most(LONGEST_TYPED, "")],
    )
