"""The published form of a pot's ballots: a Pabulib file with the round's facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.counting.pabulib import write_pabulib
from webapp.counting.queries import PotElection, Voting

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
        "min_length": "1",
        "max_length": "1" if round_.ballot_type == "one_choice" else "",
        "max_sum_cost": "",
        "min_project_score_threshold": str(options.get("threshold") or ""),
        "language": language,
        "currency": "EUR",
    }
    return write_pabulib(pot.election, meta)


def _rule(rule: str, options: Mapping[str, Any]) -> str:
    """The rule in Pabulib's words; `unknown` where it has none."""
    if rule == "greedy" and options.get("misfit") == "stop":
        return "greedy-no-skip"
    if rule == "greedy" and options.get("threshold"):
        return "greedy-threshold"
    return PABULIB_RULES.get(rule, "unknown")


def _day(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else moment.astimezone(ZoneInfo(zone)).strftime("%d.%m.%Y")
