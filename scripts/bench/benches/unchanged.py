"""Public pages that have not changed since the browser saw them, answered with 304, against a hello-world page of the same gunicorn.

Each is asked for with the tag that it had; a process asks the database once a second whether a page still holds. Hello world
is Flask alone, without headers, log line, counters and languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request as Ask
from urllib.request import urlopen

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import City
from scripts.bench.load import Request, loading
from scripts.bench.rotation import rotate
from scripts.bench.servers import HELLO, OURS, Server, serving

SOME = 100
TURNS = [f"{number / 1000:.3f}" for number in range(0, 1000, 7)]
PROPOSALS = b"select id from proposal where round_id = %s and state <> 'withdrawn' limit %s"
PROJECTS = b"select id from project where round_id = %s and state = 'ballot' limit %s"
TOLD = b"select slug from round r join outcome o on o.round_id = r.id where is_published limit 1"


def run(setting: Setting) -> Iterator[Result]:
    city, seconds = setting.city, setting.seconds
    with serving(OURS, city.environment()) as ours, serving(HELLO, city.environment()) as hello:
        variants = {
            what: loading(ours, city.database_pid, [known(ours, path) for path in paths], seconds)
            for what, paths in pages(city).items()
        }
        floor = loading(hello, city.database_pid, [Request("/")], seconds)
        found = rotate({"hello": floor, **variants}, setting.rounds)
    hello_world = found.pop("hello")
    for what, page in found.items():
        yield Result(
            f"{what}, unchanged: CPU of hello world",
            page.cpu_ms / hello_world.cpu_ms,
            2.5,
            goal="pages-b",
            figures=f"304 {page}; hello {hello_world}",
        )
        yield Result(
            f"{what}, unchanged: rate of hello world",
            page.rate / hello_world.rate,
            0.5,
            at_most=False,
            goal="pages-b",
        )


def pages(city: City) -> dict[str, list[str]]:
    """The addresses of each kind of page."""
    with city.connect() as connection:
        values = [city.round_id, SOME]
        proposals = [f"/proposals/{row[0]}" for row in connection.execute(PROPOSALS, values)]
        projects = [f"/projects/{row[0]}" for row in connection.execute(PROJECTS, values)]
        outcomes = [f"/rounds/{row[0]}/outcome" for row in connection.execute(TOLD)]
    return {
        "list of proposals": [f"/rounds/{city.slug}/proposals?turn={turn}" for turn in TURNS],
        "page of a proposal": proposals,
        "page of a project": projects,
        "page of a round": [f"/rounds/{city.slug}"],
        "outcome": outcomes,
        "front page": ["/"],
    }


def known(server: Server, path: str) -> Request:
    """The page asked for as by a browser that has it. Raises AssertionError where it is sent again all the same."""
    with urlopen(server.address + path) as answer:
        headers = {"If-None-Match": str(answer.headers["ETag"])}
    try:
        urlopen(Ask(server.address + path, headers=headers))
    except HTTPError as error:
        assert error.code == 304
        return Request(path, headers)
    raise AssertionError(f"{path} is sent again although it has not changed")


BENCH = Bench("unchanged", "Pages that have not changed", run)
