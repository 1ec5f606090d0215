"""The floor that pages are measured against: a page that says hello, by Flask alone under our gunicorn."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The page."""
    return "<!doctype html><title>Hello</title><p>Hello, world"
