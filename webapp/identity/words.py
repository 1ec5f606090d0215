"""Ways of identifying as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from webapp.extensions import current_settings
from webapp.formats import in_language
from webapp.identity.ways import Way, ways_to_propose


def named_ways(listed: Sequence[Way]) -> list[tuple[str, str]]:
    """Keys with their names in the visitor's language, as a form's choices."""
    return [(one.key, in_language(one.name) or _(one.label)) for one in listed]


def names_of(keys: Sequence[str]) -> str:
    """The ways with these keys, in words, as they are offered; one that is no longer set up is called by its key."""
    named = [(key, name) for key, name in named_ways(ways_to_propose(current_settings())) if key in keys]
    gone = set(keys) - {key for key, _name in named}
    return ", ".join([*(name for _key, name in named), *sorted(gone)])
