"""Public pages that a browser keeps and asks about: unchanged ones are answered with 304."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Response, request

from webapp.access import current_account
from webapp.formats import language


def tag_of(head: Sequence[Any]) -> str:
    """What a visitor's page is made from, as one mark."""
    parts = (*head, language(), request.full_path)
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def is_unchanged(tag: str) -> bool:
    """Whether the visitor's browser has this very page already. The signed in always get it anew."""
    return current_account() is None and request.if_none_match.contains_weak(tag)


def with_tag(response: Response, tag: str) -> Response:
    """The answer with its tag; browsers keep it and ask whether it still holds. The signed in get none."""
    if current_account() is None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.update(["Cookie", "Accept-Language"])
    else:
        response.headers["Cache-Control"] = "private, no-store"
    return response
