"""The forms of one-time codes: entering one, asking for a batch, taking one out of use."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, NumberRange

from webapp.ballots.receipts import LONGEST_TYPED
from webapp.codes.actions import Wanted
from webapp.codes.models import MOST_ASKED, MOST_HANDED_OVER, MOST_PRINTED
from webapp.codes.rules import FILE, PROPOSE, PURPOSES, USES, VOTE, parts_of
from webapp.fields import MomentField, WholeField, storable, text_at_most
from webapp.formats import in_language
from webapp.identity.ways import CODE
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS
from webapp.texts import cleaned


class CodeForm(FlaskForm):
    """A one-time code, typed or read from the QR code by the browser. `next`: the page that sent its holder here."""

    next = HiddenField()
    code = StringField(
        _l("Your code"),
        [
            DataRequired(_l("Type the code that is on your card or letter.")),
            text_at_most(LONGEST_TYPED, _l("This is longer than a code.")),
        ],
    )


class BatchForm(FlaskForm):
    """A batch of codes. Take it by `BatchForm().for_round(round_)`."""

    opens = RadioField(
        _l("What the codes are for"),
        [InputRequired(_l("Choose what the codes are for."))],
        choices=lambda: [(use, _(name)) for use, name in USES.items()],
    )
    purpose = RadioField(
        _l("How they are given"),
        [InputRequired(_l("Choose how the codes are given."))],
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
        """Ask only for what the round leaves open: the use, where it takes codes for both; the area, where voters have
        one of their own. Days are looked at from now on."""
        self.now, self.uses = round_.now, uses_of(round_)
        if len(self.uses) == 1:
            del self.opens
        if VOTE in self.uses and VOTING_AREAS[round_.voting_areas].needs_own:
            named = [(pot.area_code, in_language(pot.name)) for pot in round_.pots if pot.area_code]
            self.area_code.choices = [("", _("Each voter tells")), *named]
        else:
            del self.area_code
        return self

    def validate_size(self, field: WholeField) -> None:
        """What is printed here is printed while one waits, batch by batch."""
        purpose = PURPOSES.get(self.purpose.data or "")
        if purpose is not None and purpose.layout != FILE and (field.data or 0) > MOST_ASKED:
            raise ValidationError(_("Write a number from 1 to 3,000, or choose a printing house."))

    def validate_expires_at(self, field: MomentField) -> None:
        """Codes that hold no more when they are asked for are a slip."""
        if field.data is not None and field.data <= self.now:
            raise ValidationError(_("Write a day and a time that are still to come."))

    def wanted(self) -> list[Wanted]:
        """What was asked for: one batch, or several alike ones, numbered, where it is more than is printed at once."""
        opens = self.opens.data if "opens" in self else self.uses[0]
        area = self.area_code.data or None if "area_code" in self and opens == VOTE else None
        is_file = PURPOSES[self.purpose.data].layout == FILE
        sizes = parts_of(self.size.data or 0, MOST_HANDED_OVER if is_file else MOST_PRINTED)
        names = [
            f"{self.name.data} ({number}/{len(sizes)})" if len(sizes) > 1 else self.name.data or ""
            for number in range(1, len(sizes) + 1)
        ]
        return [
            Wanted(self.purpose.data, name, size, opens, area, self.expires_at.data)
            for name, size in zip(names, sizes, strict=True)
        ]


def uses_of(round_: RoundView) -> list[str]:
    """What people of the round use printed codes for."""
    taken = {VOTE: round_.voting_providers, PROPOSE: round_.proposing_providers}
    return [use for use, ways in taken.items() if CODE.key in ways]


class VoidForm(FlaskForm):
    """The number of a code that is taken out of use."""

    number = StringField(
        _l("The first six marks of the code"),
        [DataRequired(_l("Type the first six marks of the code.")), text_at_most(LONGEST_TYPED, "")],
    )
