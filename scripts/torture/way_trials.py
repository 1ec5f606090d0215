"""Trials of the ways: between web and database, and between browser and web."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from time import monotonic
from urllib.parse import urlencode
from uuid import UUID, uuid4

from scripts.torture.looking import look
from scripts.torture.scratch import Scratch
from scripts.torture.silence import SilentProxy
from scripts.torture.trials import good, must
from scripts.torture.web import CuttingProxy, Server, cookies, exchange
from webapp.ballots import receipts

PATIENCE = 120.0
"""Seconds in which every form must have been taken that is sent again until it is."""


@dataclass(frozen=True)
class Form:
    """A ballot as a browser sends it, and would send it again."""

    slug: str
    cookie: str
    token: str
    choice: int
    nonce: UUID

    def send(self, port: int) -> tuple[str, bytes | None]:
        """How it ended, and the first ten bytes of the commitment of which a receipt came back."""
        fields = {"choice": self.choice, "nonce": self.nonce, "csrf_token": self.token}
        try:
            status, where = exchange(
                port, f"POST /rounds/{self.slug}/vote/confirm", urlencode(fields), self.cookie
            )
        except OSError:
            return "no answer", None
        return str(status), receipts.read(where.rpartition("/")[2]) if status == 303 else None


def forms(city: Scratch, voters: int) -> list[Form]:
    """A round of so many voters, and a ballot of each."""
    city.add_round(voters)
    signed_in, token = cookies(city, voters)
    return [
        Form(city.slug, cookie, token, city.projects[place % 3], uuid4())
        for place, cookie in enumerate(signed_in)
    ]


def send_all(sent: list[Form], port: int) -> tuple[Counter[str], list[bytes]]:
    """Send all at once; how they ended, and the receipts."""
    answers = answers_to(sent, port)
    return Counter(how for how, _ in answers), [receipt for _, receipt in answers if receipt]


def answers_to(sent: list[Form], port: int) -> list[tuple[str, bytes | None]]:
    with ThreadPoolExecutor(len(sent)) as threads:
        return list(threads.map(lambda form: form.send(port), sent))


def send_until_taken(sent: list[Form], port: int) -> list[bytes]:
    """Send all, and again those that are not taken: a busy machine may be silent for a moment. The receipts.

    Raises Failure where one is not taken in the end.
    """
    left, told = sent, list[bytes]()
    end, pause = monotonic() + PATIENCE, Event()
    while True:
        answers = answers_to(left, port)
        told += [receipt for _, receipt in answers if receipt]
        left = [form for form, (how, _) in zip(left, answers, strict=True) if how != "303"]
        if not left:
            return told
        must(monotonic() < end, f"not taken in {PATIENCE:.0f} s: {Counter(how for how, _ in answers)}")
        pause.wait(0.2)


def cut_answers(city: Scratch, voters: int) -> str:
    """Every answer is cut after the commit; the same form again is answered with the receipt of what was kept."""
    sent = forms(city, voters)
    with Server(city) as server:
        with CuttingProxy(server.port, share=1) as proxy:
            lost, none = send_all(sent, proxy.port)
        kept = look(city, []).kept
        told = send_until_taken(sent, server.port)
    must(lost["no answer"] == voters and not none, f"not every answer was cut: {dict(lost)}")
    must(kept == voters, f"{kept} ballots were kept of {voters} whose answers were cut")
    found = look(city, told, 10)
    must(found.kept == kept, f"{found.kept - kept} ballots came of sending the same forms again")
    return f"{voters} answers cut, every form sent again told its first receipt: {good(found)}"


def silent_database(city: Scratch, voters: int, seconds: float) -> str:
    """The way to the database falls silent: every request is answered 503, and all is well when it speaks again."""
    sent = forms(city, voters)
    with SilentProxy(city.cluster.place.socket / ".s.PGSQL.5432") as way:
        address = f"postgresql://nasta@127.0.0.1:{way.port}/nasta"
        with Server(city, address, NASTA_DATABASE_SECONDS=str(seconds)) as server:
            told = send_until_taken(sent[: voters // 2], server.port)
            way.speaks.clear()
            began = monotonic()
            silent, none = send_all(sent, server.port)
            took = monotonic() - began
            way.speaks.set()
            # Those who come while the first one tries are turned away, and send again.
            told += send_until_taken(sent, server.port)
    must(silent["503"] == voters and not none, f"in the silence: {dict(silent)}")
    found = look(city, told, 10)
    return f"{voters} requests refused with 503 in {took:.0f} s of silence, all taken after it: {good(found)}"
