"""Of which groups of voters a result tells, and in what order: each pot's, also where several were counted together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.outcome.rules import ballots_told, shown, whole_told


def in_order(result: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """A pot's winners as they were chosen, then the others by votes; both by number where so few voted that the order tells of them.

    Where several pots were counted together the others come pot by pot: no votes of another pot tell what is hidden.
    """
    places = {
        project: (place, whole_told(voters) is None)
        for place, (votes, voters) in enumerate(groups_of(result))
        for project in votes
    }

    def order(loss: Mapping[str, Any]) -> tuple[int, int, int]:
        place, has_few = places[loss["project_id"]]
        return place, 0 if has_few else -loss["votes"], _number(loss)

    steps = result["steps"]
    if whole_told(result["voters"]) is None:
        steps = sorted(steps, key=_number)
    return list(steps), sorted(result["losses"], key=order)


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
