"""The form in which an official enters a proposal for a resident."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.validators import Length

from webapp.accounts.forms import EmailField, plain_text, stripped
from webapp.proposals.forms import ProposalForm, line
from webapp.proposals.rules import MOST_NAME, MOST_TITLE
from webapp.texts import is_storable

LONGEST_NONCE = 64


class DeskForm(ProposalForm):
    """What the resident says or has written. Name and address are theirs to give."""

    nonce = HiddenField()
    title = line(
        _l("What is proposed?"),
        MOST_TITLE,
        _l("The title is too long. Use at most 120 characters."),
        _l("Write what is proposed."),
    )
    author_name = line(
        _l("The resident's name as it is shown"),
        MOST_NAME,
        _l("The name is too long. Use at most 60 characters."),
    )
    email = EmailField(
        _l("The resident's e-mail address"),
        filters=[stripped],
        validators=[
            Length(max=254, message=_l("Type an e-mail address such as matti@example.fi.")),
            plain_text,
        ],
    )

    def validate_nonce(self, field: Any) -> None:
        """A form of ours has one: it keeps what is sent twice from being two proposals."""
        if not field.data or len(field.data) > LONGEST_NONCE or not is_storable(field.data):
            raise ValidationError(_l("Open the form anew."))
