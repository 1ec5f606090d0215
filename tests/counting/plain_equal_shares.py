"""Equal Shares written straight from its definition, in fractions and nothing else: what the fast one must equal."""

from fractions import Fraction

from webapp.counting.election import Election
from webapp.counting.lot import Ties


def winners(
    election: Election, ties: Ties, share: Fraction, by_points: bool, weights: list[Fraction] | None = None
) -> list[str]:
    """Winners in order of selection at a share of so many cents per voter; times the weight of each voter, if they have any."""
    people = [
        dict(zip(ballot.choices, ballot.points, strict=True))
        for ballot in election.ballots
        for _ in range(ballot.times)
    ]
    left = [share * weight for weight in weights or [Fraction(1)] * len(people)]
    votes = election.votes()
    running = {p.id: p for p in election.projects if votes[p.id] and not p.withdrawn}
    won: list[str] = []
    while True:
        offers = {}
        for project in running.values():
            price = price_of(
                project.cost_cents,
                [(left[i], v[project.id]) for i, v in enumerate(people) if v.get(project.id)],
            )
            if price is not None:
                worth = 1 if by_points else max(project.cost_cents, 1)
                offers[project.id] = (price / worth, ties.key(project, votes[project.id]), price)
        if not offers:
            return won
        best = min(offers, key=lambda project_id: offers[project_id][:2])
        for i, points in enumerate(people):
            left[i] -= min(left[i], offers[best][2] * points.get(best, 0))
        won.append(best)
        del running[best]


def price_of(cost: int, backers: list[tuple[Fraction, int]]) -> Fraction | None:
    """The price of one point at which the backers (money, points) pay the cost together; None if they cannot."""
    if sum(money for money, _ in backers) < cost:
        return None
    rest, weight = Fraction(cost), sum(points for _, points in backers)
    for money, points in sorted(backers, key=lambda backer: backer[0] / backer[1]):
        price = rest / weight
        if price * points <= money:
            return price
        rest, weight = rest - money, weight - points
    return rest
