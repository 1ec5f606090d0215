"""A calendar feed that calendars can read: RFC 5545, by rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from webapp.rounds.calendar import Event, calendar

MADE = datetime(2026, 11, 24, 7, tzinfo=UTC)
HELSINKI = timezone(timedelta(hours=2))


def event(title: str = "Äänestys", text: str = "", *, reminds: bool = False) -> Event:
    starts = datetime(2027, 2, 1, 9, tzinfo=HELSINKI)
    ends = starts + timedelta(days=14)
    return Event("phase-1@nasta", starts, ends, title, text, "https://a.example/rounds/x", reminds)


def unfolded(feed: str) -> list[str]:
    """The lines as a reader joins them (RFC 5545, 3.1)."""
    assert feed.endswith("\r\n")
    return feed[:-2].replace("\r\n ", "").split("\r\n")


def read(value: str) -> str:
    """Text as a reader takes the escapes off (3.3.11)."""
    return (value.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")).replace(
        "\0", "\\"
    )


def test_the_feed_has_each_phase_once_in_utc() -> None:
    lines = unfolded(calendar("Asukasbudjetti", [event()], MADE))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    assert "DTSTAMP:20261124T070000Z" in lines
    assert "DTSTART:20270201T070000Z" in lines
    assert "DTEND:20270215T070000Z" in lines
    assert "UID:phase-1@nasta" in lines
    assert "SUMMARY:Äänestys" in lines


def test_a_phase_of_weeks_marks_nobody_as_busy() -> None:
    assert "TRANSP:TRANSPARENT" in unfolded(calendar("x", [event()], MADE))


def test_what_residents_do_is_reminded_of_when_it_begins_and_two_days_before_it_ends() -> None:
    lines = unfolded(calendar("x", [event("Äänestys", reminds=True), event("Laskenta")], MADE))
    assert [line for line in lines if line.startswith("TRIGGER")] == [
        "TRIGGER;RELATED=START:PT0S",
        "TRIGGER;RELATED=END:-P2D",
    ]
    alarm = lines[lines.index("BEGIN:VALARM") : lines.index("END:VALARM")]
    assert "ACTION:DISPLAY" in alarm and "DESCRIPTION:Äänestys" in alarm
    assert lines.index("END:VALARM") < lines.index("END:VEVENT"), "an alarm stands inside its event"


def test_a_subscriber_comes_back_for_what_has_changed() -> None:
    lines = unfolded(calendar("x", [], MADE))
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines and "X-PUBLISHED-TTL:PT6H" in lines


def test_a_calendar_may_be_empty() -> None:
    assert unfolded(calendar("x", [], MADE))[-1] == "END:VCALENDAR"


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_whatever_a_phase_says_lines_are_short_and_read_back_the_same(words: str) -> None:
    feed = calendar("x", [event(words, f"a\n{words}")], MADE)
    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))
    values = dict(line.split(":", 1) for line in unfolded(feed) if ":" in line)
    assert read(values["SUMMARY"]) == "\n".join(words.splitlines())
    assert read(values.get("DESCRIPTION", "")) == "\n".join(f"a\n{words}".splitlines())


def test_text_cannot_add_lines_of_its_own() -> None:
    feed = calendar("x", [event("x\r\nBEGIN:VEVENT")], MADE)
    assert feed.count("\r\nBEGIN:VEVENT") == 1
