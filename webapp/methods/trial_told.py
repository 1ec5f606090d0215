"""What the ways of counting a file chose, set side by side in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from webapp.counting.election import Election, Project
from webapp.counting.rules import BY_NAME as RULES_BY_NAME
from webapp.counting.trials import Chosen, Trial
from webapp.formats import euros, number
from webapp.methods.option_fields import OPTION_WORDS, value_in_words


@dataclass(frozen=True)
class WayTold:
    """A way of counting in words, and what it chose (None: no time was left). `agreement`: per cent, with the first way."""

    title: str
    settings: tuple[str, ...]
    chosen: Chosen | None
    agreement: int | None


@dataclass(frozen=True)
class ProjectTold:
    """A project, and whether each way chose it."""

    project: Project
    votes: int
    wins: tuple[bool, ...]


@dataclass(frozen=True)
class AreaTold:
    """An area by name, and the cents that each way spends there. No name: of no area that is known."""

    name: str
    projects: int
    cents: tuple[int, ...]


def ways_told(trials: Sequence[Trial]) -> list[WayTold]:
    """Every way, held against the first."""
    first = trials[0].chosen
    return [
        WayTold(
            _(RULES_BY_NAME[trial.rule].title),
            tuple(setting_told(name, value) for name, value in trial.options.items()),
            trial.chosen,
            None if first is None or trial.chosen is None else trial.chosen.agreement(first),
        )
        for trial in trials
    ]


def setting_told(name: str, value: Any) -> str:
    """An option that is not as usual."""
    words = value_in_words(name, value)
    return (
        f"{_(OPTION_WORDS[name][0])}: {words[:1].lower()}{words[1:]}" if words else _(OPTION_WORDS[name][0])
    )


def projects_told(election: Election, ways: Sequence[WayTold]) -> list[ProjectTold]:
    """The projects, most votes first, with what each way makes of them."""
    votes = election.votes()
    won = [{*way.chosen.winners} if way.chosen else set() for way in ways]
    return [
        ProjectTold(project, votes[project.id], tuple(project.id in winners for winners in won))
        for project in sorted(election.projects, key=lambda one: (-votes[one.id], one.cost_cents, one.id))
    ]


def areas_told(election: Election, ways: Sequence[WayTold], districts: Mapping[str, str]) -> list[AreaTold]:
    """Euros by area, as far as the file names areas or the places of projects lie in the city; empty where nothing is known.

    `districts`: names of the city's own, by project, for those of which the file names no area.
    """
    area = {one.id: one.area or districts.get(one.id, "") for one in election.projects}
    if not any(area.values()):
        return []
    cost = {project.id: project.cost_cents for project in election.projects}
    rows: dict[str, list[int]] = {name: [0] * len(ways) for name in sorted({*area.values()}, key=by_name)}
    for place, way in enumerate(ways):
        for winner in way.chosen.winners if way.chosen else ():
            rows[area[winner]][place] += cost[winner]
    counts = {name: sum(own == name for own in area.values()) for name in rows}
    return [AreaTold(name, counts[name], tuple(cents)) for name, cents in rows.items()]


def by_name(name: str) -> tuple[bool, str]:
    """What has no name comes last."""
    return not name, name


def money_in(election: Election, cents: int) -> str:
    """A sum in the currency of the file."""
    currency = election.meta.get("currency", "").strip().upper()[:3]
    if currency in ("", "EUR"):
        return str(euros(cents))
    return f"{number(cents / 100 if cents % 100 else cents // 100)}\N{NO-BREAK SPACE}{currency}"
