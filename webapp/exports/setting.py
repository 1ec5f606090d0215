"""What a format needs to know, for a request and for the worker alike."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.areas.queries import DivisionUsed, divisions_used
from webapp.exports.dataset import Wanted
from webapp.exports.narrowing import narrowed_to
from webapp.exports.queries import district_shapes, round_title
from webapp.exports.writing import Format, Holds, Setting, Systems
from webapp.extensions import current_settings
from webapp.formats import euros

MAP_PARTS = Path(__file__).resolve().parents[1] / "static" / "build" / "report-map"


def setting_for(session: Session, wanted: Wanted) -> Setting:
    """The setting in which a file is written: the reader's language, the city, the round."""
    settings = current_settings()
    return Setting(
        translate=gettext,
        euros=euros,
        language=wanted.language,
        zone=ZoneInfo(settings.time_zone),
        metric_crs=settings.metric_crs,
        round_title=round_title(session, wanted.round_id).in_language(wanted.language),
        divisions=lambda: division_words(session, wanted.language),
        crs=wanted.crs,
        districts=lambda: district_shapes(session, wanted.language),
        map_parts=MAP_PARTS,
        narrowed=lambda: narrowed_to(session, wanted),
    )


def division_words(session: Session, language: str) -> dict[str, str]:
    """The division in use at each level, as "Districts, version 2"; and whether sums by it may still change."""
    return {level: _in_words(used, language) for level, used in divisions_used(session).items()}


def _in_words(used: DivisionUsed, language: str) -> str:
    said: str = gettext("%(layer)s, version %(n)s", layer=used.name.in_language(language), n=used.version)
    if not used.is_settling:
        return said
    moving: str = gettext("%(division)s; what is from before is still moving to its areas", division=said)
    return moving


def file_name(slug: str, wanted: Wanted, form: Format) -> str:
    """What the file is called: round, dataset, district and state, whether it is narrowed further; and the coordinate system where there is one to choose."""
    system = f"epsg{wanted.crs}" if form.systems is Systems.ANY else None
    if form.holds is Holds.ROUND:
        parts = [slug, wanted.district, system]
    else:
        narrowed = "narrowed" if wanted.filters else None
        parts = [slug, wanted.dataset, wanted.district, wanted.state, narrowed, system]
    return "-".join(filter(None, parts)) + f".{form.ending}"
