"""Casting a ballot over HTTP, with session, CSRF token and every check, against the same call under pgbench and an ORM.

Eight connections on either side, voters and ballots of their own for every request, five projects each; every ballot is
committed to disk. The HTTP side is the whole application: who is signed in, the round, the cast, the redirect to the receipt.
The usual way is Flask with Flask-Login, Flask-WTF and the SQLAlchemy ORM, which checks the same and stores as much in plain tables, without
receipts, envelopes and a database that checks the ballot once more: scripts/bench/usual.py. It is sent the same requests.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

import psycopg
from sqlalchemy import create_engine, insert

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import HOME, City
from scripts.bench.load import Request, loading
from scripts.bench.people import Person, application, sign_in
from scripts.bench.pgbench import CLIENTS, pgbench
from scripts.bench.rotation import Sample, rotate
from scripts.bench.servers import HELLO, OURS, USUAL, serving
from scripts.bench.usual import OWN, key_of
from webapp.ballots.keys import ballot_key

VOTERS = 1500
"""Over HTTP, for each window of three seconds."""
RIGHTS_A_CLIENT = 3000
CHOICES = 5
RIGHTS = (
    b"insert into box.voting_right (round_id, ballot_key) values (%(round)s, %(key)s) on conflict do nothing"
)
MANY_RIGHTS = b"""
    insert into box.voting_right (round_id, ballot_key)
    select %(round)s, sha256(convert_to(%(tag)s || ' ' || turn || ' ' || client || ' ' || n, 'UTF8'))
      from generate_series(0, %(turns)s) turn, generate_series(0, %(clients)s) client, generate_series(1, %(rows)s) n
"""
SCRIPT = """
\\set n :n + 1
\\set a random(0, {most})
select commitment from box.cast_ballot({round},
    sha256(convert_to('{tag} ' || :turn || ' ' || :client_id || ' ' || :n, 'UTF8')),
    array[{first} + :a, {first} + (:a + 7) % {count}, {first} + (:a + 31) % {count}, {first} + (:a + 63) % {count},
          {first} + (:a + 127) % {count}]::bigint[], gen_random_uuid(), null::int[]);
"""


def run(setting: Setting) -> Iterator[Result]:
    city, tag = setting.city, f"bench {secrets.token_hex(4)}"
    people = sign_in(application(city), VOTERS * setting.rounds, tag.replace(" ", "-"))
    with city.connect() as connection:
        first, count = projects(connection, city.round_id)
        give_rights(connection, setting, people, tag)
    asked = [cast_request(city, person, number, first, count) for number, person in enumerate(people)]
    script = SCRIPT.format(round=city.round_id, tag=tag, first=first, count=count, most=count - 1)
    usual_tables(city, people)
    with (
        serving(OURS, city.environment(), "/healthz") as ours,
        serving(USUAL, city.environment()) as usual,
        serving(HELLO, city.environment()) as hello,
    ):
        found = rotate(
            {
                "pgbench": pgbench(city, script, setting.seconds),
                "http": loading(ours, city.database_pid, asked, setting.seconds, step=VOTERS),
                "usual": loading(usual, city.database_pid, asked, setting.seconds, step=VOTERS),
                "hello": loading(hello, city.database_pid, [Request("/")], setting.seconds),
            },
            setting.rounds,
        )
    yield from ratios(found)


def ratios(found: dict[str, Sample]) -> Iterator[Result]:
    http, floor, usual = found["http"], found["pgbench"], found["usual"]
    yield Result(
        "casting over HTTP: rate of the same SQL under pgbench",
        http.rate / floor.rate,
        0.2,
        at_most=False,
        goal="ballots-a",
        figures=f"{http}; pgbench {floor.rate:.0f}/s, {floor.db_ms:.2f} ms CPU; hello world {found['hello']}",
    )
    yield Result(
        "the database's CPU for a ballot over HTTP: of pgbench's",
        http.db_ms / floor.db_ms,
        1.5,
        goal="ballots-c",
    )
    yield Result(
        "casting over HTTP: rate of the usual way",
        http.rate / usual.rate,
        2.5,
        at_most=False,
        goal="ballots-b",
        figures=f"usual {usual}",
    )
    yield Result(
        "casting over HTTP: CPU of the usual way", http.cpu_ms / usual.cpu_ms, 0.45, goal="ballots-b"
    )
    yield Result("ballots over HTTP", http.rate, 50, at_most=False, unit="a second", goal="ballots-f")
    yield Result("95th percentile of casting over HTTP", http.p95_ms, 500, unit="ms", goal="ballots-f")


def projects(connection: psycopg.Connection, round_id: int) -> tuple[int, int]:
    """The number of the round's first project, and how many follow without a gap."""
    row = connection.execute("select min(id), count(*), max(id) from project where round_id = %s", [round_id])
    first, count, last = row.fetchone() or (0, 0, 0)
    assert last - first + 1 == count, "the projects of the large round are not numbered one after the other"
    return int(first), int(count)


def give_rights(connection: psycopg.Connection, setting: Setting, people: list[Person], tag: str) -> None:
    """Rights to vote for the people, and for the numbered voters of pgbench."""
    round_id = setting.city.round_id
    keys = [ballot_key(HOME / "keys", round_id, f"email:{person.email}") for person in people]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(RIGHTS, [{"round": round_id, "key": key} for key in keys])
        values = {"round": round_id, "tag": tag, "turns": setting.rounds - 1, "clients": CLIENTS - 1}
        cursor.execute(MANY_RIGHTS, {**values, "rows": RIGHTS_A_CLIENT})


def usual_tables(city: City, people: list[Person]) -> None:
    """The usual way's own tables, with a right to vote for each of the people."""
    engine = create_engine(city.url)
    tables = [vars(one)["__table__"] for one in OWN]
    with engine.begin() as connection:
        OWN[0].metadata.drop_all(connection, tables)
        OWN[0].metadata.create_all(connection, tables)
        rights = [
            {"round_id": city.round_id, "key": key_of(person.email), "is_used": False} for person in people
        ]
        connection.execute(insert(OWN[0]), rights)
    engine.dispose()


def cast_request(city: City, person: Person, number: int, first: int, count: int) -> Request:
    """What the browser sends from the review page."""
    chosen = [("choice", str(first + (number + step) % count)) for step in (0, 7, 31, 63, 127)]
    fields = [("csrf_token", person.csrf_token), ("nonce", str(uuid.uuid4())), *chosen]
    headers = {**person.headers, "Content-Type": "application/x-www-form-urlencoded"}
    return Request(f"/rounds/{city.slug}/vote/confirm", headers, "POST", urlencode(fields))


BENCH = Bench("casting", "Casting a ballot", run)
