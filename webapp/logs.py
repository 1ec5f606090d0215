"""Logs as JSON with a request id, and the counters behind `/metrics`."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from webapp.config import Settings

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
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    """Bind the id of the request (the proxy's, if it has a sensible one) to everything logged meanwhile."""
    given = request.headers.get("X-Request-Id", "")
    g.request_started = time.perf_counter()
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def end(response: Response) -> Response:
    """Log the answer and count it."""
    seconds = time.perf_counter() - g.get("request_started", time.perf_counter())
    endpoint = request.endpoint or "none"
    requests_total.labels(endpoint, str(response.status_code)).inc()
    request_seconds.labels(endpoint).observe(seconds)
    if endpoint != "static":
        log.info(
            "request",
            method=request.method,
            path=loggable_path(),
            status=response.status_code,
            ms=int(seconds * 1000),
        )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def loggable_path() -> str:
    """The address without what must not be kept: tokens of links, and receipts, which would tell when someone voted."""
    path = request.path
    for name, value in (request.view_args or {}).items():
        if name == "token" or (name == "code" and request.endpoint == "ballots.receipt"):
            path = path.replace(str(value), "***")
    return path


def metrics_text() -> tuple[bytes, str]:
    """The counters as Prometheus reads them, and their content type."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
