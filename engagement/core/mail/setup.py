"""How this service sends mail: read and checked once, at the start."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, current_app

from engagement.core.http import settings
from engagement.core.mail.server import MailServer
from engagement.core.partnership import Partnership
from engagement.core.settings import Settings, SettingsError

EXTENSION: Final = "mail"


@dataclass(frozen=True, slots=True)
class Post:
    """Who we are when we write; without a server, mails are kept to be read here."""

    server: MailServer | None
    sender: Address
    reply_to: Address | None
    signature: str
    base_url: str

    @property
    def name(self) -> str:
        """The name that a mail server knows us by."""
        return urlsplit(self.base_url).hostname or "localhost"


def init_mail(app: Flask, settings: Settings, partnership: Partnership) -> None:
    """Give the app its post; SettingsError when the settings name no server or sender."""
    if settings.mail_url and not settings.mail_from:
        raise SettingsError(
            "MAIL_URL is set, so set MAIL_FROM too: the address that mails come from."
        )
    given = settings.mail_from or "demonstration@localhost"
    reply_to = settings.mail_reply_to
    app.extensions[EXTENSION] = Post(
        server=MailServer.from_url(settings.mail_url) if settings.mail_url else None,
        sender=_address("MAIL_FROM", given, partnership.name),
        reply_to=_address("MAIL_REPLY_TO", reply_to, "") if reply_to else None,
        signature=partnership.name,
        base_url=settings.public_base_url.rstrip("/"),
    )


def post() -> Post:
    """The current app's post."""
    found: Post = current_app.extensions[EXTENSION]
    return found


def mail_is_set() -> bool:
    """Whether mails go anywhere; where not, a page shows what is to be handed over."""
    return settings().sends_mail


def _address(setting: str, text: str, usual_name: str) -> Address:
    name, address = parseaddr(text)
    wrong = SettingsError(f"{setting} must be an email address, or Name <address@example.org>.")
    try:
        found = Address(display_name=name or usual_name, addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise wrong from None
    if not text.isprintable() or not found.username or not found.domain:
        raise wrong
    return found
