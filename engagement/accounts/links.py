"""One-time links as addresses: always on our own public address, whatever a request claims."""

from collections.abc import Mapping
from typing import Final

from flask import current_app

from engagement.accounts.models import LinkPurpose
from engagement.core import http

ENDPOINTS: Final[Mapping[LinkPurpose, str]] = {
    LinkPurpose.INVITATION: "accounts.accept_invitation",
    LinkPurpose.RESET: "accounts.reset_password",
    LinkPurpose.AUTHENTICATOR: "accounts.replace_authenticator",
    LinkPurpose.DEMONSTRATION: "accounts.demonstration_sign_in",
}


def link_url(purpose: LinkPurpose, token: str) -> str:
    """The address of a one-time link, built on PUBLIC_BASE_URL, never on the Host header."""
    path = current_app.url_map.bind("").build(ENDPOINTS[purpose], {"token": token})
    return http.settings().public_base_url.rstrip("/") + path
