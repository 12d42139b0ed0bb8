"""The address of a link: signed, so that nobody can guess or make one."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from engagement.core import tokens
from engagement.core.http import settings

PURPOSE: Final = "report-link"
LONGEST_LIFE: Final = timedelta(days=400)
"""The days of a link stand in its row; the signature need only outlive them."""


def address_of(link_id: UUID) -> str:
    """The whole address, as it stands on a poster."""
    token = tokens.sign(PURPOSE, {"link": link_id.hex})
    return f"{settings().public_base_url.rstrip('/')}/report/with/{token}/"


def link_of(token: str) -> UUID | None:
    """The link that a token names; None when it was not made here."""
    try:
        return UUID(tokens.read(PURPOSE, token, LONGEST_LIFE)["link"])
    except (tokens.TokenInvalid, KeyError, ValueError):
        return None
