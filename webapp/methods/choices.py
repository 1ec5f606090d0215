"""Settings of voting and counting that are chosen from a few in words."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.texts import N_

TIE_ORDERS: Mapping[str, str] = {
    "cost,votes,lot": N_("The cheaper one, then the one with more votes, then by lot"),
    "votes,cost,lot": N_("The one with more votes, then the cheaper one, then by lot"),
    "lot": N_("By lot"),
}
"""Which of two equal projects comes first."""
BALLOTS_PUBLISHED: Mapping[str, str] = {
    "totals": N_("The totals only"),
    "commitments": N_("The totals, and a mark of each ballot by which its voter finds it"),
    "ballots": N_(
        "Also what was chosen on each ballot, without names, where there are enough of them: so anyone can repeat the count"
    ),
}
"""How much an outsider can check; more is opened only where nobody can be recognised."""
