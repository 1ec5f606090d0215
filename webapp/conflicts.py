"""Two versions of one form side by side: what its writer has written, and what was saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField
from wtforms.fields.choices import SelectFieldBase


@dataclass(frozen=True)
class Difference:
    """A field in which the two versions differ: what it is called, and what each version has in it."""

    name: str
    yours: str
    saved: str


def differences(yours: Form, saved: Form) -> list[Difference]:
    """The fields that differ, in their order; rows of a list are compared place by place."""
    ours, theirs = dict(_told(yours)), dict(_told(saved))
    names = dict.fromkeys([*ours, *theirs])
    return [
        Difference(name, ours.get(name, ""), theirs.get(name, ""))
        for name in names
        if ours.get(name, "") != theirs.get(name, "")
    ]


def _told(form: Form, before: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for field in form:
        yield from _of_field(field, before)


def _of_field(field: Field, before: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(field, FieldList):
        for number, row in enumerate(field.entries, 1):
            here = (*before, f"{number}.")
            yield from _told(row.form, here) if isinstance(row, FormField) else _of_field(row, here)
    elif isinstance(field, FormField):
        yield from _told(field.form, (*before, str(field.label.text)))
    elif not isinstance(field, HiddenField):
        yield ", ".join((*before, str(field.label.text))).replace(".,", "."), _value(field)


def _value(field: Field) -> str:
    """What a field holds, as its writer reads it."""
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    value = getattr(field, "_value", None)
    return str(value() if value else field.data or "").replace("\r\n", "\n").strip()
