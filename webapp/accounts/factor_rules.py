"""The second factor of officials: codes of an authenticator app (TOTP, RFC 6238), and recovery codes on paper.

Secrets are kept encrypted with a key outside the database, recovery codes as HMAC with the same key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.exceptions import OTPVerificationError

NOT_DIGITS = re.compile(r"[^0-9]")
SECRET_BYTES, NONCE_BYTES = 20, 12
CODE_DIGITS, RECOVERY_DIGITS = 6, 12
RECOVERY_CODES = 10
CLOCKS_APART = 1
"""Steps of 30 seconds by which the clock of a phone may differ from ours, each way."""
MOST_TRIES = 10
"""Codes that may be tried for one account within ten minutes."""


def digits_of(typed: str) -> str:
    """What a person typed without the blanks and hyphens between the figures."""
    return NOT_DIGITS.sub("", typed)


def new_secret(key: bytes, account_id: int, session_key: str, before: str) -> bytes:
    """The secret that this browser is offered: the same until the account has a new factor, so that none need be stored
    before it is confirmed. `before` tells the account's present factor.
    """
    words = f"new factor|{account_id}|{before}|{session_key}"
    return hmac.new(key, words.encode(), hashlib.sha256).digest()[:SECRET_BYTES]


def in_letters(secret: bytes) -> str:
    """The secret as it is typed into an app: base32."""
    return base64.b32encode(secret).decode("ascii")


def app_address(secret: bytes, account: str, service: str) -> str:
    """What the QR code holds: `otpauth://totp/...`, as authenticator apps read it."""
    return pyotp.TOTP(in_letters(secret)).provisioning_uri(name=account, issuer_name=service)


def step_of(secret: bytes, digits: str, now: float) -> int | None:
    """The step of 30 seconds since 1970 that the code belongs to, or None where it is wrong. `now` in seconds."""
    try:
        found: int = pyotp.TOTP(in_letters(secret)).verify_and_get_timecode(
            digits, for_time=now, valid_window=CLOCKS_APART
        )
    except OTPVerificationError:
        return None
    return found


def sealed(key: bytes, account_id: int, secret: bytes) -> bytes:
    """The secret as the database keeps it: AES-256-GCM, bound to the account."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, _bound_to(account_id))


def opened(key: bytes, account_id: int, kept: bytes) -> bytes | None:
    """The secret, or None where the key or the account is another one."""
    try:
        return AESGCM(key).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], _bound_to(account_id))
    except InvalidTag:
        return None


def _bound_to(account_id: int) -> bytes:
    return f"second factor|{account_id}".encode()


def recovery_codes(pick: Callable[[str], str]) -> list[str]:
    """New recovery codes such as `0421-7756-3901`; `pick` takes one figure at random."""
    codes = set[str]()
    while len(codes) < RECOVERY_CODES:
        codes.add("".join(pick("0123456789") for _ in range(RECOVERY_DIGITS)))
    return ["-".join((code[:4], code[4:8], code[8:])) for code in sorted(codes)]


def recovery_mark(key: bytes, account_id: int, digits: str) -> bytes:
    """What the database keeps of a recovery code."""
    return hmac.new(key, f"recovery|{account_id}|{digits}".encode(), hashlib.sha256).digest()
