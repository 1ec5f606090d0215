"""The benches. A new one is one file and one line."""

from __future__ import annotations

from scripts.bench.base import Bench
from scripts.bench.benches.list_page import BENCH as LIST_PAGE

BENCHES: tuple[Bench, ...] = (LIST_PAGE,)
