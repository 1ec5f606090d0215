import subprocess

from webapp.counting.election import Project
from webapp.counting.lot import TieBreak, Ties, lot_number


def test_the_lot_is_what_sha256sum_says() -> None:
    by_hand = subprocess.run(
        ["/bin/sh", "-c", "printf '%s\\n%s' 'Lappeenranta 2026' '17' | sha256sum"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert lot_number("Lappeenranta 2026", "17") == by_hand.stdout.split()[0]


def test_lower_cost_then_more_votes_then_the_lot() -> None:
    ties = Ties("seed")
    cheap, dear = Project("a", 10), Project("b", 20)
    assert ties.key(cheap, 1) < ties.key(dear, 9)
    assert ties.key(cheap, 9) < ties.key(Project("c", 10), 1)
    first, second = sorted([ties.key(cheap, 1), ties.key(Project("c", 10), 1)])
    assert ties.decided_by(first, second) is TieBreak.LOT
    assert ties.decided_by(ties.key(cheap, 1), ties.key(dear, 1)) is TieBreak.COST


def test_another_order_may_be_published() -> None:
    only_lot = Ties("seed", (TieBreak.LOT,))
    keys = {p: only_lot.key(Project(p, cost), 1) for p, cost in (("a", 1), ("b", 2), ("c", 3))}
    assert sorted(keys, key=lambda p: keys[p]) == sorted("abc", key=lambda p: lot_number("seed", p))


def test_without_a_seed_the_id_decides() -> None:
    assert Ties().key(Project("10", 5), 1) < Ties().key(Project("9", 5), 1)
