"""The ways in which people of a round can identify: the providers of the installation, a typed postcode, one-time codes."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.config import Settings
from webapp.texts import N_, Texts


@dataclass(frozen=True)
class Way:
    """A way of identifying: its key in `round.voting_providers`, its names, and the page where it begins.

    Ways of one kind name a person alike; a round can have several only if they are of one kind.
    """

    key: str
    name: Texts
    kind: str
    begins: str = "identity.choose"
    label: str = ""


CODE = Way("code", Texts(), "code", "codes.enter", N_("A voter code on a card or in a letter"))
POSTCODE = Way("postcode", Texts(), "postcode", "postcode.ask", N_("A postcode that one types oneself"))
UNKNOWN_TO_THE_CITY = frozenset({CODE.key, POSTCODE.key})
"""Ways that no register of voters goes with: by them the city cannot tell who a person is."""


def ways_to_propose(settings: Settings) -> list[Way]:
    """The ways that lead to an account, which a proposal has: identity providers and a typed postcode."""
    return [*(Way(one.key, Texts(one.name), one.kind) for one in settings.identity_providers), POSTCODE]


def ways(settings: Settings) -> list[Way]:
    """Every way that voters of this installation's rounds can be asked for."""
    return [*ways_to_propose(settings), CODE]
