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
from webapp.counting.rules import RULES
from webapp.methods.option_fields import attribute, options_field, options_of_rule

RULES_BY_NAME = {rule.name: rule for rule in RULES}


class OneRule(Form):
    """A counting rule; the settings of each are added below."""

    counting_rule = RadioField(
        _l("How the votes are counted"),
        [InputRequired(_l("Choose how the votes are counted."))],
        choices=lambda: [(rule.name, _(rule.title)) for rule in RULES],
        default=RULES[0].name,
    )

    def options(self) -> dict[str, Any]:
        """The chosen rule's options that differ from its own."""
        rule = RULES_BY_NAME[self.counting_rule.data]
        given = self[f"options_{attribute(rule.name)}"].data
        return {name: given[name] for name in options_of_rule(rule) if given[name] != getattr(rule(), name)}

    def parts(self) -> list[tuple[Any, Any]]:
        """Every rule with the fields of its settings."""
        return [(rule, self[f"options_{attribute(rule.name)}"]) for rule in RULES]


class RoundRule(OneRule):
    """Also what becomes of money that a pot of a round leaves over."""

    leftover = RadioField(
        _l("What becomes of money that a pot leaves over"),
        [InputRequired(_l("Choose what becomes of money that is left over."))],
        choices=lambda: [(one.key, _(one.title)) for one in LEFTOVERS],
    )


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
