"""Where a voter lives, as far as it is known before they are asked. Who is told where to vote chooses nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.areas.postcodes import districts_of_postcode
from webapp.ballots.passes import Pass
from webapp.ballots.registered import Registered
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.identity.rules import Proof
from webapp.rounds.rules import RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS
from webapp.rounds.voting_areas import WHOLE_CITY


@dataclass(frozen=True, slots=True)
class OwnArea:
    """What is known: `given` is the one area; `among` are those that it can be, none of them meaning any."""

    given: str | None = None
    among: tuple[str, ...] = ()


def own_area_of(
    round_: RoundView, entry: Registered | None, holder: Pass | None, proof: Proof | None
) -> OwnArea:
    """What the register, else the batch of a voter's code or their identity provider, tells of their area.

    Raises Refusal(NO_POT_OF_YOURS) for someone whose area has no money in a round of own areas only.
    """
    areas = VOTING_AREAS[round_.voting_areas]
    if not areas.needs_own:
        return OwnArea()
    told = [entry.area_code] if entry and entry.area_code else _told(holder, proof)
    with_money = {pot.area_code for pot in round_.pots}
    inside = tuple(code for code in told if code in with_money)
    others = (WHOLE_CITY,) if areas.with_city and len(inside) < len(told) else ()
    found = (*inside, *others)
    if told and not found:
        raise Refusal(RefusalCode.NO_POT_OF_YOURS)
    return OwnArea(found[0]) if len(found) == 1 else OwnArea(among=found)


def area_at_desk(round_: RoundView, entry: Registered | None, said: str) -> str | None:
    """For which area an official gives a paper: that of the register, else what is `said`; None where areas do not matter.

    Raises Refusal(AREA_MISSING) where nothing or something else is said, and what `own_area_of` does.
    """
    areas = VOTING_AREAS[round_.voting_areas]
    if not areas.needs_own:
        return None
    known = own_area_of(round_, entry, None, None)
    among = known.among or [pot.area_code for pot in round_.pots if pot.area_code]
    found = known.given or said
    if not known.given and said not in [*among, *([WHOLE_CITY] if areas.with_city else [])]:
        raise Refusal(RefusalCode.AREA_MISSING)
    return found


def _told(holder: Pass | None, proof: Proof | None) -> Sequence[str]:
    """The codes of the areas where the voter can live; empty where nothing tells."""
    if holder is not None:
        return [holder.area_code] if holder.area_code else []
    if proof is None:
        return []
    if proof.area_code is not None:
        return [proof.area_code]
    return districts_of_postcode(db.session, proof.postcode) if proof.postcode else []
