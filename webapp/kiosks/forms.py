"""The form that starts a kiosk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from webapp.fields import storable, text_at_most
from webapp.texts import cleaned


class KioskForm(FlaskForm):
    """Where the computer stands, so that it is found in the list."""

    place = StringField(
        _l("Where this computer is"),
        [
            DataRequired(_l("Write where this computer is.")),
            text_at_most(80, _l("Use at most 80 characters.")),
            storable,
        ],
        filters=[cleaned],
    )
