"""Voters' browsers, for the tests of voting over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.rounds.models import Round


def right(client: FlaskClient, round_: Round, **more: str) -> FlaskClient:
    """The browser, once its owner has taken the right to vote."""
    form = {"birth_year": "1980", "lives_here": "y", **more}
    assert client.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 302
    return client


def review(client: FlaskClient, round_: Round, *projects: object, **more: str) -> TestResponse:
    """The page after the ballot with the projects ticked."""
    form = {"projects": [str(p) for p in projects], **more}
    return client.post(f"/rounds/{round_.slug}/vote/review", data=form)


def send(client: FlaskClient, round_: Round, *choices: object, nonce: object = None) -> tuple[int, str]:
    """Send the reviewed ballot; the status and where the answer leads."""
    return send_form(client, round_, {"choice": [str(c) for c in choices]}, nonce)


def send_form(
    client: FlaskClient, round_: Round, form: Mapping[str, Any], nonce: object = None
) -> tuple[int, str]:
    """Send any form to where a ballot is confirmed."""
    sent = {**form, "nonce": str(nonce or uuid4())}
    answer = client.post(f"/rounds/{round_.slug}/vote/confirm", data=sent)
    return answer.status_code, answer.headers.get("Location", "")
