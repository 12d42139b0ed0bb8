"""Devices on which an officer has signed in before: nobody else's wrong tries slow them down.

The cookie says only "officer X has signed in here", signed by us. It opens nothing; its tries are
counted by themselves (`throttle`), so that guessing from elsewhere never makes the owner wait.
"""

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from engagement.core import http, tokens

LASTS: Final = timedelta(days=180)
PURPOSE: Final = "known-device"


def known_device(officer_id: UUID | None) -> str | None:
    """The id of this device when this officer signed in on it before."""
    cookie = request.cookies.get(_name())
    if cookie is None or officer_id is None:
        return None
    try:
        data = tokens.read(PURPOSE, cookie, LASTS)
    except tokens.TokenInvalid:
        return None
    return data["device"] if data["officer"] == str(officer_id) else None


def remember_device(response: Response, officer_id: UUID) -> None:
    """Give this device its cookie, after a sign-in with both factors."""
    device = known_device(officer_id) or secrets.token_urlsafe(16)
    response.set_cookie(
        _name(),
        tokens.sign(PURPOSE, {"officer": str(officer_id), "device": device}),
        max_age=LASTS,
        secure=http.settings().secure,
        httponly=True,
        samesite="Lax",
    )


def _name() -> str:
    return "__Host-device" if http.settings().secure else "device"
