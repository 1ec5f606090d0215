"""How anyone repeats a count: the command line that counts the published file by the published rule."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

IN_THE_FILE = ("leftover", "pots")
"""Options of a round that the file itself has: the money that was counted, and whose projects."""


def command_line(file: str, rule: str, options: Mapping[str, Any], seed: str | None) -> str:
    """The `flask count` command for a .pb file, with every option of the round; what was left over is in its budget."""
    words = ["flask", "count", file, "--rule", rule]
    for name, value in options.items():
        if name == "ties":
            words += ["--ties", ",".join(value)]
        elif value is not None and name not in IN_THE_FILE:
            words += ["--option", f"{name}={json.dumps(value) if isinstance(value, list) else value}"]
    if seed is not None:
        words += ["--seed", seed]
    return shlex.join(words)
