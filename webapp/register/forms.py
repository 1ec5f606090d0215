"""The form of a file for the register of voters."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import InputRequired

from webapp.rounds.rules import RoundView
from webapp.texts import N_

ADD, REPLACE = "add", "replace"
NAMES = {
    ADD: N_("They come to those who are on the register; whoever is on it already is kept by the newer line"),
    REPLACE: N_("The file is the whole register: whoever is not in it goes"),
}


class RegisterForm(FlaskForm):
    """A file of voters. Take it by `RegisterForm().for_round(round_)`."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    how = RadioField(
        _l("What becomes of the present register"),
        [InputRequired(_l("Choose what becomes of the present register."))],
        choices=lambda: [(key, _(name)) for key, name in NAMES.items()],
    )

    def for_round(self, round_: RoundView) -> RegisterForm:
        """Once voting has opened, people can only be added."""
        if round_.has_voting_opened:
            del self.how
        return self

    @property
    def replaces(self) -> bool:
        """Whether the file is the whole register."""
        return "how" in self and self.how.data == REPLACE
