"""What an e-mail address looks like, and how many sign-in links may be asked for."""

from __future__ import annotations

import re

ADDRESS = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,180}\.[^\s@<>,;:\"()\[\]\\.]{2,60}"
)
LINKS_AN_HOUR = 5
"""Links that one address may be sent within an hour."""
ROLES = ("official", "planner", "gis", "coordinator")


def is_address(text: str) -> bool:
    """Whether the text can be an e-mail address; whether it is one, only a sent link tells."""
    return len(text) <= 254 and text.isprintable() and ADDRESS.fullmatch(text) is not None
