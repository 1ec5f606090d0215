"""The list of counting rules. A new rule is one file here and one line in `RULES`."""

import types
from collections.abc import Mapping
from enum import Enum
from typing import Any, ClassVar, Protocol, get_args, get_origin, get_type_hints

from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.result import CountResult
from webapp.counting.rules.equal_shares import EqualShares
from webapp.counting.rules.greedy import Greedy
from webapp.counting.rules.greedy_per_cost import GreedyPerCost
from webapp.counting.rules.phragmen import Phragmen


class Rule(Protocol):
    """A counting rule: a frozen dataclass whose fields are its published options."""

    name: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]

    def count(self, election: Election, ties: Ties) -> CountResult:
        """Count an election; the same input gives the same result, and never more than the pot is spent."""


CAPS, GROUPS, AREA_MONEY = "category_caps", "one_of", "area_money"
"""The options of caps by category, of groups of projects of which one may win, and of money that is parted among the voters of
an area, where a rule takes them."""
RULES: tuple[type[Rule], ...] = (Greedy, GreedyPerCost, EqualShares, Phragmen)
BY_NAME: Mapping[str, type[Rule]] = {rule.name: rule for rule in RULES}


class RuleError(ValueError):
    """No such rule, or an option that it does not have; says which."""


def rule_names() -> list[str]:
    """Names of all rules, as on the command line and in the database."""
    return list(BY_NAME)


def rule_called(name: str, options: Mapping[str, Any] | None = None) -> Rule:
    """The rule of that name with options as they come from JSON or the command line. Raises RuleError."""
    found = BY_NAME.get(name)
    if found is None:
        raise RuleError(f"no counting rule {name!r}; there are {', '.join(rule_names())}")
    hints = option_types(found)
    unknown = sorted(set(options or {}) - set(hints))
    if unknown:
        raise RuleError(f"{name} has no option {', '.join(unknown)}; it has {', '.join(sorted(hints))}")
    try:
        return found(**{key: _read(hints[key], value) for key, value in (options or {}).items()})
    except (TypeError, ValueError) as error:
        raise RuleError(f"{name}: {error}") from error


def caps_of(options: Mapping[str, Any]) -> dict[str, int]:
    """How many cents the winners of a category may cost together, by category, from a round's options."""
    return dict(options.get(CAPS, ()))


def takes(name: str, option: str) -> bool:
    """Whether the rule of that name has the option."""
    return name in BY_NAME and option in option_types(BY_NAME[name])


def option_types(rule: type[Rule]) -> dict[str, Any]:
    """The options of a rule and the type of each."""
    return {key: hint for key, hint in get_type_hints(rule).items() if get_origin(hint) is not ClassVar}


def _read(hint: Any, value: Any) -> Any:
    """A value from JSON or text as the type of an option."""
    if isinstance(hint, types.UnionType):
        return None if value is None or value == "" else _read(get_args(hint)[0], value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint is int:
        if isinstance(value, bool | float):
            raise ValueError(f"not a whole number: {value!r}")
        return int(value)
    if hint == tuple[int, ...]:
        parts = value.replace(",", " ").split() if isinstance(value, str) else value
        return tuple(_read(int, part) for part in parts)
    return _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value
