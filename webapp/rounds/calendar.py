"""A calendar feed as text (RFC 5545): lines end in CR LF, are folded at 75 bytes, and reserved marks escaped.

An event marks no time as busy: a phase takes weeks, and whoever subscribes still has a life.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_BYTES = 75
NEW_EVERY = "PT6H"
"""How often a subscriber may ask again: RFC 7986 for most, the X- line for Outlook."""
DAYS_BEFORE_END = 2


@dataclass(frozen=True)
class Event:
    """Something from `starts_at` to `ends_at` (aware); `uid` stays the same when its times change.

    `reminds`: an alarm when it begins, and one two days before it ends.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    text: str
    url: str
    reminds: bool = False


def calendar(name: str, events: Sequence[Event], now: datetime) -> str:
    """The whole feed; `now` is when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nasta//rounds//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{NEW_EVERY}",
        f"X-PUBLISHED-TTL:{NEW_EVERY}",
    ]
    for event in events:
        lines += event_lines(event, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def event_lines(event: Event, now: datetime) -> list[str]:
    """One event."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp(now)}",
        f"DTSTART:{stamp(event.starts_at)}",
        f"DTEND:{stamp(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
    ]
    if event.text:
        lines.append(f"DESCRIPTION:{escaped(event.text)}")
    lines += [f"URL:{event.url}", "TRANSP:TRANSPARENT"]
    if event.reminds:
        lines += alarm_lines(event, "PT0S") + alarm_lines(event, f"-P{DAYS_BEFORE_END}D", related="END")
    return [*lines, "END:VEVENT"]


def alarm_lines(event: Event, trigger: str, related: str = "START") -> list[str]:
    """A reminder of the event, so long (a duration) from its start or its end."""
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(event.title)}",
        f"TRIGGER;RELATED={related}:{trigger}",
        "END:VALARM",
    ]


def stamp(moment: datetime) -> str:
    """A moment in UTC, as the format writes it."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Text with the format's own marks made harmless."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 bytes that never split a character; later parts begin with a space."""
    part = ""
    for letter in line:
        if len(f"{part}{letter}".encode()) > LINE_BYTES:
            yield part
            part = " "
        part += letter
    yield part
