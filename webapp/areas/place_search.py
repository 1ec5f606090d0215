"""Places and addresses by name: the city's own first, then those of the geocoder that the settings name, if any."""

from __future__ import annotations

import structlog
from flask import current_app
from flask_babel import get_locale

from geo.errors import GeometryError
from geo.geocoder import geocode
from webapp.areas.queries import FoundPlace, find_places
from webapp.areas.rules import MAX_NAME
from webapp.extensions import db
from webapp.texts import Texts

MOST = 8
ENOUGH = 3
"""The geocoder is not asked where so many places of our own fit."""
FEWEST_LETTERS = 3

log = structlog.get_logger()


def places_called(words: str) -> list[FoundPlace]:
    """At most eight places like the words. A geocoder that does not answer is left out and noted in the log."""
    own = find_places(db.session, words, MOST)
    address = current_app.config["SETTINGS"].geocoder_url
    if not address or len(own) >= ENOUGH or len(words.strip()) < FEWEST_LETTERS:
        return own
    try:
        found = geocode(address, words.strip(), MOST - len(own))
    except GeometryError as error:
        log.warning("geocoder", code=error.code)
        return own
    language = str(get_locale())
    return own + [
        FoundPlace("address", Texts({language: place.label[:MAX_NAME]}), place.longitude, place.latitude)
        for place in found
    ]
