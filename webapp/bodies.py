"""How much a request may carry: a file may be large, a form may not."""

from __future__ import annotations

from flask import Flask, request

LARGEST_FORM = 1024 * 1024
"""Bytes of a form without files, which is read and taken apart as a whole. Flask's own limit is for fields with files."""


def init_app(app: Flask) -> None:
    """Look at every request before anything reads its form."""
    app.before_request(limit_forms)


def limit_forms() -> None:
    """Have a body that brings no files refused (413) beyond the limit of forms, before it is read."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_FORM
