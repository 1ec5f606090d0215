"""Public pages that a browser keeps and asks about: unchanged ones are answered with 304.

The signed in get theirs anew, as their page says who they are: they have no tag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Response, request

from webapp.access import current_account
from webapp.extensions import LANGUAGE_COOKIE


def tag_of(head: Sequence[Any]) -> str | None:
    """What a visitor's page is made from, as one mark; None for the signed in."""
    if current_account() is not None:
        return None
    language = request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language")
    parts = (*head, *language, request.path, request.query_string)
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def is_unchanged(tag: str | None) -> bool:
    """Whether the browser has this very page already."""
    return tag is not None and request.if_none_match.contains_weak(tag)


def with_tag(response: Response, tag: str | None) -> Response:
    """The answer with its tag: browsers keep it and ask whether it still holds. One without a tag is not kept."""
    if tag is None:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Cookie, Accept-Language"
    return response
