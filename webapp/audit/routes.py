"""The log of deeds, for those who answer for the service."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import Permission, requires
from webapp.audit import queries
from webapp.audit.queries import PAGE, Wanted
from webapp.audit.rules import DEEDS, SUBJECTS
from webapp.extensions import current_settings, db
from webapp.texts import is_storable

blueprint = Blueprint("audit", __name__, url_prefix="/staff")

MOST_PAGES = 10_000


@blueprint.get("/audit")
@requires(Permission.SEE_LOG)
def index() -> ResponseReturnValue:
    """Who did what, the newest first; narrowed by what it was done to, by whom, and by days."""
    page = min(number_of(request.args.get("page")) or 1, MOST_PAGES)
    rows = queries.events(db.session, wanted(), page)
    return render_template(
        "audit/index.html",
        rows=rows[:PAGE],
        subjects=SUBJECTS,
        deeds=DEEDS,
        asked=request.args,
        is_narrowed=any(value for name, value in request.args.items() if name != "page"),
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if len(rows) > PAGE else None,
        page=page,
    )


def wanted() -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    subject, person = request.args.get("subject", ""), request.args.get("person", "").strip()[:254]
    last = day_of(request.args.get("to", ""))
    return Wanted(
        subject=subject if subject in SUBJECTS else None,
        number=number_of(request.args.get("number")),
        person=person if person and is_storable(person) else None,
        since=day_of(request.args.get("from", "")),
        before=last + timedelta(days=1) if last else None,
    )


def day_of(text: str) -> datetime | None:
    """The beginning of a day (`2026-11-24`) in the city's zone."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    if not 1900 < day.year < 2200:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(current_settings().time_zone))


def number_of(text: str | None) -> int | None:
    """A whole number from the address, None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def address(page: int) -> str:
    """This list's address at another page."""
    given = {name: value for name, value in request.args.items() if value and name != "page"}
    return f"{request.path}?{urlencode({**given, 'page': page})}"
