"""What a planner writes of a round, a part at a time, and how it is told that a part has changed meanwhile. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.rounds.rules import RoundView
from webapp.texts import Texts

RESERVED = frozenset({"new"})
"""Addresses that lead elsewhere under /staff/rounds."""
LONGEST_SLUG = 60


@dataclass(frozen=True)
class WrittenTexts:
    """What the round is called and what it says of itself."""

    slug: str
    title: Texts
    summary: Texts
    rules_text: Texts


@dataclass(frozen=True)
class WrittenPhase:
    """A phase; `id` is None for a new one. Times are aware."""

    id: int | None
    kind: str
    starts_at: datetime
    ends_at: datetime
    note: Texts | None


@dataclass(frozen=True)
class WrittenPot:
    """Money in cents for an area by its code, None for the whole city."""

    area_code: str | None
    name: Texts
    amount_cents: int


@dataclass(frozen=True)
class WrittenTheme:
    """A theme; `id` is None for a new one."""

    id: int | None
    name: Texts


@dataclass(frozen=True)
class WrittenReason:
    """A reason for refusal with its explanation; `id` is None for a new one."""

    id: int | None
    name: Texts
    explanation: Texts


@dataclass(frozen=True)
class WrittenPlaces:
    """The kinds of place that proposals may have, the point among them."""

    place_kinds: list[str]


@dataclass(frozen=True)
class WrittenProposing:
    """How those who propose identify (nobody's key: by e-mail), the age that they reach this year, and whether they
    must live in the city."""

    proposing_providers: list[str]
    proposing_age: int | None
    proposing_residents: bool


@dataclass(frozen=True)
class VotingSettings:
    """How people vote and how the votes are counted."""

    ballot_type: str
    ballot_limits: dict[str, Any]
    voting_areas: str
    counting_rule: str
    counting_options: dict[str, Any]
    minimum_age: int
    voting_providers: list[str]
    only_registered: bool
    can_change_ballot: bool
    highest_cost_cents: int | None
    tie_seed: str | None
    two_people: bool
    ballots_published: str


@dataclass(frozen=True)
class ReasonView:
    """A reason as it is kept."""

    id: int
    slug: str
    name: Texts
    explanation: Texts


PARTS = ("texts", "phases", "pots", "themes", "reasons", "places", "proposing", "voting")
PROPOSING_FIELDS = tuple(WrittenProposing.__dataclass_fields__)
VOTING_FIELDS = tuple(VotingSettings.__dataclass_fields__)


def content_of(part: str, round_: RoundView, reasons: Sequence[ReasonView]) -> Any:
    """What a part of the round holds, as JSON: for the log, and to see whether it has changed."""
    contents: dict[str, Callable[[], Any]] = {
        "texts": lambda: [round_.slug, round_.title, round_.summary, round_.rules_text],
        "phases": lambda: [
            [p.id, p.kind.key, p.starts_at.isoformat(), p.ends_at.isoformat(), p.note] for p in round_.phases
        ],
        "pots": lambda: [[p.area_code, p.name, p.amount_cents] for p in round_.pots],
        "themes": lambda: [[t.id, t.name] for t in round_.themes],
        "reasons": lambda: [[r.id, r.name, r.explanation] for r in reasons],
        "places": lambda: list(round_.place_kinds),
        "proposing": lambda: {name: getattr(round_, name) for name in PROPOSING_FIELDS},
        "voting": lambda: {name: getattr(round_, name) for name in VOTING_FIELDS},
    }
    return contents[part]()


def fingerprint(content: Any) -> str:
    """A short mark of a content: the form carries that of what its writer saw."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(plain.encode(), digest_size=12).hexdigest()


def slug_of(words: str, taken: Collection[str], longest: int = LONGEST_SLUG) -> str:
    """Words as a web address: `Torit & puistot 2027` gives `torit-puistot-2027`; numbered where it is taken."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: longest - 4].strip("-") or "x"
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 3))
    return next(slug for slug in numbered if slug not in taken and slug not in RESERVED)


def first_day(moments: Iterable[datetime], zone: ZoneInfo) -> date | None:
    """The day in the city on which the first of the moments lies."""
    return min((moment.astimezone(zone).date() for moment in moments), default=None)


def shifted(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day in the city, so many days later; the clock's change in between does not move it."""
    here = moment.astimezone(zone)
    day = date.fromordinal(here.date().toordinal() + days)
    return datetime.combine(day, here.time(), zone)
