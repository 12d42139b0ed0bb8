"""Signed tokens: links in mail and states in forms, each good for one purpose and one time span."""

from collections.abc import Mapping
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer


class TokenInvalid(Exception):
    """The token was not made here, or not for this purpose."""


class TokenExpired(TokenInvalid):
    """The token was right, but its time is over."""


def sign(purpose: str, data: Mapping[str, str]) -> str:
    """A URL-safe token that carries `data` readably and proves that we made it for `purpose`."""
    return _serializer(purpose).dumps(dict(data))


def read(purpose: str, token: str, max_age: timedelta) -> dict[str, str]:
    """The data of a token; TokenExpired or TokenInvalid otherwise."""
    try:
        data: dict[str, str] = _serializer(purpose).loads(
            token, max_age=int(max_age.total_seconds())
        )
    except SignatureExpired:
        raise TokenExpired(purpose) from None
    except BadSignature:
        raise TokenInvalid(purpose) from None
    return data


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=purpose)
