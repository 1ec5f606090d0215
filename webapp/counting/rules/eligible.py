"""Which projects take part in a count at all, and what to say of the others. The same for every rule."""

from fractions import Fraction

from webapp.counting.arrays import Arrays
from webapp.counting.lot import Ties
from webapp.counting.result import Loss, LossReason, Tie


def eligible(arrays: Arrays, threshold: int | None) -> tuple[list[int], list[Loss]]:
    """Positions of the projects that take part (at least one vote, at least the threshold), and the losses of the rest."""
    taking_part: list[int] = []
    out: list[Loss] = []
    for index, project in enumerate(arrays.projects):
        score = int(arrays.scores[index])
        if project.withdrawn:
            out.append(loss(arrays, index, LossReason.WITHDRAWN))
        elif arrays.votes[index] == 0 or score <= 0:
            out.append(loss(arrays, index, LossReason.NO_VOTES))
        elif threshold is not None and score < threshold:
            out.append(loss(arrays, index, LossReason.TOO_FEW_VOTES, missing_votes=threshold - score))
        else:
            taking_part.append(index)
    return taking_part, out


def loss(
    arrays: Arrays,
    index: int,
    reason: LossReason,
    *,
    missing_cents: Fraction | int | None = None,
    missing_votes: int | None = None,
    after_step: int | None = None,
    because_of: str | None = None,
) -> Loss:
    """The loss of the project at a position."""
    return Loss(
        project=arrays.projects[index].id,
        votes=int(arrays.votes[index]),
        score=int(arrays.scores[index]),
        cost_cents=arrays.projects[index].cost_cents,
        reason=reason,
        missing_cents=missing_cents,
        missing_votes=missing_votes,
        after_step=after_step,
        because_of=because_of,
    )


def tie_of(arrays: Arrays, ties: Ties, equals: list[int]) -> Tie | None:
    """The tie among equally good projects (positions, any order); None if there is only one."""
    if len(equals) < 2:
        return None
    first, second, *_ = ordered = sorted(equals, key=lambda index: arrays.tie_keys[index])
    ids = [arrays.projects[index].id for index in ordered]
    return Tie(ids[0], tuple(ids[1:]), ties.decided_by(arrays.tie_keys[first], arrays.tie_keys[second]))
