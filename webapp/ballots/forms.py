"""Reading what a voter sends: choices, the form's nonce, and what they say of themselves."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from webapp.errors import Refusal, RefusalCode
from webapp.identity.rules import Proof

MOST = 1000


class RightForm(FlaskForm):
    """Birth year and place of residence."""

    birth_year = IntegerField(
        _l("Year of birth"),
        [
            InputRequired(_l("Write your year of birth with four digits.")),
            NumberRange(1900, 2100, _l("Write your year of birth with four digits.")),
        ],
    )
    lives_here = BooleanField()

    def with_proof(self, proof: Proof | None) -> RightForm:
        """What an identity provider has told is not asked, and what is sent of it is not believed."""
        if proof is not None and proof.birth_year is not None:
            self.birth_year.process(MultiDict({"birth_year": str(proof.birth_year)}))
        if proof is not None and proof.lives_here is not None:
            self.lives_here.process(None, proof.lives_here)
        return self


def chosen_ids(form: MultiDict[str, str]) -> list[int]:
    """The chosen projects, each once. Raises Refusal(NOT_ON_BALLOT) for what cannot be a project."""
    sent = form.getlist("projects")
    if len(sent) > MOST or not all(one.isascii() and one.isdecimal() and len(one) <= 18 for one in sent):
        raise Refusal(RefusalCode.NOT_ON_BALLOT)
    return sorted({int(one) for one in sent})


def nonce_of(form: MultiDict[str, str]) -> UUID:
    """The nonce of the review page. Raises Refusal(STALE_BALLOT) where it is not one."""
    try:
        return UUID(form.get("nonce", "")[:64])
    except ValueError:
        raise Refusal(RefusalCode.STALE_BALLOT) from None
