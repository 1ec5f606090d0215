"""Talking to identity providers by OpenID Connect: code flow with PKCE, state and nonce. Authlib does the work."""

from __future__ import annotations

from typing import Any

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, request
from joserfc.errors import JoseError
from requests import RequestException

from webapp.config import IdentityProvider, Settings
from webapp.errors import Refusal, RefusalCode
from webapp.identity.encrypted import Client, keys_in
from webapp.identity.rules import CLOCKS_APART

TIMEOUT = 10
"""Seconds for each request to a provider."""
log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Make the providers known. Nothing is asked of them before someone identifies."""
    oauth = OAuth(app)
    for provider in settings.identity_providers:
        client = oauth.register(
            provider.key,
            client_cls=Client,
            client_id=provider.client_id,
            client_secret=provider.client_secret.get_secret_value(),
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": provider.scope,
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT,
            },
        )
        if provider.decryption_keys is not None:
            client.own_keys = keys_in(provider.decryption_keys)


def begin(provider: IdentityProvider, callback: str, language: str) -> str:
    """The address to send the browser to; what its return must match is kept in the browser's signed cookie.

    Raises Refusal(IDENTITY_FAILED) when the provider does not answer.
    """
    asked: dict[str, Any] = {"max_age": provider.most_seconds, "ui_locales": language}
    if levels := provider.accepted_levels or provider.second_factor_levels:
        asked["acr_values"] = " ".join(levels)
    try:
        client = _client(provider)
        made = client.create_authorization_url(callback, **asked)
    except (OAuthError, RequestException, ValueError, RuntimeError) as error:
        raise _refusal(provider, error) from error
    client.save_authorize_data(redirect_uri=callback, **made)
    return str(made["url"])


def finish(provider: IdentityProvider) -> dict[str, Any]:
    """The claims of the ID token that this request's code is worth, signature and addressee checked.

    Raises Refusal(IDENTITY_CANCELLED) or Refusal(IDENTITY_FAILED); the log says why, the page does not.
    """
    if request.args.get("error") == "access_denied":
        raise Refusal(RefusalCode.IDENTITY_CANCELLED)
    expected: dict[str, dict[str, Any]] = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    try:
        client = _client(provider)
        if request.args.get("iss", provider.issuer) != provider.issuer:
            raise ValueError("another provider answered")
        token = client.authorize_access_token(claims_options=expected, leeway=CLOCKS_APART)
    except (OAuthError, JoseError, RequestException, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise _refusal(provider, error) from error
    if not token.get("userinfo"):
        raise _refusal(provider, ValueError("no ID token"))
    return dict(token["userinfo"])


def _client(provider: IdentityProvider) -> Any:
    """The provider's client, with what its metadata may decide narrowed to what was configured."""
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(provider.key)
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != provider.issuer:
        raise ValueError("the provider calls itself by another name")
    metadata["id_token_signing_alg_values_supported"] = list(provider.algorithms)
    return client


def _refusal(provider: IdentityProvider, error: Exception) -> Refusal:
    log.warning(
        "identification failed", provider=provider.key, reason=f"{type(error).__name__}: {error}"[:300]
    )
    return Refusal(RefusalCode.IDENTITY_FAILED)
