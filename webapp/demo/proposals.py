"""The proposals of a round with the steps of their path; the database gives each its neighbourhood."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from geoalchemy2 import WKBElement, WKTElement
from geoalchemy2.shape import from_shape
from shapely.geometry import LineString, Polygon
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.demo.files import Calendar, dice
from webapp.demo.rounds import LoadedRound
from webapp.demo.scenes import picture
from webapp.proposals.models import Proposal, ProposalEvent, ProposalPhoto
from webapp.proposals.photos import prepare


def load_proposals(
    session: Session,
    loaded: LoadedRound,
    content: list[dict[str, Any]],
    calendar: Calendar,
    resident: Account,
) -> dict[str, Proposal]:
    """Add the proposals; returns them by title. Those marked `is_residents` belong to the demo's resident."""
    rows = {item["title"]: _proposal(loaded, item, calendar, resident) for item in content}
    session.add_all(rows.values())
    session.flush()
    for item in content:
        _decide(loaded, rows, item)
        session.add_all(_events(rows, item, calendar))
        session.add_all(_photos(rows, item))
    session.flush()
    return rows


def point(item: dict[str, Any]) -> WKTElement | None:
    """Where the item says that it is (WGS 84), or None when it names no exact place."""
    return WKTElement(f"POINT({item['lon']} {item['lat']})", srid=4326) if "lat" in item else None


def drawn(item: dict[str, Any]) -> WKBElement | None:
    """The line or the area of an item; `lon` and `lat` are then the point on it that stands for it."""
    if "line" in item:
        return from_shape(LineString(item["line"]), srid=4326)
    return from_shape(Polygon(item["area"]), srid=4326) if "area" in item else None


def _proposal(loaded: LoadedRound, item: dict[str, Any], calendar: Calendar, resident: Account) -> Proposal:
    created = _created(item, calendar)
    return Proposal(
        round_id=loaded.round.id,
        author_id=resident.id if item.get("is_residents") else None,
        author_name=item["author"],
        theme_id=loaded.themes[item["theme"]],
        title=item["title"],
        body=item["body"],
        language=item["language"],
        place_text=item.get("place_text"),
        geom=point(item),
        shape=drawn(item),
        sort_key=dice(item["title"]),
        created_at=created,
        changed_at=max(
            [created, *(_moment(event, number, calendar) for number, event in enumerate(item["events"]))]
        ),
    )


def _created(item: dict[str, Any], calendar: Calendar) -> datetime:
    """Some time between seven and eleven in the morning, before any decision of that day."""
    return calendar.moment(item["created"], time(7)) + timedelta(minutes=int(240 * dice(item["title"])))


def _moment(event: dict[str, Any], number: int, calendar: Calendar) -> datetime:
    """Decisions are made in office hours, each later than the one before."""
    return calendar.moment(event["at"], time(12)) + timedelta(minutes=37 * number)


def _decide(loaded: LoadedRound, rows: dict[str, Proposal], item: dict[str, Any]) -> None:
    row = rows[item["title"]]
    for event in item["events"]:
        if event["kind"] == "refused":
            row.reason_id = loaded.reasons[event["reason"]]
        if event["kind"] == "merged":
            row.merged_into_id = rows[event["into"]].id
    row.state = item["state"]


def _events(rows: dict[str, Proposal], item: dict[str, Any], calendar: Calendar) -> list[ProposalEvent]:
    row = rows[item["title"]]
    first = ProposalEvent(proposal_id=row.id, kind="submitted", at=row.created_at)
    return [
        first,
        *(
            ProposalEvent(
                proposal_id=row.id,
                kind=event["kind"],
                at=_moment(event, number, calendar),
                unit=event.get("unit"),
                note=event.get("note"),
                details={"into_id": rows[event["into"]].id} if "into" in event else {},
            )
            for number, event in enumerate(item["events"])
        ),
    ]


def _photos(rows: dict[str, Proposal], item: dict[str, Any]) -> list[ProposalPhoto]:
    photos = []
    for number, one in enumerate(item.get("photos", ()), 1):
        photo = prepare(picture(one["scene"]))
        photos.append(
            ProposalPhoto(
                proposal_id=rows[item["title"]].id,
                number=number,
                description=one["description"],
                width=photo.width,
                height=photo.height,
                large=photo.large,
                small=photo.small,
            )
        )
    return photos
