"""The trials: each breaks something while people vote and returns one line of figures, or raises Failure."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from math import inf
from threading import Barrier, Event
from time import monotonic
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool

from scripts.cluster_pid import wait_until
from scripts.torture.looking import Found, look
from scripts.torture.scratch import Scratch
from scripts.torture.sql_clients import CAST, Clients
from scripts.torture.web import CuttingProxy, Server, WebClients, cookies

CLIENTS, WEB_CLIENTS = 12, 16
CONNECTIONS = 40
STEP = "select box.confirm_vote_step(box.ask_vote_step(%s, %s, %s, 'torture'), %s)"


class Failure(Exception):
    """A ballot was lost, counted twice or torn, or the server failed; the message has the figures."""


def must(is_so: bool, what: str) -> None:
    if not is_so:
        raise Failure(what)


def good(found: Found) -> str:
    """The figures. Raises Failure when anything was lost, counted twice or torn."""
    line = (
        f"{found.acknowledged} acknowledged, {found.lost} lost, {found.twice} counted twice, "
        f"{found.torn} torn, {found.counted} counted"
    )
    must(found.is_good, line)
    return line


def many_at_once(city: Scratch, casts: int, voters: int = 100) -> str:
    """Casts by a hundred voters from many threads at once, half of them the same form again."""
    city.add_round(voters)
    forms = [(voter, [city.projects[n % 3]], uuid4()) for n, voter in enumerate(city.voters)]
    again = [form for form in forms for _ in range(casts // (2 * voters))]
    fresh = [(voter, choices, uuid4()) for voter, choices, _ in again]
    receipts: dict[bytes, set[bytes]] = {voter: set() for voter in city.voters}
    barrier = Barrier(CONNECTIONS)

    with ConnectionPool(city.url, min_size=CONNECTIONS, max_size=CONNECTIONS, timeout=60) as pool:
        pool.wait(60)

        def cast(form: tuple[bytes, list[int], object]) -> bytes:
            with pool.connection() as connection:
                row = connection.execute(CAST, (city.round_id, *form)).fetchone()
            assert row is not None
            return bytes(row[0])

        with ThreadPoolExecutor(CONNECTIONS) as threads:
            list(threads.map(lambda _: barrier.wait(30), range(CONNECTIONS)))
            began = monotonic()
            for (voter, *_), receipt in zip(again, threads.map(cast, again), strict=True):
                receipts[voter].add(receipt)
            acknowledged = [one for of_voter in receipts.values() for one in of_voter]
            acknowledged += threads.map(cast, fresh)
            took = monotonic() - began
    found = look(city, acknowledged)
    must(all(len(one) == 1 for one in receipts.values()), "the same form got different receipts")
    must(found.counted == voters, f"{found.counted} counted of {voters} voters")
    return f"{casts} casts by {voters} voters in {took:.0f} s: {good(found)}; no error"


def kill_database(city: Scratch, kills: int, *, durable: bool = True) -> str:
    """`kill -9` of the whole database at random moments, again and again."""
    city.add_round(600)
    dice, pause = random.Random(7), Event()
    options = "" if durable else "-c synchronous_commit=off"
    with Clients(city, CLIENTS, options=options) as clients:
        for _ in range(kills):
            pause.wait(0.8 + dice.random())
            city.kill()
            city.start_again()
        pause.wait(0.5)
    found, seen = look(city, clients.tally.acknowledged), clients.tally.outcomes
    line = f"{kills} kills, {seen['repeated']} forms had been kept though the client saw an error"
    if durable:
        return f"{line}: {good(found)}"
    must(found.lost > 0, "nothing was lost with synchronous_commit=off: this test sees nothing")
    return f"{line}: {found.acknowledged} acknowledged, {found.lost} lost, as must be"


def break_the_web(city: Scratch, kills: int, seconds: float) -> str:
    """`kill -9` of a random web worker every 0.2 to 0.8 seconds; one answer in ten is cut off after the commit."""
    city.add_round(96)
    dice, pause = random.Random(11), Event()
    signed_in = cookies(city, 96)
    with Server(city) as server, CuttingProxy(server.port) as proxy:
        with WebClients(city, proxy.port, WEB_CLIENTS, signed_in) as clients:
            for _ in range(kills):
                pause.wait(0.2 + 0.6 * dice.random())
                server.kill_a_worker(dice)
            pause.wait(seconds)
            seen = clients.tally.outcomes
            wait_until(lambda: seen["303"] > kills and proxy.cut > 0, 60)
        cut = proxy.cut
    must(seen["500"] == 0, f"server errors: {dict(seen)}")
    must(seen["303"] > kills, f"hardly anyone could vote: {dict(seen)}")
    must(cut > 0, "no answer was cut")
    found = good(look(city, clients.tally.receipts, 10))
    return f"{kills} workers killed, {cut} answers cut, {seen['no answer']} unanswered: {found}"


def close_under_fire(city: Scratch, seconds: float) -> str:
    """People vote for so long, and across the closing time, while two others keep trying to close."""
    early, pause = 0, Event()
    with city.connect() as connection:
        asks, confirms = (someone(connection) for _ in range(2))
        city.add_round(400, two_people=True)
        step(connection, city, "open", asks, confirms)
        with Clients(city, WEB_CLIENTS) as clients:
            seen = clients.tally.outcomes
            must(wait_until(lambda: len(clients.tally.acknowledged) > WEB_CLIENTS, 60), "nobody voted")
            end = monotonic() + seconds
            while not close(connection, city, asks, confirms):
                early += 1
                pause.wait(0.05)
                if monotonic() > end:
                    end_soon(connection, city)
                    end = inf
            at_close = look(city, clients.tally.acknowledged)
            wait_until(lambda: seen["ballot_while_open"] > 0, 60)
    found = look(city, clients.tally.acknowledged)
    must(early > 0, "the closing was never too early")
    must(seen["ballot_while_open"] > 0, "nobody voted too late")
    must(at_close.kept == found.kept, f"{found.kept - at_close.kept} ballots came in after the closing")
    return f"{early} early closes refused, {found.kept} ballots at the closing and after: {good(found)}"


def close(connection: psycopg.Connection[Any], city: Scratch, asks: int, confirms: int) -> bool:
    """Try to close. False while it is too early."""
    try:
        with connection.transaction():
            step(connection, city, "close", asks, confirms)
    except errors.CheckViolation:
        return False
    return True


def end_soon(connection: psycopg.Connection[Any], city: Scratch) -> None:
    """Have the voting phase end in a moment, past what keeps its end from being moved."""
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")
        soon = "clock_timestamp() + interval '0.5 seconds'"
        connection.execute(f"update phase set ends_at = {soon} where round_id = %s", (city.round_id,))


def step(connection: psycopg.Connection[Any], city: Scratch, what: str, asks: int, confirms: int) -> None:
    """A step of the vote, asked for by one person and confirmed by another."""
    connection.execute(STEP, (city.round_id, what, asks, confirms))


def someone(connection: psycopg.Connection[Any]) -> int:
    """The number of a new account."""
    row = connection.execute(
        "insert into account (email) values (gen_random_uuid() || '@torture.example') returning id"
    ).fetchone()
    assert row is not None
    return int(row[0])
