"""Security headers of every answer; the content security policy allows nothing inline and no third party."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response

from webapp.config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer."""
    policy = content_security_policy(settings)

    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.environment == "production":
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
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
