from fractions import Fraction

from hypothesis import given

from tests.counting.elections import election, elections
from webapp.counting.election import Election
from webapp.counting.lot import Ties
from webapp.counting.rules.phragmen import Phragmen


def plain(election: Election, ties: Ties) -> list[str]:
    """Straight from the definition."""
    people = [set(b.choices) for b in election.ballots for _ in range(b.times)]
    votes, load, left, won = election.votes(), [Fraction(0)] * len(people), election.budget_cents, list[str]()
    running = {p.id: p for p in election.projects if votes[p.id] and p.cost_cents <= left}
    while running:
        loads = {
            i: (p.cost_cents + sum((load[n] for n, v in enumerate(people) if i in v), Fraction(0))) / votes[i]
            for i, p in running.items()
        }
        best = [i for i in running if loads[i] == min(loads.values())]
        if any(running[i].cost_cents > left for i in best):
            break
        winner = min(best, key=lambda i: ties.key(running[i], votes[i]))
        load = [loads[winner] if winner in v else load[n] for n, v in enumerate(people)]
        left -= running.pop(winner).cost_cents
        won.append(winner)
    return won


@given(election=elections())
def test_equals_the_plain_definition(election: Election) -> None:
    assert list(Phragmen().count(election, Ties("s")).winners) == plain(election, Ties("s"))


def test_stops_at_the_first_that_does_not_fit() -> None:
    result = Phragmen().count(
        election({"a": 60, "b": 60, "c": 40}, 100, ("a", 6), ("b", 5), ("c", 1)), Ties()
    )
    assert result.winners == ("a",)
    assert {loss.project: (loss.reason.value, loss.missing_cents) for loss in result.losses} == {
        "b": ("does-not-fit", 20),
        "c": ("count-stopped", None),
    }
