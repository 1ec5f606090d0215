"""What a file was narrowed to, in the reader's words: a report must not seem to hold everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.areas.queries import active_areas
from webapp.exports.dataset import Wanted
from webapp.exports.queries import districts
from webapp.exports.words import FILTER_WORDS, STATES
from webapp.formats import day, euros
from webapp.rounds.models import Pot, Theme
from webapp.texts import N_

Narrowed = list[tuple[str, str]]
"""Titles of filters with their values."""
FORMS: Mapping[str, Callable[[str], str]] = {
    "from": lambda value: day(date.fromisoformat(value)),
    "to": lambda value: day(date.fromisoformat(value)),
    "low": lambda value: euros(int(value) * 100),
    "high": lambda value: euros(int(value) * 100),
}


def narrowed_to(session: Session, wanted: Wanted) -> Narrowed:
    """Everything that a file is narrowed by."""
    found: Narrowed = []
    if wanted.district is not None:
        name = dict(districts(session))[wanted.district]
        found.append((gettext(N_("District")), name.in_language(wanted.language)))
    if wanted.state is not None:
        found.append((gettext(N_("State")), gettext(STATES[wanted.state])))
    return found + filters_in_words(session, wanted.round_id, wanted.filters, wanted.language)


def filters_in_words(session: Session, round_id: int, filters: Mapping[str, str], language: str) -> Narrowed:
    """The list's other filters. What is not known any more stands as it was asked for."""
    return [
        (gettext(FILTER_WORDS[name]), _value(session, round_id, name, value, language))
        for name, value in filters.items()
    ]


def _value(session: Session, round_id: int, name: str, value: str, language: str) -> str:
    if name == "theme":
        theme = session.scalar(select(Theme.name).where(Theme.round_id == round_id, Theme.slug == value))
        return theme.in_language(language) if theme else value
    if name == "neighbourhood":
        areas = {area.code: area.name for area in active_areas(session, "neighbourhood")}
        return areas[value].in_language(language) if value in areas else value
    if name == "pot":
        pots = {str(pot.id): pot.name for pot in session.scalars(select(Pot).where(Pot.round_id == round_id))}
        return pots[value].in_language(language) if value in pots else value
    return FORMS[name](value) if name in FORMS else value
