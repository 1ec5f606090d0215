"""What an identity provider's answer must hold before it counts, and what little is kept of it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.config import IdentityProvider
from webapp.errors import Refusal, RefusalCode
from webapp.identity.ways import POSTCODE

CLOCKS_APART = 60
"""Seconds by which the provider's clock may differ from ours."""
MOST_SUBJECT = 255
MOST_CODE = 40
BIRTH_YEAR = re.compile(r"(\d{4})(-\d{2}-\d{2})?")


@dataclass(frozen=True, slots=True)
class Proof:
    """What is kept of an identification: no name, no number, nothing that the vote does not need.

    `person` is HMAC-SHA256(key of persons, kind of subject | subject): the same person has the same one with
    every provider of the same kind. What follows is None where the provider does not tell; `area_code` is the code of
    the district where the person lives.
    """

    provider: str
    kind: str
    person: bytes
    birth_year: int | None
    lives_here: bool | None
    area_code: str | None = None
    postcode: str | None = None
    has_second_factor: bool = False


def proof_of(
    provider: IdentityProvider, claims: Mapping[str, Any], key: bytes, city_code: str, now: float
) -> Proof:
    """The proof in claims whose signature, issuer, audience, nonce and expiry have been checked already.

    `now` is in seconds since 1970. Raises Refusal(IDENTITY_WEAK) where the level of assurance is not one that is
    accepted, IDENTITY_OLD where the person did not identify just now, IDENTITY_FAILED where a claim is missing.
    """
    if provider.accepted_levels and claims.get("acr") not in provider.accepted_levels:
        raise Refusal(RefusalCode.IDENTITY_WEAK)
    identified_at = claims.get("auth_time")
    if not isinstance(identified_at, int | float) or isinstance(identified_at, bool):
        raise Refusal(RefusalCode.IDENTITY_FAILED)
    if not now - provider.most_seconds - CLOCKS_APART <= identified_at <= now + CLOCKS_APART:
        raise Refusal(RefusalCode.IDENTITY_OLD)
    subject = claims.get(provider.person_claim)
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT:
        raise Refusal(RefusalCode.IDENTITY_FAILED)
    return Proof(
        provider.key,
        provider.kind,
        hmac.new(key, f"{provider.kind}|{subject}".encode("utf-8", "replace"), hashlib.sha256).digest(),
        birth_year_of(claims.get(provider.birth_claim)) if provider.birth_claim else None,
        claims.get(provider.municipality_claim) == city_code if provider.municipality_claim else None,
        words_of(claims.get(provider.area_claim)) if provider.area_claim else None,
        words_of(claims.get(provider.postcode_claim)) if provider.postcode_claim else None,
        proves_second_factor(provider, claims),
    )


def declared(account_id: int, postcode: str, is_of_city: bool | None, key: bytes) -> Proof:
    """What someone says of themselves who types a postcode: it proves nothing, and the account is the person.

    No name that a provider or an official gives a person comes to the same: those have a `|` in what is hashed.
    """
    person = hmac.new(key, f"account {account_id}".encode(), hashlib.sha256).digest()
    return Proof(POSTCODE.key, POSTCODE.kind, person, None, is_of_city or None, None, postcode)


def proves_second_factor(provider: IdentityProvider, claims: Mapping[str, Any]) -> bool:
    """Whether the level (`acr`), or one of the methods (`amr`), is one that the operator has named for it."""
    methods = claims.get("amr")
    used = {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    return claims.get("acr") in provider.second_factor_levels or not used.isdisjoint(
        provider.second_factor_methods
    )


def words_of(value: object) -> str | None:
    """A short code as a claim has it; None where the claim is missing, empty or something else."""
    written = str(value).strip() if isinstance(value, str | int) and value is not True else ""
    return written if 0 < len(written) <= MOST_CODE and "\0" not in written else None


def birth_year_of(value: object) -> int:
    """The year of `1990`, `"1990"` or `"1990-01-31"`. Raises Refusal(IDENTITY_FAILED) for anything else."""
    found = BIRTH_YEAR.fullmatch(str(value))
    if found is None or not 1900 <= int(found[1]) <= 2100:
        raise Refusal(RefusalCode.IDENTITY_FAILED)
    return int(found[1])
