"""The form in which someone types their postcode."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired

from webapp.areas.postcodes import is_of_city, postcode_of
from webapp.extensions import current_settings, db
from webapp.formats import language

FIVE_DIGITS = _l("Write the five digits of your postcode.")


class PostcodeForm(FlaskForm):
    """A postcode of the city, as far as its addresses are known; any five digits where they are not."""

    next = HiddenField()
    postcode = StringField(
        _l("Postcode of your home"),
        [DataRequired(FIVE_DIGITS)],
        filters=[lambda typed: "".join((typed or "").split())],
    )
    is_of_city: bool | None = None

    def validate_postcode(self, field: StringField) -> None:
        postcode = postcode_of(field.data)
        if postcode is None:
            raise ValidationError(FIVE_DIGITS)
        self.is_of_city = is_of_city(db.session, postcode)
        if self.is_of_city is False:
            settings = current_settings()
            raise ValidationError(
                _(
                    "We know of no home with the postcode %(postcode)s in the city (%(city)s). Check the digits, and write the"
                    " postcode of your home, not that of a box at the post office. If it is right, write to %(email)s.",
                    postcode=postcode,
                    city=settings.city_name[language()],
                    email=settings.contact_email,
                )
            )
