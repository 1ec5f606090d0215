"""Check a vote by yourself: `python3 verify.py box.json [HEAD]`. Needs Python 3.8 or newer and nothing else.

`box.json` is what the city publishes after the vote; HEAD is the last head of the chain of seals as you noted it
from the city's page, a newspaper or the registry. Says what is wrong, or that all fits together.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from hashlib import sha256
from typing import Any


def faults(box: dict[str, Any], head: str | None = None) -> list[str]:
    """Everything that does not fit, in words; empty when all does."""
    found: list[str] = []
    leaves: list[list[str | None]] = []
    link = sha256(b"nasta-seal-1|%d" % box["round"])

    def must(fits: bool, what: str) -> None:
        found.extend([] if fits else [what])

    for no, batch in enumerate(box["batches"], 1):  # each batch hashes the one before and its leaves
        pairs = batch["leaves"]
        must(
            batch["no"] == no and batch["size"] == len(pairs) and pairs == sorted(pairs, key=str),
            f"batch {no} is not whole",
        )
        must(batch["prev"] == link.hexdigest(), f"batch {no} does not follow the one before")
        link = sha256(
            link.digest() + b"".join(sha256(bytes.fromhex(c + (r or ""))).digest() for c, r in pairs)
        )
        must(batch["head"] == link.hexdigest(), f"the head of batch {no} is another")
        leaves += pairs
    must(head in (None, link.hexdigest()), "the last head is not the one you noted")
    commitments = [c for c, _ in leaves if c]
    replaced = [r for _, r in leaves if r]
    must(
        len(set(commitments)) == len(commitments) and len(set(replaced)) == len(replaced),
        "a ballot is there twice",
    )
    must(sorted(box["replaced"]) == sorted(replaced), "what was replaced and what replaces it differ")
    gone = set(replaced) | set(box["annulled"])
    must(gone <= set(commitments), "a replaced ballot was never sealed")
    counted = set(commitments) - gone
    must(len(counted) == box["ballots"], "the number of counted ballots is another")
    must(box["rights"] is None or len(counted) <= box["rights"], "there are more ballots than voters")
    if "opened" in box:
        must(sorted(c for c, _, _ in box["opened"]) == sorted(counted), "opened and sealed ballots differ")
        votes = Counter(p for _, _, choices in box["opened"] for p, _ in choices)
        for commitment, nonce, choices in box["opened"]:
            text = ",".join(str(p) if v is None else f"{p}:{v}" for p, v in choices)
            whole = sha256(f"nasta-ballot-1|{box['round']}|{text}|{nonce}".encode()).hexdigest()
            must(whole == commitment, f"ballot {commitment[:16]} says another thing than was sealed")
            must(is_lawful(choices, box), f"ballot {commitment[:16]} is not a lawful one")
        for project, _, _ in box["projects"]:
            told = box["totals"].get(str(project))
            must(told in (None, votes[project]), f"project {project} has {votes[project]} votes, not {told}")
    return found


def is_lawful(choices: list[list[Any]], box: dict[str, Any]) -> bool:
    """Whether the choices keep to the published limits: known projects, numbers, money, points or ranks, areas."""
    limits, pot_of = box["limits"], {p: (pot, cents) for p, pot, cents in box["projects"]}
    money, area = {p: cents for p, cents, _ in box["pots"]}, {p: a for p, _, a in box["pots"]}
    ids = [p for p, _ in choices]
    if not ids or ids != sorted(set(ids)) or not set(ids) <= set(pot_of):
        return False
    pots = {pot_of[p][0] for p in ids}
    if limits["within_pot"] and any(
        sum(pot_of[p][1] for p in ids if pot_of[p][0] == pot) > money[pot] for pot in pots
    ):
        return False
    if box["areas"] != "every" and len({pot for pot in pots if area[pot]}) > 1:
        return False
    if box["areas"] in ("any_one", "own") and len(pots) > 1:
        return False
    parts = (
        [[c for c in choices if pot_of[c[0]][0] == pot] for pot in pots] if limits["per_pot"] else [choices]
    )
    for part in parts:
        values = [v for _, v in part]
        if not limits["min_choices"] <= len(part) <= (limits["max_choices"] or len(part)):
            return False
        if (limits["values"] == "none") != all(v is None for v in values):
            return False
        if limits["values"] != "none" and None in values:
            return False
        if limits["values"] == "rank" and sorted(values) != list(range(1, len(part) + 1)):
            return False
        if limits["values"] == "points" and not (
            min(values) >= 1 and sum(values) <= (limits["points_total"] or sum(values))
            and max(values) <= (limits["points_each"] or max(values))
        ):  # fmt: skip
            return False
    return True


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        published = json.load(file)
    wrong = faults(published, *sys.argv[2:3])
    opened = "their content" if "opened" in published else "not their content, which is not published"
    print("\n".join(wrong) or f"All fits: {published['ballots']} ballots, their seals and {opened}.")
    sys.exit(bool(wrong))
