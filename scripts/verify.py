"""Check a vote by yourself: `python3 verify.py box.json SEAL`. Needs Python 3.8 or newer and nothing else.

SEAL is the last seal as you noted it from the city's page, a newspaper or the registry: it hashes rules and ballots.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from hashlib import sha256
from typing import Any


def faults(box: dict[str, Any], seal: str | None = None) -> list[str]:
    """Everything that does not fit, in words; empty when all does."""
    rules, leaves, opened, most = json.loads(box["rules"]), [], box.get("opened"), box["ballots"]
    seals = [batch["head"] for batch in box.get("batches", ())] or box.get("heads", [])
    checks = [(seal in (None, *seals[-1:]), "the last seal is not the one you noted")]
    link = sha256(f"nasta-seal-1|{box['rules']}".encode())
    for number, batch in enumerate(box.get("batches", ()), 1):
        hashes = [sha256(bytes.fromhex(leaf)).digest() for leaf in batch["leaves"]]
        link = sha256(link.digest() + b"".join(hashes))
        checks += [(batch["head"] == link.hexdigest(), f"seal {number} does not fit what it seals")]
        leaves += batch["leaves"]
    sealed, replaced = [leaf[:64] for leaf in leaves], [leaf[64:] for leaf in leaves if leaf[64:]]
    counted = sorted({*sealed} - {*replaced})
    checks += [(len({*sealed}) == len(sealed) == len(counted) + len(replaced), "a ballot is there twice")]
    number = len(counted) if "batches" in box else most
    fits = most is None or number == most <= (box["rights"] or 0)
    checks += [(fits, f"{number} ballots are to be counted")]
    same = opened is None or counted == sorted(row[0] for row in opened)
    checks += [(same, "other ballots are opened than sealed")]
    votes = Counter(project for _, _, choices in opened or () for project in dict(choices))
    for ballot, nonce, choices in opened or ():
        text = ",".join(p if value is None else f"{p}:{value}" for p, value in dict(choices).items())
        whole = sha256(f"nasta-ballot-1|{rules['round']}|{text}|{nonce}".encode()).hexdigest()
        checks += [(whole == ballot, f"ballot {ballot} says another thing than was sealed")]
        checks += [(is_lawful(dict(choices), rules), f"ballot {ballot} does not keep to the rules")]
    for project, told in box["totals"].items():
        fits = told is None or (told <= (most or 0) if opened is None else told == votes[project])
        checks += [(fits, f"project {project} has another number of votes")]
    return [otherwise for fits, otherwise in checks if not fits]


def is_lawful(choices: dict[str, int | None], rules: dict[str, Any]) -> bool:
    """Whether projects, with their points or ranks, keep to the rules that were sealed."""
    prices, (fewest, most), (least, greatest) = rules["prices"], rules["choices"], rules["value"]
    parts = [sorted(choices[one] or 0 for one in part if one in choices) for part in rules["parts"]]
    return (
        any(set() < {*choices} <= {*group} for group in rules["together"])
        and all(sum(prices[one] for one in pot if one in choices) <= cents for pot, cents in rules["money"])
        and all(fewest <= len(values) <= most for values in parts if values)
        and all(least <= value <= greatest for values in parts for value in values)
        and all(sum(values) <= rules["sum"] for values in parts)
        and all(values == [*range(1, len(values) + 1)] for values in parts if rules["in_order"])
    )


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        published = json.load(file)
    wrong = faults(published, *sys.argv[2:3])
    hidden = " (what is on them is not published)" if "opened" not in published else ""
    checked = "rules, seals" if "batches" in published else "last seal and totals, for no more is published"
    ballots = "few" if published["ballots"] is None else published["ballots"]
    print("\n".join(wrong) or f"All fits: {checked}, {ballots} ballots{hidden}.")
    sys.exit(bool(wrong))
