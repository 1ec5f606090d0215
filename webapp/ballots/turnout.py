"""How many have voted, while voting is open: in steps, so that nobody sees a single ballot come in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.ballots.queries import turnout, turnout_by_pot
from webapp.rounds.rules import PotView, RoundView

STEP = 25


@dataclass(frozen=True)
class AreaTurnout:
    """Ballots with a choice in a pot, in whole steps; 0: fewer than one step."""

    pot: PotView
    ballots: int

    @property
    def permille(self) -> int | None:
        """Ballots for a thousand residents of the area; None where either is not known."""
        return 1000 * self.ballots // self.pot.population if self.ballots and self.pot.population else None


@dataclass(frozen=True)
class Turnout:
    """Ballots of the round, and in each of its pots."""

    ballots: int
    areas: tuple[AreaTurnout, ...]
    step: int = STEP


def turnout_of(session: Session, round_: RoundView) -> Turnout:
    """The turnout that may be told. Two queries."""
    by_pot = turnout_by_pot(session, round_.id)
    areas = tuple(AreaTurnout(pot, by_pot.get(pot.id, 0)) for pot in round_.pots)
    return Turnout(turnout(session, round_.id), areas)
