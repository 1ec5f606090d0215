"""Of which groups of voters a result tells, and in what order: each pot's, also where several were counted together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.outcome.rules import ballots_told, shown, whole_told


def in_order(result: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """A pot's winners as they were chosen, then the others by votes; both by number where so few voted that the order tells of them.

    Of several pots that were counted together the winners of such pots come last, and the others pot by pot: neither the
    order nor the votes of another pot tell what is hidden.
    """
    few = few_voted_for(result)
    place_of = {project: place for place, (votes, _) in enumerate(groups_of(result)) for project in votes}

    def chosen(step: Mapping[str, Any]) -> tuple[bool, int]:
        is_few = step["project_id"] in few
        return is_few, _number(step) if is_few else 0

    def by_votes(loss: Mapping[str, Any]) -> tuple[int, int, int]:
        project = loss["project_id"]
        return place_of[project], 0 if project in few else -loss["votes"], _number(loss)

    return sorted(result["steps"], key=chosen), sorted(result["losses"], key=by_votes)


def few_voted_for(result: Mapping[str, Any]) -> set[int]:
    """The projects of pots with so few ballots that the order of the count would nearly tell what is on them."""
    return {project for votes, voters in groups_of(result) if whole_told(voters) is None for project in votes}


def _number(line: Mapping[str, Any]) -> int:
    return int(line["project_id"])


def groups_of(result: Mapping[str, Any]) -> list[tuple[dict[int, int], int]]:
    """The votes of each project and the number of ballots, of each pot: where several are counted together, too."""
    votes = {line["project_id"]: line["votes"] for line in (*result["steps"], *result["losses"])}
    groups = result.get("groups", ({"projects": votes, "voters": result["voters"]},))
    return [({project: votes[project] for project in group["projects"]}, group["voters"]) for group in groups]


def votes_told(result: Mapping[str, Any], ballots: int | None) -> dict[int, int | None]:
    """The votes of each project of a pot; None where they are not told: of none where the number of ballots is not.

    Of pots that were counted together as much is told as where each is counted for itself.
    """
    groups = groups_of(result)
    together = ballots_told({place: voters for place, (_, voters) in enumerate(groups)}, result["voters"])
    told: dict[int, int | None] = {}
    for place, (votes, _) in enumerate(groups):
        told |= shown(votes, (together[place] if "groups" in result else ballots) or 0)
    return told
