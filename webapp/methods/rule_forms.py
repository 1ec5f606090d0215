"""The form of one counting rule with its settings, for trying them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Form, RadioField
from wtforms.validators import InputRequired

from webapp.counting.leftover import LEFTOVERS
from webapp.counting.rules import BY_NAME as RULES_BY_NAME
from webapp.counting.rules import RULES
from webapp.methods.option_fields import attribute, options_field, options_given, options_of_rule


def rule_field() -> RadioField:
    """The choice of a counting rule."""
    return RadioField(
        _l("How the votes are counted"),
        [InputRequired(_l("Choose how the votes are counted."))],
        choices=lambda: [(rule.name, _(rule.title)) for rule in RULES],
        default=RULES[0].name,
    )


def leftover_field() -> RadioField:
    """The choice of what becomes of money that a pot leaves over."""
    return RadioField(
        _l("What becomes of money that a pot leaves over"),
        [InputRequired(_l("Choose what becomes of money that is left over."))],
        choices=lambda: [(one.key, _(one.title)) for one in LEFTOVERS],
    )


class OneRule(Form):
    """A counting rule; the settings of each are added below."""

    counting_rule = rule_field()

    def options(self) -> dict[str, Any]:
        """The chosen rule's options that differ from its own."""
        rule = RULES_BY_NAME[self.counting_rule.data]
        return options_given(rule, self[f"options_{attribute(rule.name)}"].data)

    def parts(self) -> list[tuple[Any, Any]]:
        """Every rule with the fields of its settings."""
        return [(rule, self[f"options_{attribute(rule.name)}"]) for rule in RULES]


class RoundRule(OneRule):
    """Also what becomes of money that a pot of a round leaves over."""

    leftover = leftover_field()


class FileToTry(FlaskForm, OneRule):
    """A Pabulib file, and one rule with settings of one's own."""

    file = FileField(_l("Pabulib file"), [FileRequired(_l("Choose a file."))])


PARTS: dict[str, Any] = {f"options_{attribute(rule.name)}": options_field(rule) for rule in RULES}
USUAL: dict[str, Any] = {
    f"options_{attribute(rule.name)}": {name: getattr(rule(), name) for name in options_of_rule(rule)}
    for rule in RULES
}
"""What the fields of settings say as long as nobody changes them."""
RuleForm: type[RoundRule] = type("RuleForm", (RoundRule,), PARTS)
TrialForm: type[FileToTry] = type("TrialForm", (FileToTry,), PARTS)
