"""Fields for the settings of ballot types and counting rules, made from their own lists, and the words for them."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, get_args

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Form, FormField, SelectField, ValidationError
from wtforms.validators import InputRequired

from webapp.ballots.types.base import BallotType
from webapp.counting.lot import DEFAULT_ORDER
from webapp.counting.places import checked
from webapp.counting.rules import Rule, option_types
from webapp.fields import MoneyField, ReadField, WholeField
from webapp.formats import euros
from webapp.methods.choices import TIE_ORDERS
from webapp.texts import N_

LIMIT_WORDS: Mapping[str, tuple[str, str]] = {
    "min_choices": (N_("Projects at least"), ""),
    "max_choices": (N_("Projects at most"), N_("Leave empty for any number.")),
    "points_total": (N_("Points altogether"), N_("Leave empty for any number.")),
    "points_each": (N_("Points for one project at most"), N_("Leave empty for any number.")),
    "per_pot": (N_("Count the choices of each area apart"), ""),
    "within_pot": (N_("What is chosen must fit in the money of its area"), ""),
}
"""The settings of ballot types: their labels and hints."""

OPTION_WORDS: Mapping[str, tuple[str, str]] = {
    "misfit": (N_("When a project does not fit in the money left"), ""),
    "threshold": (N_("Votes that a project needs at least"), N_("Leave empty where none are needed.")),
    "completion": (N_("How money that is left over is used"), ""),
    "stop": (N_("When the share is no longer raised"), ""),
    "increment_cents": (N_("How much the share is raised at a time"), ""),
    "start": (N_("The first share"), ""),
    "utility": (N_("What a project is worth to its supporter"), ""),
    "comparison": (N_("Compare with counting by votes"), ""),
    "voters": (N_("Who gets a share"), ""),
    "completion_misfit": (N_("When a project does not fit as left-over money is used by votes"), ""),
    "comparison_misfit": (N_("When a project does not fit in the counting by votes that is compared"), ""),
    "places": (
        N_("Points for the first place, the second and so on, where people put projects in order"),
        N_(
            "For example 5, 3, 1. Places after these get none. Leave empty for as many points as there are places, and one less for each next."
        ),
    ),
}
"""The options of counting rules: their labels and hints."""

OWN_ORDER = ",".join(DEFAULT_ORDER)
MISFIT = {"skip": N_("It is skipped and the next one is tried"), "stop": N_("Counting stops there")}
VALUE_WORDS: Mapping[str, Mapping[str, str]] = {
    "misfit": MISFIT,
    "completion_misfit": MISFIT,
    "comparison_misfit": MISFIT,
    "completion": {
        "none": N_("It is not used"),
        "add1": N_("The shares are raised step by step"),
        "utilitarian": N_("By votes, as long as projects fit"),
        "add1-utilitarian": N_("The shares are raised first, then by votes"),
    },
    "stop": {
        "exhaustive": N_("When no other project would fit"),
        "overspend": N_("Just before the money would run out"),
    },
    "voters": {
        "all": N_("Everyone who cast a ballot"),
        "choosing": N_("Only those who chose something"),
    },
    "start": {"exact": N_("The money divided exactly"), "whole": N_("The money divided to whole euros")},
    "utility": {"cost": N_("As much as it costs"), "points": N_("As much as any other project")},
    "comparison": {
        "none": N_("No comparison"),
        "winners": N_("Take that outcome if more voters have more winners in it"),
        "any-winner": N_("Take that outcome if more voters have any winner in it"),
    },
}
"""The values that an option can have."""

PLACES = tuple[int, ...]
"""The type of an option that is a row of numbers."""
CHOOSE = N_("Choose one from the list.")
OF_FILES = "voters"
"""Whether empty ballots get a share: an option that a file can need. The ballot box takes none, and whoever chose nothing in
a pot is no voter of it."""
SWITCHES = ("per_pot", "within_pot")
OPTIONAL = ("max_choices", "points_total", "points_each")
MOST = 9999


class PlacesField(ReadField):
    """Points of places, parted by commas or blanks; `data` is a tuple, () where there are none."""

    words = lazy_gettext("Write whole numbers that do not rise, the first above zero: for example 5, 3, 1.")

    def read(self, text: str) -> tuple[int, ...]:
        """The points, as a rule takes them."""
        places = tuple(int(part) for part in text.replace(",", " ").split())
        checked(places)
        return places

    def shown(self, value: Any) -> str:
        """The points as they are typed."""
        return ", ".join(map(str, value))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Nothing typed is no places."""
        super().process_formdata(valuelist)
        if self.data is None:
            self.data = ()


def said(words: str) -> Any:
    """Words in the visitor's language when they are shown; none stay none."""
    return lazy_gettext(words) if words else ""


def attribute(key: str) -> str:
    """A key as the end of a field's name."""
    return key.replace("-", "_")


def limits_field(kind: BallotType) -> Any:
    """The settings of a ballot type as one part of a form."""
    return FormField(type("LimitsForm", (Form,), {name: limit_field(name) for name in kind.settings}))


def limit_field(name: str) -> Any:
    """One setting: a tick or a whole number."""
    label, hint = LIMIT_WORDS[name]
    if name in SWITCHES:
        return BooleanField(said(label), description=said(hint))
    needed = [] if name in OPTIONAL else [InputRequired(said(N_("Write a whole number.")))]
    return WholeField(said(label), [*needed, above_zero], most=MOST, description=said(hint))


def above_zero(form: Form, field: Any) -> None:
    """No limit is said by an empty field, never by 0."""
    if field.data == 0:
        raise ValidationError(_("Write a number above zero."))


def limits_of(kind: BallotType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that differ from the type's own; an empty number means that there is no limit."""
    own = kind.limits({})
    return {name: given[name] for name in kind.settings if given[name] != getattr(own, name)}


def options_of_rule(rule: type[Rule]) -> dict[str, Any]:
    """The options that are one value and matter in a round, with the type of each. Caps and groups have fields of their own."""
    return {
        name: hint
        for name, hint in option_types(rule).items()
        if kind_of(hint) is not tuple and name != OF_FILES
    }


def options_given(rule: type[Rule], given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that differ from the rule's own, from the fields of its settings."""
    return {name: given[name] for name in options_of_rule(rule) if given[name] != getattr(rule(), name)}


def kind_of(hint: Any) -> Any:
    """int, a StrEnum, the points of places, or tuple for whatever else."""
    if hint == PLACES:
        return PLACES
    plain = get_args(hint)[0] if isinstance(hint, types.UnionType) else hint
    return plain if isinstance(plain, type) and (plain is int or issubclass(plain, StrEnum)) else tuple


def options_field(rule: type[Rule]) -> Any:
    """The options of a counting rule as one part of a form."""
    fields = {name: option_field(name, hint) for name, hint in options_of_rule(rule).items()}
    return FormField(type("OptionsForm", (Form,), fields))


def option_field(name: str, hint: Any) -> Any:
    """One option: a choice, a sum, a whole number or several."""
    label, more = (said(words) for words in OPTION_WORDS[name])
    if kind_of(hint) == PLACES:
        return PlacesField(label, description=more)
    if kind_of(hint) is not int:
        return SelectField(
            label, [InputRequired(said(CHOOSE))], choices=choices_of(name, kind_of(hint)), description=more
        )
    needed = [] if isinstance(hint, types.UnionType) else [InputRequired(said(N_("Write a number.")))]
    field = MoneyField if name.endswith("_cents") else WholeField
    return field(label, needed, description=more)


def choices_of(name: str, values: type[StrEnum]) -> Callable[[], list[tuple[str, str]]]:
    """The values of an option with their words, when they are asked for."""
    return lambda: [(value.value, _(VALUE_WORDS[name][value.value])) for value in values]


def vars_of(thing: Any, names: Sequence[str]) -> dict[str, Any]:
    """Some attributes by name."""
    return {name: getattr(thing, name) for name in names}


def order_of(options: Mapping[str, Any]) -> str:
    """The order among equals that a round's options mean."""
    return ",".join(options.get("ties", DEFAULT_ORDER))


def options_in_words(rule: type[Rule], options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every option that decides in a round, with its value, and last the order among equals; none that is left empty."""
    told = [
        (_(OPTION_WORDS[name][0]), value_in_words(name, options.get(name, getattr(rule(), name))))
        for name in options_of_rule(rule)
    ]
    order = order_of(options)
    ties = (
        _("Which of two equal projects comes first"),
        _(TIE_ORDERS[order]) if order in TIE_ORDERS else order,
    )
    return [(label, value) for label, value in (*told, ties) if value]


def value_in_words(name: str, value: Any) -> str:
    """The value of an option; nothing where it is empty."""
    if name in VALUE_WORDS:
        return str(_(VALUE_WORDS[name][value]))
    if name.endswith("_cents"):
        return str(euros(value))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
