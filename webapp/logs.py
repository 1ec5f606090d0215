"""Logs as JSON with a request id, and the counters behind `/metrics`."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from webapp.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
registry = CollectorRegistry()
requests_total = Counter(
    "nasta_requests_total", "Requests answered", ["endpoint", "status"], registry=registry
)
request_seconds = Histogram("nasta_request_seconds", "Time to answer", ["endpoint"], registry=registry)
log = structlog.get_logger()


def configure(settings: Settings) -> None:
    """JSON lines on standard error; in development words instead."""
    renderer = (
        structlog.dev.ConsoleRenderer(colors=False)
        if settings.environment == "development"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Give every request an id, and note how it ended."""
    vars(app)["wsgi_app"] = noted(app.wsgi_app)


def noted(inner: WSGIApplication) -> WSGIApplication:
    """The application with its requests noted: around Flask, where what they were is at hand without its proxies."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = id_of_request(environ)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            note(environ, status[:3], time.perf_counter() - started)
            return start_response(status, [*headers, ("X-Request-Id", request_id)], *rest)

        return inner(environ, start)

    return outer


def id_of_request(environ: WSGIEnvironment) -> str:
    """The proxy's, if it has a sensible one, else a new one. It is bound to everything logged meanwhile."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def note(environ: WSGIEnvironment, status: str, seconds: float) -> None:
    """Log the answer and count it."""
    request: Request | None = environ.get("werkzeug.request")
    endpoint = request.endpoint or "none" if request is not None else "none"
    requests_total.labels(endpoint, status).inc()
    request_seconds.labels(endpoint).observe(seconds)
    if request is not None and endpoint != "static":
        log.info(
            "request",
            method=request.method,
            path=loggable_path(request),
            status=int(status),
            ms=int(seconds * 1000),
        )


def loggable_path(request: Request) -> str:
    """The address without what must not be kept: tokens of links, and receipts, which would tell when someone voted."""
    path = request.path
    for name, value in (request.view_args or {}).items():
        if name == "token" or (name == "code" and request.endpoint == "ballots.receipt"):
            path = path.replace(str(value), "***")
    return path


def metrics_text() -> tuple[bytes, str]:
    """The counters as Prometheus reads them, and their content type."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
