"""The form of how people vote in a round and how the votes are counted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange

from webapp.ballots.types import BALLOT_TYPES
from webapp.ballots.types import BY_KEY as KINDS
from webapp.counting.joining import JOININGS, joining_of, obstacle
from webapp.counting.leftover import LEFTOVERS, leftover_of
from webapp.counting.rules import BY_NAME as RULES_BY_NAME
from webapp.counting.rules import CAPS, RULES, RuleError, caps_of, rule_called, takes
from webapp.extensions import current_settings
from webapp.fields import MoneyField, WholeField, storable, text_at_most
from webapp.formats import in_language
from webapp.identity.ways import CODE, POSTCODE, ways_to_vote
from webapp.identity.words import named_ways
from webapp.methods.choices import BALLOTS_PUBLISHED, TIE_ORDERS
from webapp.methods.option_fields import (
    OWN_ORDER,
    attribute,
    limits_field,
    limits_of,
    options_field,
    options_given,
    options_of_rule,
    order_of,
    vars_of,
)
from webapp.methods.rule_forms import leftover_field, rule_field
from webapp.rounds.editing import ReasonView, VotingSettings
from webapp.rounds.forms import PartForm
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import VOTING_AREAS
from webapp.texts import N_, cleaned


def named(things: Sequence[tuple[str, str]]) -> Any:
    """Choices with their names, when they are asked for."""
    return lambda: [(key, _(name)) for key, name in things]


class CapRow(Form):
    """How much the winners of one theme may cost together; empty where there is no limit."""

    theme = HiddenField()
    most = MoneyField("")

    def validate_most(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError(_("Write a sum above zero, or leave it empty."))


class VotingFields(PartForm):
    """What every ballot type and counting rule has in common; their own settings are added below."""

    ballot_type = RadioField(
        _l("How people vote"),
        [InputRequired(_l("Choose how people vote."))],
        choices=named([(kind.key, kind.name) for kind in BALLOT_TYPES]),
    )
    voting_areas = RadioField(
        _l("Where people vote"),
        [InputRequired(_l("Choose where people vote."))],
        choices=named([(one.key, one.name) for one in VOTING_AREAS]),
    )
    minimum_age = WholeField(
        _l("Who may vote: those who turn at least so many years old this year"),
        [
            InputRequired(_l("Write the age as a whole number.")),
            NumberRange(0, 100, _l("Write an age from 0 to 100.")),
        ],
    )
    voting_providers = SelectMultipleField(
        _l("How voters identify"),
        choices=lambda: named_ways(ways_to_vote(current_settings())),
    )
    only_registered = RadioField(
        _l("Who is let in"),
        [InputRequired(_l("Choose who is let in."))],
        choices=named(
            [
                ("no", N_("Everyone who fulfils the conditions")),
                ("yes", N_("Only those on the register of voters, which the city loads")),
            ]
        ),
    )
    can_change_ballot = RadioField(
        _l("May one change one's vote?"),
        [InputRequired(_l("Choose whether a vote may be changed."))],
        choices=named([("yes", N_("Yes, until voting closes")), ("no", N_("No, the first vote is final"))]),
    )
    two_people = RadioField(
        _l("Who opens and closes the vote"),
        [InputRequired(_l("Choose who opens and closes the vote."))],
        choices=named(
            [
                ("yes", N_("Two people: one asks, another confirms")),
                ("no", N_("One person, or the clock by the timetable")),
            ]
        ),
    )
    ballots_published = RadioField(
        _l("What is published of the ballots"),
        [InputRequired(_l("Choose what is published of the ballots."))],
        choices=named(list(BALLOTS_PUBLISHED.items())),
    )
    highest_cost = MoneyField(_l("What one project may cost at most"))
    counting_rule = rule_field()
    caps = FieldList(FormField(CapRow), _l("At most for each theme"))
    pots = RadioField(
        _l("What is counted together"),
        [InputRequired(_l("Choose what is counted together."))],
        choices=named([(one.key, one.title) for one in JOININGS]),
    )
    leftover = leftover_field()
    ties = SelectField(
        _l("Which of two equal projects comes first"),
        [InputRequired(_l("Choose one from the list."))],
        choices=named(list(TIE_ORDERS.items())),
    )
    tie_seed = StringField(
        _l("Seed of the lot"),
        [text_at_most(80, _l("The seed is too long. Use at most 80 characters.")), storable],
        filters=[cleaned],
    )

    @classmethod
    def stored(cls, round_: RoundView, reasons: Sequence[ReasonView]) -> dict[str, Any]:
        own: dict[str, Any] = {}
        for kind in BALLOT_TYPES:
            given = round_.ballot_limits if kind.key == round_.ballot_type else {}
            own[f"limits_{attribute(kind.key)}"] = vars_of(kind.limits(given), kind.settings)
        for rule in RULES:
            options = round_.counting_options if rule.name == round_.counting_rule else {}
            own[f"options_{attribute(rule.name)}"] = {
                name: options.get(name, getattr(rule(), name)) for name in options_of_rule(rule)
            }
        caps = caps_of(round_.counting_options)
        return own | {
            "ballot_type": round_.ballot_type,
            "caps": [{"theme": theme.slug, "most": caps.get(theme.slug)} for theme in round_.themes],
            "voting_areas": round_.voting_areas,
            "minimum_age": round_.minimum_age,
            "voting_providers": list(round_.voting_providers),
            "only_registered": "yes" if round_.only_registered else "no",
            "can_change_ballot": "yes" if round_.can_change_ballot else "no",
            "two_people": "yes" if round_.two_people else "no",
            "ballots_published": round_.ballots_published,
            "highest_cost": round_.highest_cost_cents,
            "counting_rule": round_.counting_rule,
            "pots": joining_of(round_.counting_options).key,
            "leftover": leftover_of(round_.counting_options).key,
            "ties": order_of(round_.counting_options),
            "tie_seed": round_.tie_seed,
        }

    @classmethod
    def after_step(cls, posted: MultiDict[str, str], step: str) -> PartForm:
        """Draw a seed; it is saved with the rest."""
        drawn = MultiDict(posted)
        drawn["tie_seed"] = secrets.token_hex(8)
        return cls(formdata=drawn)

    def settle(self, round_: RoundView) -> PartForm:
        """Name the rows of caps; a theme that is no more has none."""
        names = {theme.slug: in_language(theme.name) for theme in round_.themes}
        self.caps.entries = [row for row in self.caps if row.form.theme.data in names]
        for row in self.caps:
            row.form.most.label.text = names[row.form.theme.data]
        return self

    def limits_part(self, key: str) -> Any:
        """The settings of a ballot type."""
        return self[f"limits_{attribute(key)}"]

    def options_part(self, name: str) -> Any:
        """The options of a counting rule."""
        return self[f"options_{attribute(name)}"]

    def validate_highest_cost(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError(_("Write a sum above zero, or leave it empty."))

    def validate_voting_providers(self, field: Any) -> None:
        """Two ways that name a person differently would let one person vote twice."""
        chosen = [one.kind for one in ways_to_vote(current_settings()) if one.key in (field.data or [])]
        if len(set(chosen)) > 1:
            raise ValidationError(_("These do not know one person as the same. Choose one of them."))

    def validate_only_registered(self, field: Any) -> None:
        chosen = self.voting_providers.data or []
        if field.data == "yes" and CODE.key in chosen:
            raise ValidationError(_("Voter codes need no register: who has a code may vote."))
        if field.data == "yes" and POSTCODE.key in chosen:
            raise ValidationError(
                _("A typed postcode does not tell who a person is, so nobody can be found on the register.")
            )

    def validate_ballot_type(self, field: Any) -> None:
        given = self.limits_part(field.data).data if field.data in KINDS else {}
        if (given.get("min_choices") or 1) > (given.get("max_choices") or 10**9):
            raise ValidationError(_("At least is more than at most: look at the numbers of projects."))

    def validate_counting_rule(self, field: Any) -> None:
        try:
            rule_called(field.data, self.options())
        except RuleError:
            raise ValidationError(_("The settings of the counting method do not go together.")) from None

    def validate_pots(self, field: Any) -> None:
        kind = KINDS.get(self.ballot_type.data or "")
        values = kind.limits({}).values if kind else None
        words = obstacle(
            field.data, self.voting_areas.data, values, self.counting_rule.data, self.leftover.data
        )
        if words is not None:
            raise ValidationError(_(words))

    def options(self) -> dict[str, Any]:
        """The chosen rule's options that differ from its own."""
        rule = RULES_BY_NAME.get(self.counting_rule.data or "")
        if rule is None:
            return {}
        options = options_given(rule, self.options_part(rule.name).data)
        caps = [[row.form.theme.data, row.form.most.data] for row in self.caps if row.form.most.data]
        return options | ({CAPS: caps} if caps and takes(rule.name, CAPS) else {})

    def written(self, round_: RoundView) -> VotingSettings:
        options = self.options()
        if self.ties.data != OWN_ORDER:
            options["ties"] = self.ties.data.split(",")
        if self.leftover.data != LEFTOVERS[0].key:
            options["leftover"] = self.leftover.data
        if self.pots.data != JOININGS[0].key:
            options["pots"] = self.pots.data
        kind = KINDS[self.ballot_type.data]
        return VotingSettings(
            ballot_type=kind.key,
            ballot_limits=limits_of(kind, self.limits_part(kind.key).data),
            voting_areas=self.voting_areas.data,
            counting_rule=self.counting_rule.data,
            counting_options=options,
            minimum_age=int(self.minimum_age.data or 0),
            voting_providers=sorted(self.voting_providers.data or []),
            only_registered=self.only_registered.data == "yes",
            can_change_ballot=self.can_change_ballot.data == "yes",
            highest_cost_cents=self.highest_cost.data,
            tie_seed=self.tie_seed.data or None,
            two_people=self.two_people.data == "yes",
            ballots_published=self.ballots_published.data,
        )


PARTS: dict[str, Any] = {f"limits_{attribute(kind.key)}": limits_field(kind) for kind in BALLOT_TYPES}
PARTS |= {f"options_{attribute(rule.name)}": options_field(rule) for rule in RULES}
VotingForm: type[VotingFields] = type("VotingForm", (VotingFields,), PARTS)
