"""Whether the service is well (`/healthz`) and its counters (`/metrics`), for operators' machines."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy import text

from webapp.access import public
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.logs import metrics_text

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers, else 503 by the error page."""
    db.session.execute(text("select 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """The counters, to callers on this machine only: a proxy must not pass the path on."""
    if request.remote_addr not in ("127.0.0.1", "::1") or "X-Forwarded-For" in request.headers:
        raise Refusal(RefusalCode.NOT_FOUND)
    body, kind = metrics_text()
    return Response(body, content_type=kind)
