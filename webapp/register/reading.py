"""A file of voters read for one round: who its people are there, which areas there are, who is old enough."""

from __future__ import annotations

from collections.abc import Callable

from webapp.accounts.rules import is_address
from webapp.areas.queries import active_areas
from webapp.ballots.person import naming
from webapp.ballots.registered import marking
from webapp.extensions import db
from webapp.register.rules import Report, read_register
from webapp.rounds.rules import RoundView
from webapp.texts import Texts


def report_of(round_: RoundView, content: bytes) -> Report:
    """What the file says of the round's voters. Raises Refusal(NOT_FOUND) where no one way of identifying is the round's."""
    year = round_.now.year
    is_person = bool if round_.voting_providers else is_address
    return read_register(content, _mark(round_), areas_of(round_), year - round_.minimum_age, year, is_person)


def areas_of(round_: RoundView) -> dict[str, Texts]:
    """The areas that a file may name: the districts in use and those of the round's money, by code with their names."""
    districts = {area.code: area.name for area in active_areas(db.session, "district")}
    return districts | {pot.area_code: pot.name for pot in round_.pots if pot.area_code}


def _mark(round_: RoundView) -> Callable[[str], bytes]:
    named, marked = naming(round_), marking(round_.id)
    return lambda person: marked(named(person))
