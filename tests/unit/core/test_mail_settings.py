"""MAIL_URL and MAIL_FROM: read at the start, and wrong ones said so without the password."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from engagement.core.mail.server import MailServer, Security
from engagement.core.mail.setup import init_mail
from engagement.core.partnership import load_partnership
from engagement.core.settings import Mode, Settings, SettingsError, shipped


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://mail.example", "mail.example", 587, Security.STARTTLS),
        ("smtp://u:p@mail.example:2525", "mail.example", 2525, Security.STARTTLS),
        ("smtp://localhost:25", "localhost", 25, Security.NONE),
        ("smtp://[::1]", "::1", 587, Security.NONE),
        ("smtp+starttls://127.0.0.1", "127.0.0.1", 587, Security.STARTTLS),
        ("smtps://mail.example", "mail.example", 465, Security.TLS),
        ("smtp+plain://relay.internal", "relay.internal", 25, Security.NONE),
    ],
)
def test_the_line_is_encrypted_unless_it_stays_here_or_was_asked_to_be_plain(
    url: str, host: str, port: int, security: Security
) -> None:
    found = MailServer.from_url(url)
    assert (found.host, found.port, found.security) == (host, port, security)


def test_user_and_password_may_hold_any_letter_and_are_never_shown() -> None:
    found = MailServer.from_url("smtps://post%40example.org:a%2Fb%3Ac@mail.example")
    assert (found.user, found.password) == ("post@example.org", "a/b:c")
    assert "a/b" not in f"{found} {found!r}"


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/path",
        "smtp://mail.example:none",
        "smtp://mail.example?tls=off",
        "smtp+plain://user:canary@relay.internal",
        "smtp://user:canary@mail.example:99999",
    ],
)
def test_a_wrong_address_of_a_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="MAIL_URL") as refused:
        MailServer.from_url(url)
    assert "canary" not in str(refused.value)


def start(**changes: Any) -> Flask:
    app = Flask("test")
    settings = Settings(secret_key="", seal_keys="", public_base_url="https://safer.example")
    partnership = load_partnership(shipped("partnership") / "lincolnshire.toml")
    init_mail(app, replace(settings, **changes), partnership)
    return app


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("mail@safer.example", "Safer Lincolnshire Partnership <mail@safer.example>"),
        ("Somebody Else <mail@safer.example>", "Somebody Else <mail@safer.example>"),
    ],
)
def test_mails_come_from_the_partnership_unless_another_name_is_set(
    given: str, sender: str
) -> None:
    app = start(mail_url="smtp://localhost", mail_from=given)
    assert str(app.extensions["mail"].sender) == sender


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"mail_url": "smtp://localhost"}, "MAIL_FROM"),
        ({"mail_url": "smtp://localhost", "mail_from": "nobody"}, "MAIL_FROM"),
        ({"mail_url": "smtp://localhost", "mail_from": "a@b\r\nBcc: c@d"}, "MAIL_FROM"),
        ({"mail_from": "a@example.org", "mail_reply_to": "<>"}, "MAIL_REPLY_TO"),
        ({"mail_url": "nonsense", "mail_from": "a@example.org"}, "MAIL_URL"),
    ],
)
def test_a_service_that_could_not_send_does_not_start(changes: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        start(**changes)


def test_without_a_server_production_sends_nothing_and_a_demonstration_keeps_its_mails() -> None:
    settings = Settings(secret_key="", seal_keys="", public_base_url="http://localhost")
    assert not settings.sends_mail
    assert replace(settings, mode=Mode.DEMONSTRATION).sends_mail
    assert replace(settings, mail_url="smtp://localhost").sends_mail
