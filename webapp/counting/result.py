"""What a count says: the winners in order, how each round went, and why the others did not win."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from webapp.counting.lot import TieBreak

LARGEST_SHARE = "largest_share_cents"
"""The fact of a count by Equal Shares that tells that voters had unequal parts: the largest of them at the end."""


class LossReason(StrEnum):
    """Why a project did not win."""

    NO_VOTES = "no-votes"
    TOO_FEW_VOTES = "too-few-votes"
    WITHDRAWN = "withdrawn"
    DOES_NOT_FIT = "does-not-fit"
    COUNT_STOPPED = "count-stopped"
    SUPPORTERS_MONEY = "supporters-money"
    CATEGORY_FULL = "category-full"
    EXCLUDED_BY = "excluded-by"


@dataclass(frozen=True, slots=True)
class Payment:
    """Equal Shares: how the supporters of a winner paid for it, in cents, exact.

    `price` is for one point (one vote when approving); those who could not pay it paid all they had left.
    """

    price: Fraction
    full_payers: int
    partial_payers: int
    partial_cents: Fraction
    effective_votes: Fraction
    paid: tuple[tuple[Fraction, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that were equally good in one round, the one that went first, and what decided."""

    winner: str
    others: tuple[str, ...]
    decided_by: TieBreak


@dataclass(frozen=True, slots=True)
class Step:
    """One round of the count: a project wins. Money is in cents."""

    number: int
    project: str
    votes: int
    score: int
    cost_cents: int
    left_cents: int
    tie: Tie | None = None
    payment: Payment | None = None
    completion: str | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """A project that did not win, and what was missing.

    `missing_cents`: money that lacked (of the pot, or of the supporters' own shares for Equal Shares), `missing_votes`:
    votes below the threshold, `after_step`: the round after which it could no longer win.
    """

    project: str
    votes: int
    score: int
    cost_cents: int
    reason: LossReason
    missing_cents: Fraction | int | None = None
    missing_votes: int | None = None
    after_step: int | None = None
    because_of: str | None = None


@dataclass(frozen=True, slots=True)
class CountResult:
    """The whole answer of a counting rule."""

    rule: str
    budget_cents: int
    voters: int
    steps: tuple[Step, ...]
    losses: tuple[Loss, ...]
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the winners in order of selection."""
        return tuple(step.project for step in self.steps)

    @property
    def cost_cents(self) -> int:
        """What the winners cost together."""
        return sum(step.cost_cents for step in self.steps)

    @property
    def left_cents(self) -> int:
        """Money of the pot that was not spent."""
        return self.budget_cents - self.cost_cents

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The ties met, in order."""
        return tuple(step.tie for step in self.steps if step.tie is not None)
