"""Addresses within this service."""

from __future__ import annotations


def own_page(address: str, otherwise: str = "/") -> str:
    """The address if it is a path of this service, else `otherwise`: nobody is sent elsewhere."""
    is_local = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_local and address.isprintable() else otherwise
