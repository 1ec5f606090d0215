"""Fields of photos."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, ValidationError
from wtforms.validators import DataRequired

from webapp.proposals.forms import line, paragraphs, unit_name
from webapp.proposals.photos import MOST_BYTES, MOST_DESCRIPTION, PhotoError, PhotoFault, Prepared, prepare

WORDS = {
    PhotoFault.UNREADABLE: _l("This file cannot be read as a photo. Choose a JPEG, PNG or WebP picture."),
    PhotoFault.TOO_LARGE: _l(
        "The photo is too large. Choose one of at most %(n)s MB.", n=MOST_BYTES // 2**20
    ),
}


class PhotoForm(FlaskForm):
    """A photo and what it shows. `prepared` is the photo as it is kept, once the form has been validated."""

    file = FileField(_l("Photo"), [FileRequired(_l("Choose a photo."))])
    description = line(
        _l("What does the photo show?"),
        MOST_DESCRIPTION,
        _l("The text is too long. Use at most %(most)s characters.", most=MOST_DESCRIPTION),
        _l("Say in a few words what the photo shows."),
    )
    prepared: Prepared | None = None

    def validate_file(self, field: Any) -> None:
        """Whether it is a photo that can be shown."""
        try:
            self.prepared = prepare(field.data.stream.read(MOST_BYTES + 1))
        except PhotoError as error:
            raise ValidationError(WORDS[error.fault]) from error

    def validate(self, extra_validators: Any = None) -> bool:
        """A browser lets a page put no file back, so a photo that was in order is asked for again with what was not."""
        if super().validate(extra_validators):
            return True
        if not self.file.errors:
            self.file.errors = [gettext("Choose the photo again. Nothing has been stored yet.")]
        return False


class TakeDownForm(FlaskForm):
    """Which photo an official takes down, and why."""

    photo = RadioField(_l("Photo"), [DataRequired(_l("Choose a photo."))])
    note = paragraphs(_l("Reason"), _l("Write the reason."))
    unit = unit_name()

    def with_photos(self, photos: Any) -> TakeDownForm:
        """The form over a proposal's photos."""
        self.photo.choices = [(str(photo.id), photo.description) for photo in photos]
        return self
