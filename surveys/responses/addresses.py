"""The addresses of surveys as they stand on posters, and the token of an officer's preview."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from engagement.core import tokens
from engagement.core.http import settings

PURPOSE: Final = "survey-preview"
PREVIEW_LIFE: Final = timedelta(days=7)


def survey_address(slug: str) -> str:
    """The whole address of a survey."""
    return _whole(f"/survey/{slug}/")


def link_address(code: str) -> str:
    """The whole address of a link, as its QR code says it."""
    return _whole(f"/survey/by/{code}/")


def preview_address(version_id: UUID) -> str:
    """The whole address under which officers try a version, for seven days."""
    return _whole(f"/survey/preview/{preview_token(version_id)}/")


def preview_token(version_id: UUID) -> str:
    """Proof that an officer wanted to try a version: who has it answers apart, as a test."""
    return tokens.sign(PURPOSE, {"version": version_id.hex})


def read_preview_token(token: str) -> UUID | None:
    """The version that a token names; None when it is not ours, or over."""
    try:
        return UUID(tokens.read(PURPOSE, token, PREVIEW_LIFE)["version"])
    except (tokens.TokenInvalid, KeyError, ValueError):
        return None


def _whole(path: str) -> str:
    return f"{settings().public_base_url.rstrip('/')}{path}"
