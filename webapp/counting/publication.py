"""The published form of a pot's ballots: a Pabulib file with the round's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import POINTS
from webapp.counting.actions import counting_of
from webapp.counting.election import VoteType
from webapp.counting.joining import joining_of
from webapp.counting.leftover import leftover_of
from webapp.counting.leftover.nobody import NOBODY
from webapp.counting.pabulib import amount, write_pabulib
from webapp.counting.queries import PotElection, Voting
from webapp.counting.rules import GROUPS, caps_of
from webapp.counting.rules.equal_shares import Comparison, Completion, EqualShares
from webapp.counting.rules.greedy import Greedy, Misfit
from webapp.rounds.models import Round

PLAIN_SHARES = EqualShares(completion=Completion.ADD1)
"""Equal Shares as Pabulib means it by `equalshares/add1`."""


def pabulib_file(
    voting: Voting,
    pot: PotElection,
    options: Mapping[str, Any],
    city: Mapping[str, str],
    zone: str,
    language: str,
) -> str:
    """The .pb text of a pot, with the options of its count.

    Voters are numbered by what their ballots say, so that numbers tell nothing of when or who.
    """
    round_ = voting.round
    meta = {
        "description": f"{round_.title.in_language(language)}: {pot.pot.name.in_language(language)}",
        "country": "Finland",
        "unit": city.get(language) or next(iter(city.values())),
        "district": pot.pot.name.in_language(language) if pot.pot.area_code else "",
        "instance": round_.slug,
        "rule": _rule(round_, options, _groups(pot, options)),
        "date_begin": _day(voting.opens_at, zone),
        "date_end": _day(voting.closes_at, zone),
        **_limits(round_, pot),
        "min_project_score_threshold": str(options.get("threshold") or ""),
        **_categories(pot, caps_of(options)),
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
    """In English, as Pabulib wants it: whose money it is, what other pots added, and where what is left over goes."""
    told = [f"at most one of the projects {', '.join(group)} may win" for group in _groups(pot, options)]
    if pot.groups:
        told.append(f"{len(pot.groups)} pots are counted together: {joining_of(options).explanation}")
    if options.get("places"):
        told.append(f"points of the first place and of each next: {', '.join(map(str, options['places']))}")
    leftover = leftover_of(options)
    if leftover is not NOBODY:
        received = pot.election.budget_cents - pot.pot.amount_cents
        told.append(
            f"the budget is {amount(pot.pot.amount_cents)} of this pot and {amount(received)} left over by others"
        )
        told.append(f"left-over money: {leftover.explanation}")
    return " ".join(f"#{number}: {words}" for number, words in enumerate(told, 1))


def _groups(pot: PotElection, options: Mapping[str, Any]) -> list[list[str]]:
    """The pot's groups of projects of which one may win."""
    here = {project.id for project in pot.election.projects}
    return [group for group in options.get(GROUPS, ()) if here.issuperset(group)]


def _categories(pot: PotElection, caps: Mapping[str, int]) -> dict[str, str]:
    """The categories in the order in which they come, and what may be spent in each, where any is capped."""
    named = dict.fromkeys(name for project in pot.election.projects for name in project.category)
    told = {"categories": ",".join(named)}
    if not caps.keys().isdisjoint(named):
        most = pot.election.budget_cents
        told["budget_per_category"] = ",".join(amount(min(caps.get(name, most), most)) for name in named)
    return told


def _limits(round_: Round, pot: PotElection) -> dict[str, str]:
    """The limits of a ballot in Pabulib's words; those of a whole ballot over several pots are not told of one.

    Where pots are counted together a ballot has the limit of each pot that it may be used in: it is told of all.
    """
    kind = BY_KEY[round_.ballot_type]
    limits = kind.limits(round_.ballot_limits)
    projects = max(len(pot.election.projects), 1)
    times = len(pot.groups) if limits.per_pot and pot.groups else 1
    told = {
        "min_length": str(min(limits.min_choices, projects)) if limits.per_pot or pot.groups else "1",
        "max_length": str(min((limits.max_choices or projects) * times, projects)),
    }
    if limits.within_pot and kind.vote_type == VoteType.APPROVAL:
        told["max_sum_cost"] = amount(pot.pot.amount_cents)
    if limits.values == POINTS:
        most = max((sum(ballot.points) for ballot in pot.election.ballots), default=0)
        told["max_sum_points"] = str((limits.points_total or most) * times)
        told["min_points"] = "1"
        told["max_points"] = str(limits.points_each or told["max_sum_points"])
    return told


def _rule(round_: Round, options: Mapping[str, Any], groups: Sequence[Sequence[str]]) -> str:
    """The rule in Pabulib's words; `unknown` where it has none that means just this."""
    rule, kind = counting_of(round_.counting_rule, options, None)[0], BY_KEY[round_.ballot_type]
    if isinstance(rule, EqualShares):
        is_approval = kind.vote_type == VoteType.APPROVAL
        return _shares(rule) if is_approval else "unknown"
    if not isinstance(rule, Greedy):
        return "unknown"
    differs = {
        "greedy-exclusive": bool(groups),
        "greedy-no-skip": rule.misfit is Misfit.STOP,
        "greedy-threshold": bool(rule.threshold),
        "greedy-custom": bool(rule.category_caps)
        or (bool(rule.places) and kind.vote_type == VoteType.ORDINAL),
    }
    names = [name for name, is_so in differs.items() if is_so] or ["greedy"]
    return names[0] if len(names) == 1 else "greedy-custom"


def _shares(rule: EqualShares) -> str:
    """Pabulib names Equal Shares with and without raising the shares, and with greedy's outcome compared by winners."""
    names = {Completion.NONE: "equalshares", Completion.ADD1: "equalshares/add1"}
    compared = {Comparison.NONE: "", Comparison.WINNERS: "-comparison"}
    is_plain = replace(rule, completion=Completion.ADD1, comparison=Comparison.NONE) == PLAIN_SHARES
    if not is_plain or rule.completion not in names or rule.comparison not in compared:
        return "unknown"
    return names[rule.completion] + compared[rule.comparison]


def _day(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else moment.astimezone(ZoneInfo(zone)).strftime("%d.%m.%Y")
