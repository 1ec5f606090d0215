"""Small random elections for property tests, and a short way to write one by hand."""

from hypothesis import strategies as st

from webapp.counting.election import Ballot, Election, Project, VoteType, merged


def election(costs: dict[str, int], budget: int, *ballots: tuple[str, int]) -> Election:
    """Approval election: costs and budget in cents, ballots as ('ab', times) with one letter a project."""
    projects = tuple(Project(project_id, cost) for project_id, cost in costs.items())
    cast = tuple(Ballot(tuple(letters), (1,) * len(letters), times) for letters, times in ballots)
    return Election(projects, budget, cast)


@st.composite
def elections(draw: st.DrawFn, most_points: int = 1, money: int = 12) -> Election:
    """Few projects, small whole costs: ties and exact fits are common."""
    ids = [f"p{number}" for number in range(draw(st.integers(1, 7)))]
    costs = draw(st.lists(st.integers(1, money), min_size=len(ids), max_size=len(ids)))
    choice = st.dictionaries(st.sampled_from(ids), st.integers(1, most_points), max_size=4)
    cast = draw(st.lists(choice, min_size=1, max_size=14))
    budget = draw(st.integers(0, 3 * money))
    vote_type = VoteType.APPROVAL if most_points == 1 else VoteType.CUMULATIVE
    projects = tuple(Project(project_id, cost) for project_id, cost in zip(ids, costs, strict=True))
    return Election(projects, budget, merged((tuple(b), tuple(b.values())) for b in cast), vote_type)
