"""Trials of what strangers send: a flood of sign-ins and codes beside the casting (threat T25), and guesses that are timed (T4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from statistics import median, quantiles
from threading import Event, Lock, Thread
from time import perf_counter
from urllib.parse import urlencode

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from scripts.cluster_pid import wait_until
from scripts.torture.crowd import Crowd
from scripts.torture.looking import look
from scripts.torture.scratch import Scratch, email_of
from scripts.torture.trials import good, must
from scripts.torture.web import Server, WebClients, application, cookie_of, cookies, exchange, token
from webapp.codes.actions import Wanted, ask_codes, make_codes
from webapp.codes.rules import SECRET_LENGTH, Code
from webapp.key_files import key_in

VOTERS, FLOODERS, REFUSED = 32, 24, 50
TRIES_OF_NUMBER, TRIES_OF_ADDRESS = 8, 20
"""Fewer than a number or an address may have before it is refused: what is refused would be answered faster."""
FURTHEST = 0.25
"""How far the medians of two kinds of answers may lie apart on a busy machine: a hash more would make it several times."""
SOMEONE = text("insert into account (email) values (gen_random_uuid() || '@torture.example') returning id")


class Flood(Crowd):
    """Strangers at one address who ask for links and try codes as fast as they are answered."""

    def __init__(self, port: int, cookie: str) -> None:
        super().__init__()
        self.port, self.cookie, self.outcomes, self.lock = port, cookie, Counter[str](), Lock()
        self.threads = [Thread(target=self._run, args=(place,)) for place in range(FLOODERS)]

    def _run(self, place: int) -> None:
        for turn in count():
            if self.stopping.is_set():
                break
            path, fields = "/sign-in", {"email": f"stranger-{place}-{turn}@torture.example"}
            if turn % 2:
                path, fields = "/code", {"code": str(Code("ABCDEF", "0" * SECRET_LENGTH))}
            how = send(self.port, path, fields, self.cookie, "127.0.9.1")
            with self.lock:
                self.outcomes[how] += 1


def send(port: int, path: str, fields: dict[str, str], cookie: str, source: str) -> str:
    """How a form ended that was sent from that address."""
    body = urlencode({**fields, "csrf_token": token()})
    try:
        return str(exchange(port, f"POST {path}", body, cookie, source)[0])
    except OSError:
        return "no answer"


def flood(city: Scratch, seconds: float, slowest: float | None = None) -> str:
    """Strangers flood signing in and codes: they are refused, and every ballot is taken, 95 of 100 within `slowest` seconds."""
    city.add_round(VOTERS)
    signed_in, cookie = cookies(city, VOTERS), cookie_of(application(city))
    with (
        Server(city) as server,
        Flood(server.port, cookie) as strangers,
        WebClients(city, server.port, 8, signed_in) as clients,
    ):
        Event().wait(seconds)
        cast, sent = clients.tally.outcomes, strangers.outcomes
        wait_until(lambda: sent["429"] > REFUSED and cast["303"] > VOTERS, 60)
    must(set(cast) == {"303"} and cast["303"] > VOTERS, f"not every ballot was taken: {dict(cast)}")
    must(sent["429"] > REFUSED, f"the flood was not refused: {dict(sent)}")
    must(not any(how.startswith("5") for how in sent), f"server errors: {dict(sent)}")
    p95 = quantiles(clients.tally.seconds, n=20)[-1]
    must(slowest is None or p95 < slowest, f"95 of 100 ballots took up to {p95:.2f} s")
    found = good(look(city, clients.tally.receipts, 10))
    return (
        f"{sent.total()} sign-ins and codes in {seconds:.0f} s, {sent['429']} refused; beside them {cast['303']} casts, "
        f"each answered, 95 of 100 within {p95 * 1000:.0f} ms: {found}"
    )


def time_guesses(city: Scratch, pairs: int) -> str:
    """Codes with a number in use and with none, addresses with an account and with none, in turn: as quick to answer."""
    city.add_round(pairs)
    cookies(city, pairs)  # their accounts
    numbers, cookie = (
        [code.public_id for code in codes(city, pairs // TRIES_OF_NUMBER + 1)],
        cookie_of(application(city)),
    )
    guesses = {
        "codes": (
            [{"code": str(Code(numbers[n % len(numbers)], "0" * SECRET_LENGTH))} for n in range(pairs)],
            [{"code": str(Code(f"{n:06d}", "0" * SECRET_LENGTH))} for n in range(pairs)],
            "/code",
        ),
        "addresses": (
            [{"email": email_of(n)} for n in range(pairs)],
            [{"email": email_of(n + pairs)} for n in range(pairs)],
            "/sign-in",
        ),
    }
    told = []
    with Server(city) as server:
        for what, (known, unknown, path) in guesses.items():
            medians = medians_of(server.port, path, (known, unknown), cookie)
            apart = abs(medians[0] - medians[1]) / min(medians)
            must(apart < FURTHEST, f"{what} that are known and unknown differ by {apart:.0%}")
            told.append(f"{what} {medians[0]:.2f} and {medians[1]:.2f} ms ({apart:.0%} apart)")
    return f"{pairs} guesses of each kind, medians of known and unknown: {', '.join(told)}"


def medians_of(port: int, path: str, kinds: tuple[list[dict[str, str]], ...], cookie: str) -> list[float]:
    """The median milliseconds of each kind, sent in turn, the kind that goes first changing each time."""
    took: list[list[float]] = [[] for _ in kinds]
    source = sources()
    for turn, forms in enumerate(zip(*kinds, strict=True)):
        for kind in range(len(kinds)) if turn % 2 else reversed(range(len(kinds))):
            began = perf_counter()
            status = send(port, path, forms[kind], cookie, next(source))
            took[kind].append(1000 * (perf_counter() - began))
            must(status in ("302", "403"), f"{path} was answered {status}")
    return [median(one) for one in took]


def sources() -> Iterator[str]:
    """Addresses of this machine, each a few times."""
    for place in count():
        for _ in range(TRIES_OF_ADDRESS):
            yield f"127.1.{place // 250}.{place % 250 + 1}"


def codes(city: Scratch, size: int) -> list[Code]:
    """A batch of codes that are in use."""
    engine = create_engine(city.cluster.place.url)
    with Session(engine) as session:
        batch = ask_codes(
            session, city.round_id, False, Wanted("school", "8A", size), session.scalar(SOMEONE) or 0
        )
        made = make_codes(session, batch, size, key_in(city.key_folder / "codes.key"))
        session.commit()
    engine.dispose()
    return made
