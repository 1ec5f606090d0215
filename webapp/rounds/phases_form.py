"""The form of a round's timetable: a row for each phase. Of a voting that has opened only its end may move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from webapp.extensions import current_settings
from webapp.fields import MomentField, ReadField, decimal_of, texts_field
from webapp.rounds.editing import ReasonView, WrittenPhase
from webapp.rounds.forms import PartForm, row_id
from webapp.rounds.phases import PHASE_KINDS
from webapp.rounds.row_steps import posted_with, rows_of
from webapp.rounds.rules import PAST, PhaseView, RoundView
from webapp.rounds.timetable import MOST_DAYS, moved, usual_timetable

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


class DaysField(ReadField):
    """A number of days, also backwards. `data` is an int."""

    words = _l("Write a number of days, for example 7 or -7.")

    def read(self, text: str) -> Any:
        """The number. Raises ValueError for more than ten years."""
        days = decimal_of(text)
        if days % 1 or abs(days) > MOST_DAYS:
            raise ValueError
        return int(days)

    def shown(self, value: Any) -> str:
        """As it is typed."""
        return str(value)


class PhasesForm(PartForm):
    """The timetable."""

    rows_name = "phases"
    phases = FieldList(FormField(PhaseRow))
    days = DaysField(_l("Move all that is still to come, in days"), [Optional()])
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

    @classmethod
    def after_step(cls, posted: MultiDict[str, str], step: str) -> PartForm:
        """A usual timetable, or all that is to come moved by days; else what any list of rows does."""
        items = list(posted.items(multi=True))
        now = datetime.now(ZoneInfo(current_settings().time_zone)).replace(tzinfo=None)
        if step == "usual":
            rows = usual_timetable(now)
        elif step == "move":
            form = cls(formdata=posted)
            if form.days.data is None:
                form.days.errors = [str(DaysField.words)]
                return form
            rows = moved(rows_of(items, cls.rows_name), form.days.data, now)
        else:
            return super().after_step(posted, step)
        others = [(name, value) for name, value in items if name != "days"]
        return cls(formdata=MultiDict(posted_with(others, cls.rows_name, rows)))

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
