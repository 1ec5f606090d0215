"""Fetching a layer from a map server that the installation's settings name: WFS, or OGC API Features.

The address never comes from a visitor. The answer is a file like any other from outside: it is only kept here, and
read by the confined reader.
"""

from __future__ import annotations

import http.client
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from geo.archive import MAX_UPLOAD_BYTES
from geo.errors import GeometryCode, GeometryError
from geo.geojson import parse_json, write_json

SECONDS = 20
"""How long a server may be silent."""
SECONDS_IN_ALL = 60
MAX_PAGES = 100
PAGE = 1000
UNTOLD = math.inf
JSON = "application/json"

_COUNTS = re.compile(
    rb'numberMatched="(?P<matched>\d{1,15})".*?numberReturned="(?P<returned>\d{1,15})"', re.DOTALL
)


@dataclass(frozen=True)
class Source:
    """A layer on a map server: address of the service, name of the layer, and for WFS its version and output format."""

    kind: str
    url: str
    layer: str
    version: str = "2.0.0"
    output: str = JSON


class _SameHost(HTTPRedirectHandler):
    """Redirects are followed only within the server that the settings name."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        try:
            _refuse_elsewhere(req.full_url, newurl)
        except GeometryError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(source: Source) -> bytes:
    """The layer as the server gives it: GeoJSON, or for WFS whatever format was asked for.

    Raises GeometryError: SERVER_AWAY when it does not answer in time, SERVER_REFUSED when it answers with a fault,
    SERVER_GAVE_PART when it cannot be had whole, TOO_LARGE.
    """
    return WAYS[source.kind](source, time.monotonic() + SECONDS_IN_ALL)


def _fetch_wfs(source: Source, until: float) -> bytes:
    """The answer to one request; of a server that gives GeoJSON a part at a time, all parts as one."""
    is_new = source.version.startswith("2")
    asked = {
        "service": "WFS",
        "version": source.version,
        "request": "GetFeature",
        "typeNames" if is_new else "typeName": source.layer,
        "outputFormat": source.output,
    }
    body = _ask_wfs(source, asked, until)
    if body.lstrip().startswith(b"{"):
        return _whole(source, asked, body, until)
    counts = _COUNTS.search(body[:2000])
    if counts is not None and int(counts["matched"]) > int(counts["returned"]):
        _refuse_part(int(counts["returned"]), int(counts["matched"]))
    return body


def _ask_wfs(source: Source, asked: Mapping[str, str], until: float) -> bytes:
    body = get(_with(source.url, asked), source.output, until)
    if b"ExceptionReport" in body[:2000]:
        _refused("exception")
    return body


def _whole(source: Source, asked: Mapping[str, str], body: bytes, until: float) -> bytes:
    """The GeoJSON answer with the features that it lacks, as far as the server tells how many there are."""
    first, features = _collection(body)
    matched = _matched(first)
    is_old = not source.version.startswith("2")  # paging came with version 2
    if matched is None or not features or matched <= len(features) or (is_old and matched == UNTOLD):
        return body
    if is_old:
        _refuse_part(len(features), matched)
    step, size = str(len(features)), len(body)
    for _turn in range(MAX_PAGES):
        body = _ask_wfs(source, {**asked, "startIndex": str(len(features)), "count": step}, until)
        size += len(body)
        if size > MAX_UPLOAD_BYTES:
            raise GeometryError(GeometryCode.TOO_LARGE, bytes=size, allowed=MAX_UPLOAD_BYTES)
        _rest, more = _collection(body)
        if not more or more[0] == features[0]:  # the same again: the server knows no paging
            break
        features += more
        if len(features) >= matched:
            break
    else:
        _refused("too many pages")
    if matched not in (len(features), UNTOLD):
        _refuse_part(len(features), matched)
    return write_json({**first, "features": features})


def _collection(body: bytes) -> tuple[dict[str, Any], list[Any]]:
    """A page of GeoJSON and its features. Raises GeometryError(SERVER_REFUSED) for what is none."""
    page = parse_json(body, MAX_UPLOAD_BYTES)
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        _refused("no features")
    return page, page["features"]


def _matched(page: Mapping[str, Any]) -> float | None:
    """How many features there are in all: UNTOLD where the server does not know, None where it says nothing of it."""
    told = page.get("numberMatched", page.get("totalFeatures"))
    if told == "unknown":
        return UNTOLD
    return told if isinstance(told, int) else None


def _fetch_features(source: Source, until: float) -> bytes:
    """All pages of a collection as one."""
    base = source.url if source.url.endswith("/") else f"{source.url}/"
    address = _with(urljoin(base, f"collections/{source.layer}/items"), {"f": "json", "limit": str(PAGE)})
    features: list[Any] = []
    size = 0
    for _page in range(MAX_PAGES):
        body = get(address, "application/geo+json, application/json", until)
        size += len(body)
        if size > MAX_UPLOAD_BYTES:
            raise GeometryError(GeometryCode.TOO_LARGE, bytes=size, allowed=MAX_UPLOAD_BYTES)
        page, more = _collection(body)
        features += more
        following = _next_of(page)
        if following is None:
            matched = _matched(page)
            if matched is not None and len(features) < matched < UNTOLD:
                _refuse_part(len(features), matched)
            return write_json({"type": "FeatureCollection", "name": source.layer, "features": features})
        following = urljoin(address, following)
        _refuse_elsewhere(address, following)
        address = following
    _refused("too many pages")


WAYS: Mapping[str, Callable[[Source, float], bytes]] = {"wfs": _fetch_wfs, "features": _fetch_features}
"""The list is the plug: one kind of server, one line."""


def _with(url: str, parameters: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def _next_of(page: Mapping[str, Any]) -> str | None:
    links = page.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next" and isinstance(link.get("href"), str):
            return str(link["href"])
    return None


def _refuse_elsewhere(here: str, there: str) -> None:
    one, other = urlsplit(here), urlsplit(there)
    if (one.scheme, one.netloc) != (other.scheme, other.netloc):
        _refused(f"leads to {other.netloc}")


def _refused(reason: str) -> NoReturn:
    raise GeometryError(GeometryCode.SERVER_REFUSED, reason=reason[:200])


def _refuse_part(given: int, matched: float) -> NoReturn:
    raise GeometryError(GeometryCode.SERVER_GAVE_PART, given=given, matched=matched)


def get(address: str, accept: str, until: float, silence: float = SECONDS) -> bytes:
    """What an address answers before the moment `until` (of the monotonic clock), never silent for longer than told.

    Raises GeometryError: SERVER_AWAY, SERVER_REFUSED, TOO_LARGE.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        _refused("not http")
    request = Request(address, headers={"Accept": accept, "User-Agent": "Nasta"})
    try:
        with build_opener(_SameHost).open(request, timeout=silence) as answer:
            return _read(answer, until)
    except HTTPError as error:
        error.close()
        _refused(f"status {error.code}")
    except URLError as error:
        raise GeometryError(GeometryCode.SERVER_AWAY, reason=str(error.reason)[:200]) from None
    except (OSError, http.client.HTTPException) as error:
        raise GeometryError(GeometryCode.SERVER_AWAY, reason=str(error)[:200]) from None


def _read(answer: Any, until: float) -> bytes:
    body = bytearray()
    while block := answer.read(2**16):
        body += block
        if len(body) > MAX_UPLOAD_BYTES:
            raise GeometryError(GeometryCode.TOO_LARGE, bytes=len(body), allowed=MAX_UPLOAD_BYTES)
        if time.monotonic() > until:
            raise GeometryError(GeometryCode.SERVER_AWAY, reason="too slow")
    return bytes(body)
