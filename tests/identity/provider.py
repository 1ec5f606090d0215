"""An identity provider on this machine. It answers well unless a test tells it to answer badly."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET, LEVEL = "nasta", "a secret of thirty-two characters", "substantial"
Sign = Callable[["Provider", dict[str, Any]], str | None]


def well(provider: Provider, claims: dict[str, Any]) -> str | None:
    """Signed with the provider's own key."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, provider.key)


@dataclass
class Provider:
    """The provider: `claims` are changed and `sign` replaced by tests."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    stranger: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    opener: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048))
    curve: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "new", "use": "enc"}))
    changes: dict[str, Any] = field(default_factory=dict)
    sign: Sign = well
    metadata: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Mapping[str, str]] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    last_token: str | None = None
    issuer: str = ""

    def start(self) -> Callable[[], None]:
        """Serve on a free port of the loopback; returns what stops it."""
        server = make_server("127.0.0.1", 0, self.app(), threaded=True)
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def stop() -> None:
            server.shutdown()
            thread.join()
            server.server_close()

        return stop

    def claims(self, code: str) -> dict[str, Any]:
        """What the ID token says, with the test's changes; a change to None takes the claim away."""
        now = int(time.time())
        good = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "010190-123A",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": self.asked[code].get("nonce"),
            "acr": LEVEL,
            "birthdate": "1990-01-01",
            "municipality": "405",
        }
        return {name: value for name, value in {**good, **self.changes}.items() if value is not None}

    def app(self) -> Flask:
        """Discovery, authorization, token and keys."""
        app = Flask(__name__)

        @app.get("/.well-known/openid-configuration")
        def metadata() -> Any:
            return jsonify(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
                    **self.metadata,
                }
            )

        @app.get("/authorize")
        def authorize() -> Any:
            code = f"code-{len(self.asked)}"
            self.asked[code] = request.args.to_dict()
            sent = {"code": code, "state": request.args["state"], "iss": self.issuer}
            return redirect(f"{request.args['redirect_uri']}?{urlencode(sent)}")

        @app.post("/token")
        def token() -> Any:
            code = request.form["code"]
            digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if code in self.spent or self.asked[code]["code_challenge"] != challenge:
                return jsonify({"error": "invalid_grant"}), 400
            self.spent.add(code)
            self.last_token = self.sign(self, self.claims(code))
            answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300}
            return jsonify(answer | ({"id_token": self.last_token} if self.last_token else {}))

        @app.get("/keys")
        def keys() -> Any:
            return jsonify({"keys": [self.key.as_dict(private=False, use="sig", alg="RS256")]})

        return app


def by_hand(header: Mapping[str, Any], claims: Mapping[str, Any], signature: bytes) -> str:
    """A token put together without any library's objections."""
    parts = [json.dumps(part).encode() for part in (header, claims)] + [signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def unsigned(provider: Provider, claims: dict[str, Any]) -> str | None:
    return by_hand({"alg": "none"}, claims, b"")


def by_shared_secret(provider: Provider, claims: dict[str, Any]) -> str | None:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


def by_public_key_as_secret(provider: Provider, claims: dict[str, Any]) -> str | None:
    signed = by_hand({"alg": "HS256", "kid": "one"}, claims, b"").rstrip(".")
    secret = provider.key.as_pem(private=False)
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def by_a_stranger(provider: Provider, claims: dict[str, Any]) -> str | None:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, provider.stranger)


def with_own_key_in_header(provider: Provider, claims: dict[str, Any]) -> str | None:
    public = provider.stranger.as_dict(private=False)
    return jwt.encode({"alg": "RS256", "kid": "one", "jwk": public}, claims, provider.stranger)


def with_unknown_key(provider: Provider, claims: dict[str, Any]) -> str | None:
    return jwt.encode({"alg": "RS256", "kid": "two"}, claims, provider.stranger)


def with_unknown_duty(provider: Provider, claims: dict[str, Any]) -> str | None:
    """A header that says: whoever does not know this extension must refuse (RFC 7515, crit)."""
    header = {"alg": "RS256", "kid": "one", "crit": ["mystery"], "mystery": 1}
    signed = by_hand(header, claims, b"").rstrip(".")
    private = provider.key.get_op_key("sign")
    mac = private.sign(signed.encode(), padding.PKCS1v15(), SHA256())
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def tampered(provider: Provider, claims: dict[str, Any]) -> str | None:
    token = str(well(provider, claims))
    head, _body, signature = token.split(".")
    changed = by_hand({}, {**claims, "sub": "someone-else"}, b"").split(".")[1]
    return f"{head}.{changed}.{signature}"


def none_at_all(provider: Provider, claims: dict[str, Any]) -> str | None:
    return None


def rubbish(provider: Provider, claims: dict[str, Any]) -> str | None:
    return "not a token"


def replayed(provider: Provider, claims: dict[str, Any]) -> str | None:
    """The token of an earlier identification, good in all but its nonce."""
    return provider.last_token
