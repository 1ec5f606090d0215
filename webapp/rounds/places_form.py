"""The form of what kinds of place proposals of a round may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from webapp.rounds.editing import ReasonView, WrittenPlaces
from webapp.rounds.forms import PartForm
from webapp.rounds.place_kinds import DRAWN, PLACE_KINDS
from webapp.rounds.rules import RoundView


class PlacesForm(PartForm):
    """Whether a proposal's place may also be a line or an area."""

    drawn = SelectMultipleField(
        _l("What may be drawn besides a point"),
        choices=lambda: [(kind.key, _(kind.name)) for kind in DRAWN],
    )

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        return {"drawn": [kind.key for kind in DRAWN if kind.key in round_.place_kinds]}

    def written(self, round_: RoundView) -> WrittenPlaces:
        chosen = set(self.drawn.data or [])
        return WrittenPlaces([kind.key for kind in PLACE_KINDS if kind not in DRAWN or kind.key in chosen])

    @staticmethod
    def hints() -> dict[str, str]:
        """What each kind suits."""
        return {kind.key: _(kind.explanation) for kind in DRAWN}
