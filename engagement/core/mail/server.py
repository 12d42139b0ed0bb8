"""The mail server as MAIL_URL names it, and one connection to it that many mails share."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from engagement.core.settings import SettingsError

TIMEOUT_SECONDS: Final = 20


class Security(StrEnum):
    """How the line to the server is kept from being read."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_SCHEMES: Final[Mapping[str, tuple[Security | None, int]]] = {
    "smtp": (None, 587),
    "smtp+starttls": (Security.STARTTLS, 587),
    "smtps": (Security.TLS, 465),
    "smtp+plain": (Security.NONE, 25),
}
"""What a scheme asks for, and its usual port; `smtp` is STARTTLS unless the server is here."""

_ADVICE: Final = (
    "MAIL_URL must look like smtp://user:password@host:587 (STARTTLS), smtps://user:password@host "
    "(TLS from the start), or smtp+plain://host for a relay in your own network."
)


class NotSent(Exception):
    """A mail was not taken. `cause` may be kept and logged; `said` may name addresses.

    `again`: worth another try. `about_server`: it would happen to every other mail too.
    """

    def __init__(self, cause: str, said: str, *, again: bool, about_server: bool) -> None:
        super().__init__(cause)
        self.cause = cause
        self.said = said
        self.again = again
        self.about_server = about_server


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mails are handed in, and how."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        """The server as people may see it: without user and password."""
        return f"{self.host}:{self.port} ({self.security})"

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read MAIL_URL; SettingsError says what is wrong and never repeats the password."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise SettingsError(_ADVICE) from None
        if parts.scheme not in _SCHEMES or not host or parts.path.strip("/") or parts.query:
            raise SettingsError(_ADVICE)
        security, usual = _SCHEMES[parts.scheme]
        if security is None:
            security = Security.NONE if _is_here(host) else Security.STARTTLS
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if user and security is Security.NONE and not _is_here(host):
            raise SettingsError(
                "MAIL_URL would send its password unencrypted: use smtp:// or smtps://."
            )
        return cls(host, port or usual, security, user, password)


class Postman:
    """Hands mails in over one connection, made with the first and closed at the end."""

    def __init__(self, server: MailServer, *, name: str) -> None:
        self._server = server
        self._name = name  # what we call ourselves: never the name of this machine
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail in; NotSent when the server did not take it."""
        line = self._open_line()
        try:
            line.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise _refused(code, words, about_server=False) from None
        except smtplib.SMTPSenderRefused as refusal:
            raise _refused(refusal.smtp_code, refusal.smtp_error, about_server=True) from None
        except smtplib.SMTPResponseException as refusal:
            raise _refused(refusal.smtp_code, refusal.smtp_error, about_server=False) from None
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            raise NotSent(
                "address not supported", str(error), again=False, about_server=False
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise _away(error) from None

    def _open_line(self) -> smtplib.SMTP:
        if self._line is not None and self._still_there(self._line):
            return self._line
        self._hang_up()
        try:
            self._line = self._connected()
            self._secured(self._line)
        except smtplib.SMTPResponseException as refusal:
            self._hang_up()
            raise _refused(refusal.smtp_code, refusal.smtp_error, about_server=True) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise _away(error) from None
        return self._line

    def _connected(self) -> smtplib.SMTP:
        to = self._server
        if to.security is Security.TLS:
            return smtplib.SMTP_SSL(
                to.host,
                to.port,
                self._name,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(to.host, to.port, self._name, timeout=TIMEOUT_SECONDS)

    def _secured(self, line: smtplib.SMTP) -> None:
        if self._server.security is Security.STARTTLS:
            line.starttls(context=ssl.create_default_context())
        if self._server.user:
            line.login(self._server.user, self._server.password)

    def _still_there(self, line: smtplib.SMTP) -> bool:
        try:
            return line.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _refused(code: int, words: bytes | str, *, about_server: bool) -> NotSent:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    again = about_server or code < 500
    return NotSent(f"SMTP {code}", f"{code} {text}", again=again, about_server=about_server)


def _away(error: Exception) -> NotSent:
    return NotSent(type(error).__name__, str(error), again=True, about_server=True)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
