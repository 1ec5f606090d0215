"""The published form of a pot's ballots: a Pabulib file with the round's facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import POINTS
from webapp.counting.election import VoteType
from webapp.counting.leftover import leftover_of
from webapp.counting.leftover.nobody import NOBODY
from webapp.counting.pabulib import amount, write_pabulib
from webapp.counting.queries import PotElection, Voting
from webapp.rounds.models import Round

PABULIB_RULES = {"greedy": "greedy", "equal-shares": "equalshares/add1"}


def pabulib_file(voting: Voting, pot: PotElection, city: Mapping[str, str], zone: str, language: str) -> str:
    """The .pb text of a pot. Voters are numbered by what their ballots say, so that numbers tell nothing of when or who."""
    round_ = voting.round
    options: Mapping[str, Any] = round_.counting_options
    meta = {
        "description": f"{round_.title.in_language(language)}: {pot.pot.name.in_language(language)}",
        "country": "Finland",
        "unit": city.get(language) or next(iter(city.values())),
        "district": pot.pot.area_code or "",
        "instance": round_.slug,
        "rule": _rule(round_.counting_rule, options),
        "date_begin": _day(voting.opens_at, zone),
        "date_end": _day(voting.closes_at, zone),
        **_limits(round_, pot),
        "min_project_score_threshold": str(options.get("threshold") or ""),
        "language": language,
        "fully_funded": "1" if _suffices(pot) else "",
        "comment": _comment(pot, options),
        "currency": "EUR",
    }
    return write_pabulib(pot.election, meta)


def _suffices(pot: PotElection) -> bool:
    """Whether the money is enough for every project, so that nothing was left to choose."""
    return sum(project.cost_cents for project in pot.election.projects) <= pot.election.budget_cents


def _comment(pot: PotElection, options: Mapping[str, Any]) -> str:
    """In English, as Pabulib wants it: what other pots added to the money, and where what is left over goes."""
    leftover = leftover_of(options)
    if leftover is NOBODY:
        return ""
    received = pot.election.budget_cents - pot.pot.amount_cents
    return (
        f"#1: the budget is {amount(pot.pot.amount_cents)} of this pot and {amount(received)} left over by others"
        f" #2: left-over money: {leftover.explanation}"
    )


def _limits(round_: Round, pot: PotElection) -> dict[str, str]:
    """The limits of a ballot in Pabulib's words; those of a whole ballot over several pots are not told of one."""
    kind = BY_KEY[round_.ballot_type]
    limits = kind.limits(round_.ballot_limits)
    projects = max(len(pot.election.projects), 1)
    told = {
        "min_length": str(min(limits.min_choices, projects)) if limits.per_pot else "1",
        "max_length": str(min(limits.max_choices or projects, projects)),
    }
    if limits.within_pot and kind.vote_type == VoteType.APPROVAL:
        told["max_sum_cost"] = amount(pot.pot.amount_cents)
    if limits.values == POINTS:
        most = max((sum(ballot.points) for ballot in pot.election.ballots), default=0)
        told["max_sum_points"] = str(limits.points_total or most)
        told["min_points"] = "1"
        told["max_points"] = str(limits.points_each or told["max_sum_points"])
    return told


def _rule(rule: str, options: Mapping[str, Any]) -> str:
    """The rule in Pabulib's words; `unknown` where it has none."""
    if rule == "greedy" and options.get("misfit") == "stop":
        return "greedy-no-skip"
    if rule == "greedy" and options.get("threshold"):
        return "greedy-threshold"
    return PABULIB_RULES.get(rule, "unknown")


def _day(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else moment.astimezone(ZoneInfo(zone)).strftime("%d.%m.%Y")
