"""How the open interface answers: JSON for programs, a page for people; errors the same way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from webapp.errors import Refusal, RefusalCode
from webapp.formats import language
from webapp.ogc.rules import wrong
from webapp.texts import LANGUAGES

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
FORMATS = ("json", "html")
COMMON = ("f", "lang")
"""Parameters that every address takes: the format and the language."""

Document: TypeAlias = dict[str, Any]


def only(*known: str) -> None:
    """Refuse a parameter that the address does not take, and a wrong value of a common one.

    Raises Refusal(PARAMETER_UNKNOWN) or Refusal(PARAMETER_WRONG).
    """
    for name in request.args:
        if name not in (*COMMON, *known):
            raise Refusal(RefusalCode.PARAMETER_UNKNOWN, name=name[:50])
    if request.args.get("f", "json") not in FORMATS:
        raise wrong("f")
    if request.args.get("lang", "fi") not in LANGUAGES:
        raise wrong("lang")


def wants_page() -> bool:
    """Whether a person asks: by `f=html`, or by a browser's Accept header."""
    asked = request.args.get("f")
    if asked in FORMATS:
        return asked == "html"
    return request.accept_mimetypes.best_match([JSON, GEOJSON, OPENAPI, HTML], default=JSON) == HTML


def spoken() -> str:
    """The language of the city's texts: `lang`, else what the client asks for."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else language()


def respond(document: Document, template: str, media_type: str = JSON, **more: Any) -> Response:
    """The document, or the page that shows it."""
    if wants_page():
        response = Response(render_template(f"ogc/{template}.html", document=document, **more))
    else:
        response = Response(json.dumps(document, ensure_ascii=False), content_type=media_type)
    return open_to_all(response)


def open_to_all(response: Response) -> Response:
    """Other sites' maps may read the answer; it depends on format and language."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Crs, Link"
    response.headers["Cache-Control"] = "private, no-cache" if wants_page() else "public, max-age=60"
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    return response


def error(status: int, code: str, words: str) -> Response:
    """An error as programs read it."""
    response = Response(
        json.dumps({"code": code, "description": words}, ensure_ascii=False), status=status, content_type=JSON
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def link(rel: str, endpoint: str, title: str, media_type: str | None = JSON, **values: Any) -> Document:
    """A link of a document."""
    found = {"href": url_for(endpoint, _external=True, **values), "rel": rel, "title": title}
    return found if media_type is None else {**found, "type": media_type}


def self_links(media_type: str = JSON, **changed: str | None) -> list[Document]:
    """Links to this document itself and to its page, with the parameters of the request."""
    assert request.endpoint is not None
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(), **changed}
    values.pop("f", None)
    kinds = ((media_type, "json", _("This document")), (HTML, "html", _("This document as a page")))
    shown = HTML if wants_page() else media_type
    return [
        link("self" if kind == shown else "alternate", request.endpoint, title, kind, **values, f=f)
        for kind, f, title in kinds
    ]


def streamed(start: Mapping[str, Any], key: str, features: Iterable[Document]) -> Iterator[bytes]:
    """A collection as JSON, a feature at a time: `start` without its brace, then the features."""
    yield json.dumps(start, ensure_ascii=False)[:-1].encode() + f', "{key}": ['.encode()
    separator = b"\n"
    for feature in features:
        yield separator + json.dumps(feature, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}\n"
