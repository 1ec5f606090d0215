"""The form of a round's timetable: a row for each phase. Of a voting that has opened only its end may move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, ValidationError
from wtforms.validators import InputRequired

from webapp.fields import MomentField, texts_field
from webapp.rounds.editing import ReasonView, WrittenPhase
from webapp.rounds.forms import PartForm, row_id
from webapp.rounds.phases import PHASE_KINDS
from webapp.rounds.row_steps import rows_of
from webapp.rounds.rules import PAST, PhaseView, RoundView

VOTING = "voting"


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of phases by name."""
    return [(kind.key, _(kind.name)) for kind in PHASE_KINDS]


class PhaseRow(Form):
    """One phase. What is frozen is filled in by the form around it."""

    id = HiddenField()
    kind = SelectField(
        _l("Phase"),
        [InputRequired(_l("Choose the phase from the list."))],
        choices=kind_choices,
        validate_choice=False,
    )
    starts_at = MomentField(_l("Starts"), [InputRequired(_l("Write when the phase starts."))])
    ends_at = MomentField(_l("Ends"), [InputRequired(_l("Write when the phase ends."))])
    note = texts_field(_l("Note for residents"), most=300)

    def validate_kind(self, field: Any) -> None:
        if field.data not in {key for key, _name in kind_choices()}:
            raise ValidationError(_("Choose the phase from the list."))

    def validate_ends_at(self, field: Any) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The phase must end after it starts."))


class PhasesForm(PartForm):
    """The timetable."""

    rows_name = "phases"
    phases = FieldList(FormField(PhaseRow))
    voting: PhaseView | None = None

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        return {
            "phases": [
                {
                    "id": phase.id,
                    "kind": phase.kind.key,
                    "starts_at": phase.starts_at,
                    "ends_at": phase.ends_at,
                    "note": phase.note or {},
                }
                for phase in round_.phases
            ]
        }

    @classmethod
    def fresh(cls, posted: list[tuple[str, str]]) -> Mapping[str, str]:
        """The kind that follows the last one's, from when that ends."""
        last = (rows_of(posted, cls.rows_name) or [{}])[-1]
        keys = [kind.key for kind in PHASE_KINDS]
        place = keys.index(last["kind"]) + 1 if last.get("kind") in keys else 1
        return {"id": "", "kind": keys[min(place, len(keys) - 1)], "starts_at": last.get("ends_at", "")}

    def settle(self, round_: RoundView) -> PartForm:
        """Keep what was not changed to the second; of a voting that has opened all but an end that is to come."""
        kept = {phase.id: phase for phase in round_.phases}
        if round_.has_voting_opened:
            self.voting = round_.voting
        for row in self.phases:
            phase = kept.get(row_id(row.form.id) or 0)
            if phase is None:
                continue
            keep_unchanged(row.form.starts_at, phase.starts_at)
            keep_unchanged(row.form.ends_at, phase.ends_at)
            if self.is_frozen(row):
                keep(row.form.kind, phase.kind.key)
                keep(row.form.starts_at, phase.starts_at)
                if phase.state == PAST:
                    keep(row.form.ends_at, phase.ends_at)
        return self

    @property
    def kind_names(self) -> dict[str, str]:
        """The kinds by key."""
        return dict(kind_choices())

    def is_frozen(self, row: Any) -> bool:
        """Whether the row is the voting that has opened."""
        return self.voting is not None and row_id(row.form.id) == self.voting.id

    def validate_phases(self, field: Any) -> None:
        votes = [row for row in field if row.form.kind.data == VOTING]
        for row in votes[1:]:
            row.form.kind.errors = [_("A round has one voting phase. There is one already.")]
        if votes[1:]:
            raise ValidationError("")

    def written(self, round_: RoundView) -> list[WrittenPhase]:
        return [
            WrittenPhase(
                row_id(row.form.id),
                row.form.kind.data,
                row.form.starts_at.data,
                row.form.ends_at.data,
                row.form.note.data or None,
            )
            for row in self.phases
        ]


def keep_unchanged(field: MomentField, value: datetime) -> None:
    """A control has no seconds: what was sent as it was shown means the stored moment itself."""
    if field.raw_data and field.raw_data[0] == field.shown(value):
        field.data = value


def keep(field: Any, value: Any) -> None:
    """Give a field its stored value, whatever was posted."""
    field.data, field.process_errors = value, []
    field.raw_data = [field.shown(value)] if isinstance(field, MomentField) else [value]
