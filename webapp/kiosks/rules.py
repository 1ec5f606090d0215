"""Which pages a kiosk shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from webapp.texts import Texts

COOKIE = "kiosk"
KEPT = timedelta(days=365)
"""For how long a browser keeps its key. The end of voting, which may still move later, ends the kiosk before."""
START = "codes.enter"
OF_THE_BALLOT = frozenset(f"ballots.{page}" for page in ("vote", "right", "fill", "review", "confirm"))
SHOWN = OF_THE_BALLOT | {
    START,
    "codes.use",
    "codes.leave",
    "kiosks.next_voter",
    "kiosks.receipt",
    "health.healthz",
    "pages.accessibility",
    "pages.language",
    "pages.privacy",
    "pages.secrecy",
    "projects.show",
    "static",
    "theme.theme",
    "tiles.backdrop",
}
"""Everything else leads back to the start: there is nothing on a kiosk but voting and reading about the projects."""


@dataclass(frozen=True, slots=True)
class KioskView:
    """The kiosk that a browser is."""

    id: int
    round_id: int
    slug: str
    title: Texts


def is_shown(kiosk: KioskView, endpoint: str, arguments: Mapping[str, Any], has_pass: bool) -> bool:
    """Whether the kiosk shows a page: of its own round alone, and of the ballot only to who has entered a code."""
    if endpoint == "ballots.vote" and not has_pass:
        return False
    return endpoint in SHOWN and arguments.get("slug", kiosk.slug) == kiosk.slug
