"""Security headers of every answer; the content security policy allows nothing inline and no third party."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask

from webapp.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer, on its way out: as headers of Flask each would be looked at several times."""
    vars(app)["wsgi_app"] = with_headers(app.wsgi_app, wanted_headers(settings))


def with_headers(inner: WSGIApplication, wanted: list[tuple[str, str]]) -> WSGIApplication:
    """The application, each of whose answers gets the wanted headers that it has not given itself."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            given = {name for name, _ in headers}
            return start_response(status, headers + [one for one in wanted if one[0] not in given], *rest)

        return inner(environ, start)

    return outer


def wanted_headers(settings: Settings) -> list[tuple[str, str]]:
    """Names and values."""
    wanted = [
        ("Content-Security-Policy", content_security_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.environment == "production":
        wanted.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return wanted


def content_security_policy(settings: Settings) -> str:
    """The policy; a configured background map is the only other host that pictures may come from."""
    pictures = "img-src 'self' data:"
    if settings.background_kind != "own" and settings.background_url:
        parts = urlsplit(settings.background_url)
        pictures += f" {parts.scheme}://{parts.netloc}"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            pictures,
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
