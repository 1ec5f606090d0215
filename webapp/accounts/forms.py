"""Forms of accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.accounts.rules import ROLES, is_address
from webapp.texts import LANGUAGES

ROLE_NAMES = {
    "official": _l("Official"),
    "planner": _l("Planner"),
    "gis": _l("GIS expert"),
    "coordinator": _l("Participation coordinator"),
}


def stripped(value: str | None) -> str | None:
    """The text without white space around it."""
    return value.strip() if value else value


def plain_text(form: FlaskForm, field: StringField) -> None:
    """Refuse characters that no person types."""
    if field.data and not field.data.isprintable():
        raise ValidationError(_l("There are characters here that cannot be used."))


class EmailField(StringField):
    """An e-mail address."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse what cannot be an address."""
        if self.data and not is_address(self.data):
            raise ValidationError(_l("Type an e-mail address such as matti@example.fi."))


class SignInForm(FlaskForm):
    """Where to send the link."""

    email = EmailField(
        _l("E-mail address"), filters=[stripped], validators=[InputRequired(_l("Type your e-mail address."))]
    )
    next = HiddenField()


CODE_WRONG = _l("This code is not right, or it has been used already. Wait until your app shows a new one.")


class CodeForm(FlaskForm):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(
        _l("Confirmation code"), filters=[stripped], validators=[InputRequired(_l("Type the code."))]
    )
    next = HiddenField()


class AccountForm(FlaskForm):
    """What a person can change of their account."""

    name = StringField(
        _l("Name that others see"),
        filters=[stripped],
        validators=[Length(max=80, message=_l("The name can have at most 80 characters.")), plain_text],
    )
    language = RadioField(
        _l("Language of messages"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validators=[InputRequired(_l("Choose a language."))],
    )
    wants_news = BooleanField(_l("Tell me by e-mail what happens to my proposals and to those that I follow"))


class RoleForm(FlaskForm):
    """Give a role to an address."""

    email = EmailField(
        _l("E-mail address"), filters=[stripped], validators=[InputRequired(_l("Type an e-mail address."))]
    )
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES],
        validators=[InputRequired(_l("Choose a role."))],
    )
