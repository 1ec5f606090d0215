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
from webapp.identity.ways import POSTCODE, ways_to_propose
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
        return {name: getattr(round_, name) for name in PROPOSING_FIELDS}

    def validate_proposing_age(self, field: Any) -> None:
        if field.data is not None:
            self._must_tell("birth_claim", _("the age"))

    def validate_proposing_residents(self, field: Any) -> None:
        if field.data:
            self._must_tell("municipality_claim", _("the home municipality"))

    def _must_tell(self, claim: str, what: str) -> None:
        """A rule that nobody looks at would be a false promise."""
        keys = self.proposing_providers.data or []
        if not keys:
            raise ValidationError(
                _("An e-mail address does not tell %(what)s. Choose a way above.", what=what)
            )
        if POSTCODE.key in keys:
            raise ValidationError(
                _("A typed postcode does not tell %(what)s. Choose another way above.", what=what)
            )
        chosen = [one for one in current_settings().identity_providers if one.key in keys]
        silent = [in_language(one.name) for one in chosen if not getattr(one, claim)]
        if silent:
            raise ValidationError(_("%(names)s does not tell %(what)s.", names=", ".join(silent), what=what))

    def written(self, round_: RoundView) -> WrittenProposing:
        return WrittenProposing(
            sorted(self.proposing_providers.data or []),
            self.proposing_age.data,
            bool(self.proposing_residents.data),
        )
