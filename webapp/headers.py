"""Security headers of every answer; the content security policy allows nothing inline and no third party."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response

from webapp.config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer."""
    wanted = [
        ("Content-Security-Policy", content_security_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.environment == "production":
        wanted.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))

    def add(response: Response) -> Response:
        given = {name.lower() for name, _ in response.headers}
        response.headers.extend([(name, value) for name, value in wanted if name.lower() not in given])
        return response

    app.after_request(add)


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
