"""Words for the states that data hold as keys."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.texts import N_

MOST_MADE_AT_ONCE = 5000
"""Rows above which a file that has to be made whole is made by the worker."""
FILTER_WORDS: Mapping[str, str] = {
    "theme": N_("Theme"),
    "neighbourhood": N_("Neighbourhood"),
    "from": N_("Proposed from day"),
    "to": N_("Proposed to day"),
    "pot": N_("Money"),
    "low": N_("Price at least"),
    "high": N_("Price at most"),
    "text": N_("Search words"),
}
"""The filters of the public lists that a file may be narrowed by besides district and state."""

STATES: Mapping[str, str] = {
    "submitted": N_("Waiting for screening"),
    "accepted": N_("Accepted"),
    "refused": N_("Refused"),
    "merged": N_("Merged"),
    "unmerged": N_("All but merged"),
    "draft": N_("Being costed"),
    "ballot": N_("In the vote"),
    "left_out": N_("Left out of the vote"),
    "won": N_("Won"),
    "did_not_win": N_("Did not win"),
}

STATE_COLOURS: Mapping[str, str] = {
    "submitted": "#27518a",
    "accepted": "#1b6636",
    "refused": "#a3241a",
    "merged": "#6b6459",
    "draft": "#27518a",
    "ballot": "#1b6636",
    "left_out": "#a3241a",
    "won": "#1b6636",
    "did_not_win": "#6b6459",
}
"""Colours of pins by state, the same in every kind of map."""

FILE_STATES: Mapping[str, str] = {
    "waiting": N_("Waiting for its turn"),
    "running": N_("Being made"),
    "ready": N_("Ready"),
    "failed": N_("It could not be made"),
}
