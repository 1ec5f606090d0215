"""`make bench`: every ratio that the project promises, measured against its peer or floor in one run.

    python -m scripts.bench                    everything, over 1,000,000 proposals (made once, kept)
    python -m scripts.bench --size 100000      a smaller city, for a quick look
    python -m scripts.bench list-page tiles    only these

Prints a table and writes docs/benchmarks.md. It is a measurement, not a test: a missed ratio is said, nothing fails.
"""

from __future__ import annotations

import argparse

from scripts.bench.base import Bench, Setting
from scripts.bench.city import prepare
from scripts.bench.registry import BENCHES
from scripts.bench.report import Report


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("keys", nargs="*", metavar="BENCH", help=", ".join(one.key for one in BENCHES))
    parser.add_argument("--size", type=int, default=1_000_000, help="proposals in the city")
    parser.add_argument("--seconds", type=int, default=3, help="length of one window of requests")
    parser.add_argument("--rounds", type=int, default=3, help="how often the variants take turns")
    return parser.parse_args()


def main() -> None:
    words = asked()
    chosen: list[Bench] = [one for one in BENCHES if not words.keys or one.key in words.keys]
    setting = Setting(prepare(words.size), words.seconds, words.rounds)
    report = Report(words.size)
    for bench in chosen:
        print(f"\n{bench.title}", flush=True)
        results = []
        for result in bench.run(setting):
            results.append(result)
            print(f"  {report.line(result)}", flush=True)
        report.add(bench, results)
        report.write()  # what has been measured stays, whatever becomes of the next


if __name__ == "__main__":
    main()
