"""The public list of 50 proposals, made anew and revalidated, against a hello-world page of the same gunicorn.

Hello world is Flask alone. Ours has the security headers, the log line, the counters, the languages and the
database besides. A page that has not changed since the browser saw it is answered with 304.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request as Ask
from urllib.request import urlopen

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.load import Request, loading
from scripts.bench.people import application, sign_in
from scripts.bench.rotation import rotate
from scripts.bench.servers import HELLO, OURS, Server, serving

TURNS = [f"{number / 1000:.3f}" for number in range(0, 1000, 7)]


def run(setting: Setting) -> Iterator[Result]:
    city, seconds = setting.city, setting.seconds
    paths = [f"/rounds/{city.slug}/proposals?turn={turn}" for turn in TURNS]
    someone = sign_in(application(city), 1)[0]
    with serving(OURS, city.environment()) as ours, serving(HELLO, city.environment()) as hello:
        known = [Request(path, {"If-None-Match": tag_of(ours, path)}) for path in paths]
        member = [Request(path, someone.headers) for path in paths]
        found = rotate(
            {
                "hello": loading(hello, city.database_pid, [Request("/")], seconds),
                "page": loading(ours, city.database_pid, [Request(path) for path in paths], seconds),
                "304": loading(ours, city.database_pid, known, seconds),
                "member": loading(ours, city.database_pid, member, seconds),
            },
            setting.rounds,
        )
    page, floor, unchanged, own = found["page"], found["hello"], found["304"], found["member"]
    yield Result(
        "list page of 50 proposals, made anew: CPU of hello world",
        page.cpu_ms / floor.cpu_ms,
        10,
        figures=f"page {page}; hello {floor}",
    )
    yield Result(
        "the same, signed in: CPU of the visitor's page",
        own.cpu_ms / page.cpu_ms,
        1.2,
        figures=f"signed in {own}",
    )
    yield Result(
        "list page unchanged, answered with 304: rate of hello world",
        unchanged.rate / floor.rate,
        0.5,
        at_most=False,
        figures=f"304 {unchanged}",
    )


def tag_of(server: Server, path: str) -> str:
    """The tag of a page, as a browser would send it again."""
    with urlopen(server.address + path) as answer:
        tag = str(answer.headers["ETag"])
    try:
        urlopen(Ask(server.address + path, headers={"If-None-Match": tag}))
    except HTTPError as error:
        assert error.code == 304
        return tag
    raise AssertionError(f"{path} is sent again although it has not changed")


BENCH = Bench("list-page", "The list of proposals", run)
