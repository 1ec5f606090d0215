"""Greedy by votes, the 'standard method' (COUNTING A1): most votes first, as long as the money lasts."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from webapp.counting.arrays import Arrays, arrays_of
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.places import by_places, checked
from webapp.counting.result import CountResult, Loss, LossReason, Step, Tie
from webapp.counting.rules.eligible import eligible, loss, tie_of
from webapp.texts import N_


class Misfit(StrEnum):
    """What to do with a project that does not fit in the money left."""

    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Greedy:
    """Take projects by votes (sum of points); skip what does not fit, or stop there.

    `threshold`: least votes to take part. `one_of`: groups of project ids of which at most one may win.
    `category_caps`: most cents that the winners of a category may cost together. `places`: points of each place where
    ballots are orders (as usual: as many as places for the first, one less for each next).
    """

    name: ClassVar[str] = "greedy"
    title: ClassVar[str] = N_("By votes")
    explanation: ClassVar[str] = N_(
        "The project with the most votes is taken first, then the next one that fits in the money left."
    )

    misfit: Misfit = Misfit.SKIP
    threshold: int | None = None
    one_of: tuple[tuple[str, ...], ...] = ()
    category_caps: tuple[tuple[str, int], ...] = ()
    places: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        checked(self.places)

    def count(self, election: Election, ties: Ties) -> CountResult:
        """Count an election."""
        arrays = arrays_of(by_places(election, self.places), ties)
        taking_part, losses = eligible(arrays, self.threshold)
        merit = {index: Fraction(int(arrays.scores[index])) for index in taking_part}
        steps = take_in_order(arrays, ties, merit, election.budget_cents, losses, self)
        return CountResult(self.name, election.budget_cents, election.voters, tuple(steps), tuple(losses))


def take_in_order(
    arrays: Arrays,
    ties: Ties,
    merit: dict[int, Fraction],
    left: int,
    losses: list[Loss],
    options: Greedy,
    done: tuple[Step, ...] = (),
    completion: str | None = None,
) -> list[Step]:
    """Take projects by merit, best first, while they fit; adds to `losses`. `done`: rounds that went before."""
    queue = sorted(merit, key=lambda index: (-merit[index], arrays.tie_keys[index]))
    steps: list[Step] = list(done)
    for place, index in enumerate(queue):
        project = arrays.projects[index]
        why_not = _why_not(arrays, index, left, steps, options)
        if why_not is None:
            left -= project.cost_cents
            equals = [i for i in queue[place:] if merit[i] == merit[index]]
            steps.append(_step(arrays, index, steps, left, tie_of(arrays, ties, equals), completion))
            continue
        losses.append(why_not)
        if why_not.reason is LossReason.DOES_NOT_FIT and options.misfit is Misfit.STOP:
            losses += [
                loss(arrays, i, LossReason.COUNT_STOPPED, after_step=len(steps), because_of=project.id)
                for i in queue[place + 1 :]
            ]
            break
    return steps


def _step(
    arrays: Arrays, index: int, steps: list[Step], left: int, tie: Tie | None, completion: str | None
) -> Step:
    project = arrays.projects[index]
    return Step(
        number=len(steps) + 1,
        project=project.id,
        votes=int(arrays.votes[index]),
        score=int(arrays.scores[index]),
        cost_cents=project.cost_cents,
        left_cents=left,
        tie=tie,
        completion=completion,
    )


def _why_not(arrays: Arrays, index: int, left: int, steps: list[Step], options: Greedy) -> Loss | None:
    project = arrays.projects[index]
    won = {step.project for step in steps}
    for group in options.one_of:
        if project.id in group and not won.isdisjoint(group):
            rival = next(step.project for step in steps if step.project in group)
            return loss(arrays, index, LossReason.EXCLUDED_BY, after_step=len(steps), because_of=rival)
    for category, cap in options.category_caps:
        if category in project.category:
            spent = sum(p.cost_cents for p in arrays.projects if p.id in won and category in p.category)
            if spent + project.cost_cents > cap:
                over = spent + project.cost_cents - cap
                return loss(
                    arrays,
                    index,
                    LossReason.CATEGORY_FULL,
                    missing_cents=over,
                    after_step=len(steps),
                    because_of=category,
                )
    if project.cost_cents > left:
        missing = project.cost_cents - left
        return loss(arrays, index, LossReason.DOES_NOT_FIT, missing_cents=missing, after_step=len(steps))
    return None
