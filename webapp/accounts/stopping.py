"""Stopping news by mail with a link that works without signing in, and takes nothing but that right."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings


def stop_address(account_id: int) -> str:
    """The path of the page where the account's news are stopped. It holds as long as the service's secret."""
    return f"/news/stop/{_signer().dumps(account_id)}"


def account_of_stop(token: str) -> int:
    """Whose news the address stops. Raises Refusal(NOT_FOUND) for one that we have not made."""
    try:
        account_id: int = _signer().loads(token)
    except BadSignature as error:
        raise Refusal(RefusalCode.NOT_FOUND) from error
    return account_id


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_settings().secret_key.get_secret_value(), salt="stop news")
