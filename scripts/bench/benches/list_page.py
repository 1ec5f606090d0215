"""The public list of 50 proposals, made anew, against a hello-world page of the same gunicorn and an ORM.

Hello world is Flask alone. Ours has the security headers, the log line, the counters, the languages and the
database besides. The usual way reads the same 50 with the SQLAlchemy ORM, their theme and neighbourhood joined, into a plain page
without map and filters: scripts/bench/usual.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.load import Request, loading
from scripts.bench.people import application, sign_in
from scripts.bench.rotation import rotate
from scripts.bench.servers import HELLO, OURS, USUAL, serving

TURNS = [f"{number / 1000:.3f}" for number in range(0, 1000, 7)]


def run(setting: Setting) -> Iterator[Result]:
    city, seconds = setting.city, setting.seconds
    paths = [f"/rounds/{city.slug}/proposals?turn={turn}" for turn in TURNS]
    someone = sign_in(application(city), 1)[0]
    with (
        serving(OURS, city.environment()) as ours,
        serving(USUAL, city.environment()) as usual,
        serving(HELLO, city.environment()) as hello,
    ):
        member = [Request(path, someone.headers) for path in paths]
        found = rotate(
            {
                "hello": loading(hello, city.database_pid, [Request("/")], seconds),
                "usual": loading(usual, city.database_pid, [Request(path) for path in paths], seconds),
                "page": loading(ours, city.database_pid, [Request(path) for path in paths], seconds),
                "member": loading(ours, city.database_pid, member, seconds),
            },
            setting.rounds,
        )
    page, floor, own = found["page"], found["hello"], found["member"]
    yield Result(
        "list page of 50 proposals, made anew: CPU of hello world",
        page.cpu_ms / floor.cpu_ms,
        10,
        goal="pages-a",
        figures=f"page {page}; hello {floor}",
    )
    yield Result(
        "the same, signed in: CPU of the visitor's page",
        own.cpu_ms / page.cpu_ms,
        1.2,
        goal="pages-d",
        figures=f"signed in {own}",
    )
    yield Result(
        "list page of 50 proposals, made anew: rate of the usual way",
        page.rate / found["usual"].rate,
        1.6,
        at_most=False,
        goal="pages-a",
        figures=f"usual {found['usual']}",
    )


BENCH = Bench("list-page", "The list of proposals", run)
