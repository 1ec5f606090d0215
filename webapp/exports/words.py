"""Words for the states that data hold as keys."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.texts import N_

STATES: Mapping[str, str] = {
    "submitted": N_("Waiting for screening"),
    "accepted": N_("Accepted"),
    "refused": N_("Refused"),
    "merged": N_("Merged"),
    "draft": N_("Being costed"),
    "ballot": N_("In the vote"),
    "left_out": N_("Left out of the vote"),
    "won": N_("Won"),
    "did_not_win": N_("Did not win"),
}
