"""What may happen to a proposal, without a database: its texts, its states, and which deed leads where."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from webapp.errors import Refusal, RefusalCode
from webapp.identity.rules import Proof
from webapp.texts import N_

MOST_TITLE = 120
MOST_BODY = 5000
MOST_PLACE = 200
MOST_NAME = 60
SHOWN_STATES = ("submitted", "accepted", "refused")
"""What the public list and the map show; a merged proposal is found through the one it went to."""

STATE_NAMES: Mapping[str, tuple[str, str]] = {
    "submitted": (N_("Being checked"), "wait"),
    "accepted": (N_("Accepted"), "good"),
    "refused": (N_("Does not go to the vote"), "bad"),
    "merged": (N_("Merged"), "calm"),
    "withdrawn": (N_("Withdrawn"), "neutral"),
    "draft": (N_("Draft"), "neutral"),
}
"""The name of each state and the kind of its tag."""

EVENT_NAMES: Mapping[str, str] = {
    "submitted": N_("The proposal was sent"),
    "edited": N_("The author edited the proposal"),
    "accepted": N_("The city accepted the proposal"),
    "refused": N_("The city refused the proposal"),
    "resubmitted": N_("The author corrected the proposal and sent it again"),
    "reopened": N_("The city checks the proposal again"),
    "merged": N_("The proposal was merged with another"),
    "merged_here": N_("Another proposal was merged into this"),
    "withdrawn": N_("The author withdrew the proposal"),
    "answered": N_("The city answered"),
    "photo_taken_down": N_("The city took a photo down"),
    "in_project": N_("The proposal became part of a project"),
    "out_of_project": N_("The proposal is no longer part of a project"),
    "ballot": N_("The project goes to the vote"),
    "left_out": N_("The project does not go to the vote"),
    "won": N_("The project won in the vote"),
    "not_won": N_("The project did not win in the vote"),
    "estimated": N_("The cost was estimated"),
    "delivery_planned": N_("The project is being planned"),
    "delivery_under_way": N_("The project is under way"),
    "delivery_done": N_("The project is done"),
    "delivery_stopped": N_("The project was stopped"),
}

CHANNEL_NAMES: Mapping[str, str] = {
    "web": N_("On the web"),
    "code": N_("By a code"),
    "desk": N_("Entered at a desk"),
}
"""How proposals come in, in words for officials."""

MAY_ACCEPT = frozenset({"submitted"})
MAY_REFUSE = frozenset({"submitted", "accepted"})
MAY_REOPEN = frozenset({"accepted", "refused"})
MAY_MERGE = frozenset({"submitted", "accepted"})
MAY_EDIT = frozenset({"submitted", "refused"})
MAY_WITHDRAW = frozenset({"submitted", "accepted", "refused"})


def may_propose(proof: Proof, minimum_age: int | None, residents_only: bool, year: int) -> None:
    """Let pass whom the round's rules for proposing do; what the provider has not told does not pass.

    Raises Refusal: TOO_YOUNG_TO_PROPOSE, ONLY_RESIDENTS_PROPOSE.
    """
    if minimum_age is not None and (proof.birth_year is None or year - proof.birth_year < minimum_age):
        raise Refusal(RefusalCode.TOO_YOUNG_TO_PROPOSE, age=minimum_age)
    if residents_only and proof.lives_here is not True:
        raise Refusal(RefusalCode.ONLY_RESIDENTS_PROPOSE)


@dataclass(frozen=True)
class Written:
    """What a resident wrote: texts, theme, and where: a drawn shape, else a point (both in degrees), else the id of an area,
    else words.
    """

    title: str
    body: str
    theme_id: int | None
    place_text: str | None
    point: tuple[float, float] | None
    area_id: int | None
    author_name: str | None
    shape: BaseGeometry | None = None


def point_of(longitude: str, latitude: str) -> tuple[float, float] | None:
    """Degrees from what was posted, None where both are empty. Raises ValueError for what is no point on Earth."""
    if not longitude.strip() and not latitude.strip():
        return None
    lon, lat = float(longitude[:40]), float(latitude[:40])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError("no such point")
    return lon, lat


def turn_of(text: str) -> float:
    """Where in [0, 1) the visitor's random order begins; 0 for what is no such number."""
    try:
        turn = float(text[:12])
    except ValueError:
        return 0.0
    return turn if 0 <= turn < 1 else 0.0


MARKED = (
    "title",
    "body",
    "theme_id",
    "place_text",
    "lon",
    "lat",
    "neighbourhood_id",
    "district_id",
    "author_name",
    "shape",
)
"""What the author writes of a proposal."""


def mark_of(proposal: Any) -> str:
    """A short mark of what the author has written: the form carries that of what its writer saw."""
    plain = json.dumps([getattr(proposal, name) for name in MARKED], ensure_ascii=False)
    return hashlib.blake2b(plain.encode(), digest_size=12).hexdigest()
