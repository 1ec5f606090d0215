"""The pages for operators' machines, and the headers of every answer."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_healthz_answers_when_the_database_does(client: FlaskClient) -> None:
    assert client.get("/healthz").data == b"ok\n"


def test_metrics_are_for_this_machine_only(client: FlaskClient) -> None:
    assert b"nasta_requests_total" in client.get("/metrics").data
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404


def test_every_answer_has_a_request_id_and_a_strict_policy(client: FlaskClient) -> None:
    headers = client.get("/healthz", headers={"X-Request-Id": "abcdef123456"}).headers
    assert headers["X-Request-Id"] == "abcdef123456"
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_page_keeps_the_header_that_it_has_given_itself(client: FlaskClient) -> None:
    assert client.get("/sign-in/a-token").headers.getlist("Referrer-Policy") == ["no-referrer"]


def test_an_unknown_address_gets_our_own_page(client: FlaskClient) -> None:
    answer = client.get("/ei-ole")
    assert answer.status_code == 404
    assert "<h1" in answer.text
