"""`flask mail`: a test that says what went wrong, and how the sending stands."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.mail import queue_mail
from engagement.core.settings import Settings
from tests.postbox import Postbox, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SOMEBODY = "somebody@example.org"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with serving(Postbox()) as running:
        yield running


@pytest.fixture
def settings(settings: Settings, postbox: Postbox) -> Settings:
    return replace(settings, mail_url=postbox.url, mail_from="mail@safer.example")


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["mail", *words])
    return result.exit_code, result.output


def test_a_test_mail_arrives_at_once(app: Flask, postbox: Postbox) -> None:
    code, said = run(app, "test", SOMEBODY)
    assert (code, postbox.recipients) == (0, [SOMEBODY])
    assert "took it" in said
    assert "There is nothing to do" in postbox.mails[0].get_content()


@pytest.mark.parametrize(
    ("what", "answer", "says"),
    [
        ("data", "554 looks like nonsense", "others may well arrive"),
        ("sender", "550 who are you", "check MAIL_URL, MAIL_FROM"),
    ],
)
def test_a_test_mail_that_is_not_taken_says_what_the_server_said(
    what: str, answer: str, says: str, app: Flask, postbox: Postbox
) -> None:
    setattr(postbox, what, answer)
    code, said = run(app, "test", SOMEBODY)
    assert code == 1
    assert answer in said
    assert says in said


def test_what_is_no_address_is_said_to_be_none(app: Flask) -> None:
    code, said = run(app, "test", "nobody")
    assert code == 1
    assert "not an address" in said


def test_the_status_counts_what_waits_and_what_failed_and_why(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    postbox.refusals = {"full@example.org": "452 full", "gone@example.org": "550 gone"}
    for to in (SOMEBODY, "full@example.org", "gone@example.org"):
        queue_mail(session, kind="test", to=to, subject="A", body="B", now=clock.now())
    session.commit()
    code, said = run(app, "status")
    assert code == 0
    assert f"Server: 127.0.0.1:{postbox.port} (none)" in said
    assert "Waiting: 1, the oldest since" in said
    assert "1 sent, 1 given up" in said
    assert "SMTP 452: 1\n  SMTP 550: 1" in said
    assert "example.org" not in said


def test_without_a_server_both_say_so(app: Flask) -> None:
    app.extensions["mail"] = replace(app.extensions["mail"], server=None)
    assert "No mail server is set" in run(app, "test", SOMEBODY)[1]
    assert "No mail server is set" in run(app, "status")[1]
