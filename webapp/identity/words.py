"""Ways of identifying as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from webapp.extensions import current_settings
from webapp.formats import in_language
from webapp.identity.ways import Way, ways


def named_ways(listed: Sequence[Way]) -> list[tuple[str, str]]:
    """Keys with their names in the visitor's language, as a form's choices."""
    return [(one.key, in_language(one.name) or _(one.label)) for one in listed]


def names_of(keys: Sequence[str]) -> str:
    """The ways with these keys, in words; one that is no longer set up is called by its key."""
    names = dict(named_ways(ways(current_settings())))
    return ", ".join(names.get(key, key) for key in keys)
