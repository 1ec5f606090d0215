"""What the small map of one project shows: its point and, where one was drawn, its line or area. Pure."""

from __future__ import annotations

import json
from typing import Any

from webapp.formats import in_language
from webapp.proposals.place_map import PlaceMap, map_of


def project_map(project: Any) -> PlaceMap | None:
    """The map of a project, in the language of the page; None where it has no exact place."""
    if project.lon is None:
        return None
    about = {
        "id": project.id,
        "kind": "project",
        "title": in_language(project.title),
        "state": project.delivery or project.state,
    }
    shape = None if project.shape is None else json.loads(project.shape)
    return map_of(about, (project.lon, project.lat), shape)
