"""ID tokens that the provider has encrypted for us: opened here, then checked as any other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from authlib.integrations.flask_client import FlaskOAuth2App
from joserfc import jwe
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

KEYS = ("RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW")
CONTENTS = ("A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512")
ACCEPTED = (*KEYS, *CONTENTS)
"""Key agreement by public keys only, no compression: neither a shared secret nor a bomb can come in."""


class Client(FlaskOAuth2App):
    """A provider's client. With `own_keys` an ID token that is not encrypted for them is refused."""

    own_keys: Key | KeySet | None = None

    def parse_id_token(self, token: dict[str, Any], nonce: str, **more: Any) -> Any:
        """The claims of the token, opened first where we have keys. Raises JoseError or ValueError."""
        if self.own_keys is not None and "id_token" in token:
            token = {**token, "id_token": opened(token["id_token"], self.own_keys)}
        return super().parse_id_token(token, nonce, **more)


def opened(token: str, keys: Key | KeySet) -> str:
    """The signed token that an encrypted one holds. Raises JoseError or ValueError."""
    whole = jwe.decrypt_compact(token, keys, algorithms=ACCEPTED)
    if whole.plaintext is None:
        raise ValueError("an empty token")
    return whole.plaintext.decode("ascii")


def keys_in(file: Path) -> Key | KeySet:
    """Private keys from a file: one as PEM, or several, old and new, as a JWK set. Raises ValueError or OSError."""
    text = file.read_text("utf-8")
    if text.lstrip().startswith("{"):
        return KeySet.import_key_set(json.loads(text))
    try:
        return RSAKey.import_key(text)
    except ValueError:
        return ECKey.import_key(text)
