"""What a one-time code looks like, and what codes are made for.

A code is 6 marks that number it, 10 marks of secret (50 bits) and a check mark: `7K2M9Q-X4T0-F4BZ-R8C`, all in Crockford's
base32. The check mark is taken in the field of 32 elements: one wrong mark, and any two that changed places, are always seen.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webapp.ballots.receipts import ALPHABET, marks_of
from webapp.errors import Refusal, RefusalCode
from webapp.texts import N_

ID_LENGTH, SECRET_LENGTH = 6, 10
TRIES_OF_CLIENT, ALARM = 30, 300
"""Codes that may be tried within a minute from one network address; wrong ones altogether that are an alarm.

They refuse nobody else: a number locks by itself, and whoever has ten addresses would keep all voters out.
"""
CARDS, LETTERS, FILE = "cards", "letters", "file"
VOTE, PROPOSE = "vote", "propose"
USES: Mapping[str, str] = {VOTE: N_("For voting"), PROPOSE: N_("For proposing")}
"""What a code lets its holder do: one of them, never both."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code: its number, which lists may show, and its secret, which is on the paper alone."""

    public_id: str
    secret: str

    def __str__(self) -> str:
        rest = self.secret + check_mark(self.public_id + self.secret)
        return "-".join((self.public_id, rest[:4], rest[4:8], rest[8:]))


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a batch is for, and whether it is printed as cards or as letters, or handed over as a file."""

    key: str
    name: str
    layout: str


PURPOSES: Mapping[str, Purpose] = {
    one.key: one
    for one in (
        Purpose("school", N_("A school: cards"), CARDS),
        Purpose("library", N_("A library or a service point: cards"), CARDS),
        Purpose("letters", N_("Letters, one on a sheet"), LETTERS),
        Purpose("house", N_("A printing house: an encrypted file of codes"), FILE),
    )
}
"""What codes are printed for."""
DESK = "desk"
"""The batch of codes that were handed to identified people one by one."""


def random_code(pick: Callable[[str], str]) -> Code:
    """A new code; `pick` takes one letter of the alphabet at random."""
    marks = "".join(pick(ALPHABET) for _ in range(ID_LENGTH + SECRET_LENGTH))
    return Code(marks[:ID_LENGTH], marks[ID_LENGTH:])


def check_mark(marks: str) -> str:
    """The mark that makes the sum of all marks, each times a power of the field's generator, nothing."""
    total = 0
    for mark in marks:
        total = _times_generator(total) ^ ALPHABET.index(mark)
    return ALPHABET[_times_generator(total)]


def _times_generator(element: int) -> int:
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def read_code(typed: str) -> Code:
    """The code that was typed: case, blanks and hyphens do not matter, O is read as 0, I and L as 1.

    Raises Refusal(CODE_MISTYPED) for what cannot be a code: nobody need be asked about it.
    """
    marks = marks_of(typed)
    code, check = Code(marks[:ID_LENGTH], marks[ID_LENGTH:-1]), marks[-1:]
    if len(code.secret) != SECRET_LENGTH or not set(marks) <= set(ALPHABET):
        raise Refusal(RefusalCode.CODE_MISTYPED)
    if check_mark(marks[:-1]) != check:
        raise Refusal(RefusalCode.CODE_MISTYPED)
    return code


def parts_of(size: int, most: int) -> list[int]:
    """A number of codes as batches of at most so many, as alike in size as can be: 2,000 by 300 are seven."""
    count = -(-size // most)
    return [size // count + (place < size % count) for place in range(count)]


def read_number(typed: str) -> str:
    """The number of a code, its first six marks. Raises Refusal(CODE_MISTYPED)."""
    marks = marks_of(typed)[:ID_LENGTH]
    if len(marks) != ID_LENGTH or not set(marks) <= set(ALPHABET):
        raise Refusal(RefusalCode.CODE_MISTYPED)
    return marks


def hash_of_code(key: bytes, code: Code) -> bytes:
    """What the database keeps of a secret, 32 bytes: nobody can try secrets against it without the key."""
    return hmac.new(key, f"nasta-code-1|{code.public_id}|{code.secret}".encode(), hashlib.sha256).digest()
