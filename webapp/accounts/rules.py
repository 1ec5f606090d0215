"""What an e-mail address looks like, and how many sign-in links may be asked for."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from datetime import date

ADDRESS = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,180}\.[^\s@<>,;:\"()\[\]\\.]{2,60}"
)
LINKS_AN_HOUR = 5
"""Links that one address may be sent within an hour."""
ROLES = ("official", "planner", "gis", "coordinator")


def client_mark(address: str | None, secret: str, day: date) -> bytes | None:
    """What stands for a network address in a limit: 16 bytes that say nothing without the secret, new every day.

    Of an IPv6 address only the network counts (its first 64 bits). None for what is no address.
    """
    try:
        network = ipaddress.ip_network((address or "", 64 if ":" in (address or "") else 32), strict=False)
    except ValueError:
        return None
    key = hashlib.sha256(secret.encode()).digest()
    return hashlib.blake2b(f"{day} {network}".encode(), key=key, digest_size=16).digest()


def is_address(text: str) -> bool:
    """Whether the text can be an e-mail address; whether it is one, only a sent link tells."""
    return len(text) <= 254 and text.isprintable() and ADDRESS.fullmatch(text) is not None
