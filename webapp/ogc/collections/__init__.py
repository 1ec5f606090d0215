"""The list of collections. A new one is one file here and one line in `COLLECTIONS`."""

from __future__ import annotations

from webapp.ogc.collection import Collection
from webapp.ogc.collections.areas import AREAS
from webapp.ogc.collections.outcome import OUTCOME
from webapp.ogc.collections.outcome_by_area import OUTCOME_BY_AREA
from webapp.ogc.collections.projects import PROJECTS
from webapp.ogc.collections.proposals import PROPOSALS

COLLECTIONS: tuple[Collection, ...] = (PROPOSALS, PROJECTS, AREAS, OUTCOME, OUTCOME_BY_AREA)
BY_KEY = {collection.key: collection for collection in COLLECTIONS}
