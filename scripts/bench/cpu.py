"""CPU time of processes, the firm figure on a machine that others use too (Linux, from /proc)."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """Seconds that the process's living threads have been on a CPU, to the nanosecond."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total / 1e9


def of_tree(root: int) -> float:
    """Seconds of a process and all its descendants, those that have ended and been waited for included."""
    children: dict[int, list[int]] = defaultdict(list)
    ended: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children[int(words[1])].append(int(folder.name))
        ended[int(folder.name)] = (int(words[13]) + int(words[14])) * TICK
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children[pid]
        try:
            total += of_process(pid) + ended.get(pid, 0.0)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total
