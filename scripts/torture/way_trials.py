"""Trials of the ways: between web and database, and between browser and web."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic, sleep
from urllib.parse import urlencode
from uuid import UUID, uuid4

from scripts.torture.looking import look
from scripts.torture.scratch import Scratch
from scripts.torture.silence import SilentProxy
from scripts.torture.trials import good, must
from scripts.torture.web import CuttingProxy, Server, cookies, exchange
from webapp import watched
from webapp.ballots import receipts


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
    with ThreadPoolExecutor(len(sent)) as threads:
        answers = list(threads.map(lambda form: form.send(port), sent))
    return Counter(how for how, _ in answers), [receipt for _, receipt in answers if receipt]


def cut_answers(city: Scratch, voters: int) -> str:
    """Every answer is cut after the commit; the same form again is answered with the receipt of what was kept."""
    sent = forms(city, voters)
    with Server(city) as server:
        with CuttingProxy(server.port, share=1) as proxy:
            lost, none = send_all(sent, proxy.port)
        kept = look(city, []).kept
        again, told = send_all(sent, server.port)
    must(lost["no answer"] == voters and not none, f"not every answer was cut: {dict(lost)}")
    must(kept == voters, f"{kept} ballots were kept of {voters} whose answers were cut")
    must(again["303"] == voters, f"sent again: {dict(again)}")
    found = look(city, told, 10)
    must(found.kept == kept, f"{found.kept - kept} ballots came of sending the same forms again")
    return f"{voters} answers cut, every form sent again told its first receipt: {good(found)}"


def silent_database(city: Scratch, voters: int, seconds: float) -> str:
    """The way to the database falls silent: every request is answered 503, and all is well when it speaks again."""
    sent = forms(city, voters)
    with SilentProxy(city.cluster.place.socket / ".s.PGSQL.5432") as way:
        address = f"postgresql://nasta@127.0.0.1:{way.port}/nasta"
        with Server(city, address, NASTA_DATABASE_SECONDS=str(seconds)) as server:
            before, told = send_all(sent[: voters // 2], server.port)
            way.speaks.clear()
            began = monotonic()
            silent, none = send_all(sent, server.port)
            took = monotonic() - began
            way.speaks.set()
            for _ in range(2):  # those who come while the first one tries are turned away, and send again
                sleep(watched.PAUSE + 0.5)
                after, again = send_all(sent, server.port)
    must(before["303"] == voters // 2, f"before the silence: {dict(before)}")
    must(silent["503"] == voters and not none, f"in the silence: {dict(silent)}")
    must(after["303"] == voters, f"after the silence: {dict(after)}")
    found = look(city, told + again, 10)
    return f"{voters} requests refused with 503 in {took:.0f} s of silence, all taken after it: {good(found)}"
