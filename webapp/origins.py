"""Forms that come from another site are turned away, whatever token they carry."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request

from webapp.errors import Refusal, RefusalCode

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    """Look at every request that may change something."""
    app.before_request(refuse_from_elsewhere)


def refuse_from_elsewhere() -> None:
    """Raise Refusal(FROM_ELSEWHERE) where the browser says that another site has sent the form."""
    if request.method not in LOOKING and is_from_elsewhere(
        request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), request.host
    ):
        raise Refusal(RefusalCode.FROM_ELSEWHERE)


def is_from_elsewhere(site: str | None, origin: str | None, host: str) -> bool:
    """Whether a browser's headers tell of another site.

    `Sec-Fetch-Site` is believed first, since no page can set it. An older browser sends `Origin` alone, and that is
    `null` from pages that send no referrer, such as that of a sign-in link.
    """
    if site is not None:
        return site not in OURS
    return origin not in (None, "null") and urlsplit(str(origin)).netloc != host
