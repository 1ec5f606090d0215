"""Addresses within this service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode


def own_page(address: str, otherwise: str = "/") -> str:
    """The address if it is a path of this service, else `otherwise`: nobody is sent elsewhere."""
    is_local = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_local and address.isprintable() else otherwise


def pins_address(
    kind: str, changed_at: datetime | None, asked: Mapping[str, object], areas: str | None = None
) -> str:
    """Where the map asks for pins of `proposals` or `projects`, with the filters that its list has.

    The moment of the newest change and the mark of which areas pins lie in are in the address, so that a browser may
    keep each tile of proposals for ever.
    """
    words = urlencode(asked if areas is None else {**asked, "areas": areas})
    return f"/tiles/{kind}/v{pins_version(changed_at)}/{{z}}/{{y}}/{{x}}?{words}"


def pins_version(changed_at: datetime | None) -> int:
    """The newest change as the version in the address of pins."""
    return int(changed_at.timestamp() * 1_000_000) if changed_at else 0
