"""A real SMTP server on this machine, for tests: takes mail, or refuses it in every way."""

import socket
import ssl
from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "postman", "let/me:in"


@dataclass
class Postbox:
    """What came in, and how to answer: `refusals` by recipient, `data` for every message."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    encrypted: bool = False
    user: str | None = None
    refusals: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    data: str = ""
    hang_up: bool = False

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_HELO(self, server: SMTP, session: Session, *_: Any) -> str:  # noqa: N802
        return self._greeted(session)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        self._greeted(session)
        return lines

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender:
            return self.sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hang_up and isinstance(server.transport, WriteTransport):
            server.transport.abort()
        if self.hang_up or self.data:
            return self.data or "250 lost"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.recipients += envelope.rcpt_tos
        self.encrypted = session.ssl is not None
        return "250 taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        if right and isinstance(data, LoginPassword):
            self.user = data.login.decode()
        return AuthResult(success=right, handled=right)

    def _greeted(self, session: Session) -> str:
        self.connections += 1
        return "250 here"


@contextmanager
def serving(postbox: Postbox, **options: Any) -> Iterator[Postbox]:
    """The postbox on a free port of this machine; `options` are those of aiosmtpd's Controller."""
    postbox.port = _free_port()
    controller = Controller(postbox, "127.0.0.1", postbox.port, **options)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def offering_tls(certificate: str, key: str) -> ssl.SSLContext:
    """What a server with this certificate speaks TLS with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
