"""The form of who may propose in a round, and how they show who they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, ValidationError
from wtforms.validators import NumberRange, Optional

from webapp.extensions import current_settings
from webapp.fields import WholeField
from webapp.formats import in_language
from webapp.identity.ways import CODE, DESK, EMAIL, POSTCODE, on_the_web, ways_to_propose
from webapp.identity.words import named_ways
from webapp.rounds.editing import PROPOSING_FIELDS, ReasonView, WrittenProposing
from webapp.rounds.forms import PartForm
from webapp.rounds.rules import RoundView


class ProposingForm(PartForm):
    """Rules of age and home hold only where what the provider tells can prove them."""

    proposing_providers = SelectMultipleField(
        _l("How those who propose identify"),
        choices=lambda: named_ways(ways_to_propose(current_settings())),
    )
    proposing_age = WholeField(
        _l("Who may propose: those who turn at least so many years old this year"),
        [Optional(), NumberRange(1, 100, _l("Write an age from 1 to 100, or leave it empty."))],
    )
    proposing_residents = BooleanField(_l("Only residents of the city may propose"))

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        stored = {name: getattr(round_, name) for name in PROPOSING_FIELDS}
        return stored | {"proposing_providers": list(round_.proposing_providers) or [EMAIL.key]}

    def validate_proposing_providers(self, field: Any) -> None:
        """The desk is for those who cannot propose on the web, which most can."""
        if field.data == [DESK.key]:
            raise ValidationError(
                _(
                    "Choose also how people propose on their own, by e-mail for example: the desk is beside it."
                )
            )

    def validate_proposing_age(self, field: Any) -> None:
        if field.data is not None:
            self._must_tell("birth_claim", _("the age"))

    def validate_proposing_residents(self, field: Any) -> None:
        if field.data:
            self._must_tell("municipality_claim", _("the home municipality"))

    def _must_tell(self, claim: str, what: str) -> None:
        """A rule that nobody looks at would be a false promise. At the desk the official looks."""
        keys = on_the_web(self.proposing_providers.data or [])
        silent = [_(one.label) for one in (EMAIL, POSTCODE, CODE) if one.key in keys]
        chosen = [one for one in current_settings().identity_providers if one.key in keys]
        silent += [in_language(one.name) for one in chosen if not getattr(one, claim)]
        if silent:
            raise ValidationError(_("%(names)s does not tell %(what)s.", names=", ".join(silent), what=what))

    def written(self, round_: RoundView) -> WrittenProposing:
        keys = sorted(self.proposing_providers.data or [])
        return WrittenProposing(
            [] if keys == [EMAIL.key] else keys,
            self.proposing_age.data,
            bool(self.proposing_residents.data),
        )
