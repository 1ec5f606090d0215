"""Receipt codes: 80 bits of a ballot's commitment in Crockford base32, four groups of four."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BYTES, LENGTH = 10, 16
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None, "\u2013": None})
LONGEST_TYPED = 100


def code_of(commitment: bytes) -> str:
    """The code that the voter keeps: `7K2M-9QXT-0F4B-ZR8C`."""
    bits = int.from_bytes(commitment[:BYTES], "big")
    marks = "".join(ALPHABET[(bits >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(marks[place : place + 4] for place in range(0, LENGTH, 4))


def read(code: str) -> bytes | None:
    """The first 10 bytes of the commitment. Forgives case, spaces, O for 0, I and L for 1; None if not a code."""
    marks = marks_of(code)
    if len(marks) != LENGTH or any(mark not in ALPHABET for mark in marks):
        return None
    bits = 0
    for mark in marks:
        bits = bits << 5 | ALPHABET.index(mark)
    return bits.to_bytes(BYTES, "big")


def marks_of(typed: str) -> str:
    """What was typed without blanks and hyphens, in capitals, O read as 0, I and L as 1."""
    return typed[:LONGEST_TYPED].strip().upper().translate(READ_AS)
