from tests.counting.elections import election
from webapp.counting.election import Ballot, Election, Project
from webapp.counting.lot import Ties
from webapp.counting.rules.greedy import Greedy, Misfit
from webapp.counting.rules.greedy_per_cost import GreedyPerCost


def test_what_does_not_fit_is_skipped_and_it_is_said_how_much_was_missing() -> None:
    result = Greedy().count(
        election({"a": 60, "b": 50, "c": 40}, 100, ("abc", 1), ("ab", 1), ("a", 1)), Ties()
    )
    assert result.winners == ("a", "c")
    (loss,) = result.losses
    assert (loss.project, loss.missing_cents, loss.after_step) == ("b", 10, 1)


def test_or_the_count_stops_there() -> None:
    rule = Greedy(misfit=Misfit.STOP)
    result = rule.count(election({"a": 60, "b": 50, "c": 40}, 100, ("abc", 1), ("ab", 1), ("a", 1)), Ties())
    assert result.winners == ("a",)
    assert [(loss.project, loss.reason.value, loss.because_of) for loss in result.losses] == [
        ("b", "does-not-fit", None),
        ("c", "count-stopped", "b"),
    ]


def test_a_tie_goes_to_the_cheaper_and_is_reported() -> None:
    result = Greedy().count(election({"a": 60, "b": 50}, 100, ("ab", 2)), Ties("seed"))
    assert result.winners == ("b",)
    (tie,) = result.ties
    assert (tie.winner, tie.others, tie.decided_by.value) == ("b", ("a",), "cost")


def test_of_a_group_at_most_one_wins() -> None:
    rule = Greedy(one_of=(("a", "b"),))
    result = rule.count(election({"a": 10, "b": 10, "c": 10}, 100, ("abc", 1), ("ab", 1), ("a", 1)), Ties())
    assert result.winners == ("a", "c")
    assert (result.losses[0].reason.value, result.losses[0].because_of) == ("excluded-by", "a")


def test_a_category_has_a_cap() -> None:
    projects = tuple(Project(letter, 10, category=("green",)) for letter in "abc")
    rule = Greedy(category_caps=(("green", 20),))
    result = rule.count(Election(projects, 100, (Ballot(("a", "b", "c"), (1, 1, 1)),)), Ties())
    assert result.winners == ("a", "b")
    assert (result.losses[0].reason.value, result.losses[0].missing_cents) == ("category-full", 10)


def test_votes_per_cost_prefers_the_cheap() -> None:
    both = election({"a": 60, "b": 20}, 70, ("a", 3), ("b", 2))
    assert Greedy().count(both, Ties()).winners == ("a",)
    assert GreedyPerCost().count(both, Ties()).winners == ("b",)


def test_the_real_round_of_2021() -> None:
    """Lappeenranta 2021: 20,000 euros, one choice each; the four with most votes won."""
    votes = [408, 266, 160, 146, 124, 56, 50, 45, 37, 34, 24]
    costs = [5000, 5000, 5000, 5000, 5000, 1500, 2000, 4000, 1500, 4500, 1000]
    ids = [f"p{number:02}" for number in range(11)]
    projects = tuple(Project(i, cost * 100) for i, cost in zip(ids, costs, strict=True))
    cast = tuple(Ballot((i,), (1,), n) for i, n in zip(ids, votes, strict=True))
    result = Greedy().count(Election(projects, 2_000_000, cast), Ties())
    assert (result.voters, result.winners, result.left_cents) == (1350, ("p00", "p01", "p02", "p03"), 0)
