"""What a collection of the open interface is: published rows with a place, their properties and filters."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.texts import N_


@dataclass(frozen=True)
class Property:
    """A property of features: its key (never translated), its JSON type (and format), what it means."""

    key: str
    meaning: str
    type: str = "string"
    format: str | None = None


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a collection: what it means, its condition (`%(key)s` is the value), its values if few."""

    key: str
    meaning: str
    condition: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collection:
    """Published rows with a place.

    `source` is SQL that selects `fid`, `geom` (WGS 84), `since` and `until` (the time that `datetime` asks for) and the
    properties by their keys, of published things only. It may name `%(language)s` and `%(hidden)s`: projects whose
    votes are too few to tell. `page` is the endpoint (and its argument) of a feature's page for people.
    `is_drawn`: the source also has `shape`, a line or area that is the feature's geometry where there is one; `geom` lies on it.
    """

    key: str
    title: str
    description: str
    geometry: str
    source: str
    properties: tuple[Property, ...]
    filters: tuple[Filter, ...]
    has_text_ids: bool = False
    tells_votes: bool = False
    page: tuple[str, str] | None = None
    is_drawn: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the properties in order."""
        return tuple(one.key for one in self.properties)


def in_language(column: str) -> str:
    """SQL: a text of the city's in the reader's language, else in Finnish."""
    return f"coalesce({column} ->> %(language)s, {column} ->> 'fi')"


ROUND = Property("round", N_("Address of the round"))
ONE_ROUND = Filter("round", N_("Only of the round with this address"), "f.round = %(round)s")
ONE_DISTRICT = Filter(
    "district_code", N_("Only of the district with this code"), "f.district_code = %(district_code)s"
)
