"""The ways in which people of a round can identify: the providers of the installation, a typed postcode, one-time codes, an
e-mail address, or being there."""

from __future__ import annotations

from collections.abc import Sequence
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


CODE = Way("code", Texts(), "code", "codes.enter", N_("A code on a card or in a letter"))
POSTCODE = Way("postcode", Texts(), "postcode", "postcode.ask", N_("A postcode that one types oneself"))
EMAIL = Way("email", Texts(), "email", "accounts.sign_in", N_("A link that is sent to an e-mail address"))
DESK = Way("desk", Texts(), "desk", "", N_("In person: an official writes the proposal down"))
UNKNOWN_TO_THE_CITY = frozenset({CODE.key, POSTCODE.key})
"""Ways that no register of voters goes with: by them the city cannot tell who a person is."""


def ways_to_propose(settings: Settings) -> list[Way]:
    """Every way that a round can take proposals by. They go together in any way: a proposal has an author, not a right."""
    return [EMAIL, *_of_settings(settings), POSTCODE, CODE, DESK]


def ways_to_vote(settings: Settings) -> list[Way]:
    """Every way that voters of this installation's rounds can be asked for; without one they sign in by e-mail."""
    return [*_of_settings(settings), POSTCODE, CODE]


def on_the_web(proposing_providers: Sequence[str]) -> list[str]:
    """The ways of a round that lead to proposing on the web: by e-mail where it names none."""
    return [key for key in proposing_providers if key != DESK.key] or [EMAIL.key]


def _of_settings(settings: Settings) -> list[Way]:
    return [Way(one.key, Texts(one.name), one.kind) for one in settings.identity_providers]
