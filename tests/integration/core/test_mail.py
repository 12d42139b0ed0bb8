"""Mails: stored with the work, sent after it, tried again, and gone when they were sent."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.db import transaction
from engagement.core.jobs import Job, JobState, enqueue
from engagement.core.mail import (
    MailNotSet,
    MailState,
    OutgoingMail,
    forget_mail,
    old_mail,
    queue_mail,
)
from engagement.core.mail.commands import DELAYS, LEASE, SEND, Outcome, settle, take_due
from engagement.core.mail.server import Postman
from engagement.core.settings import Mode, Settings
from tests.postbox import Postbox, serving

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CANARY = "canary.person@example.org"
LINK = "http://localhost/somewhere/canary-token"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with serving(Postbox()) as running:
        yield running


@pytest.fixture
def settings(settings: Settings, postbox: Postbox) -> Settings:
    return replace(settings, mail_url=postbox.url, mail_from="mail@safer.example")


def queue(session: Session, *, to: str = CANARY, now: datetime = NOW, **other: Any) -> OutgoingMail:
    words = {"kind": "test", "subject": "Canary subject", "body": f"Open\n{LINK}."} | other
    return queue_mail(session, to=to, now=now, **words)


def send(app: Flask, now: datetime) -> None:
    """One run of the job, as the worker starts it."""
    with clock.frozen(now), app.app_context(), transaction() as session:
        enqueue(session, SEND)


def mails(session: Session) -> list[OutgoingMail]:
    session.rollback()
    session.expunge_all()
    found = session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.next_at)).all()
    session.commit()  # nobody else writes while this one is open
    return list(found)


def test_a_mail_goes_when_its_transaction_is_whole(session: Session, postbox: Postbox) -> None:
    with clock.frozen(NOW):
        queue(session)
        assert postbox.mails == []
        session.commit()

    (sent,) = postbox.mails
    assert postbox.recipients == [CANARY]
    assert sent["From"] == "Safer Lincolnshire Partnership <mail@safer.example>"
    assert (sent["To"], sent["Subject"]) == (CANARY, "Canary subject")
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "text/plain"
    said = sent.get_content()
    assert LINK in said
    assert "Sent by Safer Lincolnshire Partnership" in said
    assert "Nobody can read a reply" in said
    (row,) = mails(session)
    assert (row.state, row.attempts, row.sent_at, row.body) == (MailState.SENT, 1, NOW, None)
    assert sent["Message-ID"] == row.message_id


def test_a_mail_of_a_transaction_that_failed_never_goes(session: Session, postbox: Postbox) -> None:
    queue(session)
    session.rollback()
    assert (postbox.mails, mails(session)) == ([], [])


def test_many_mails_go_over_one_connection_and_by_one_job(
    session: Session, postbox: Postbox
) -> None:
    with clock.frozen(NOW):
        for number in range(20):
            queue(session, to=f"person{number}@example.org")
        session.commit()
    assert len(postbox.mails) == 20
    assert postbox.connections == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


def test_a_savepoint_that_was_taken_back_takes_no_other_mail_with_it(
    session: Session, postbox: Postbox
) -> None:
    with clock.frozen(NOW):
        inner = session.begin_nested()
        queue(session, to="first@example.org")
        inner.rollback()
        queue(session, to="second@example.org")
        session.commit()
    assert postbox.recipients == ["second@example.org"]


def test_a_mail_for_which_the_server_has_no_time_is_tried_again_later(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    postbox.refusals[CANARY] = "451 later"
    with clock.frozen(NOW):
        queue(session)
        queue(session, to="other@example.org")
        session.commit()
    assert postbox.recipients == ["other@example.org"], "one mail does not hold up the others"
    waiting = next(mail for mail in mails(session) if mail.to == CANARY)
    assert (waiting.state, waiting.cause) == (MailState.QUEUED, "SMTP 451")
    assert waiting.next_at == NOW + DELAYS[0]

    postbox.refusals.clear()
    send(app, NOW + DELAYS[0] - timedelta(seconds=1))
    assert CANARY not in postbox.recipients
    send(app, NOW + DELAYS[0])
    assert postbox.recipients[1:] == [CANARY]
    assert postbox.mails[1]["Message-ID"] == waiting.message_id


def test_a_mail_that_is_never_taken_is_given_up_at_last(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    postbox.data = "452 full"
    with clock.frozen(NOW):
        queue(session)
        session.commit()
    moment = NOW
    for delay in DELAYS:
        (row,) = mails(session)
        assert row.state is MailState.QUEUED
        moment += delay
        send(app, moment)
    (row,) = mails(session)
    assert (row.state, row.attempts, row.body) == (MailState.FAILED, len(DELAYS) + 1, None)
    send(app, moment + timedelta(days=1))
    assert mails(session)[0].attempts == len(DELAYS) + 1


@pytest.mark.parametrize("answer", ["550 nobody here", "554 not wanted"])
def test_a_refusal_for_good_is_final(
    answer: str, app: Flask, session: Session, postbox: Postbox
) -> None:
    postbox.refusals[CANARY] = answer
    with clock.frozen(NOW):
        queue(session)
        session.commit()
    (row,) = mails(session)
    assert (row.state, row.cause, row.body) == (MailState.FAILED, f"SMTP {answer[:3]}", None)


def test_a_dropped_connection_costs_one_mail_one_attempt_and_the_others_none(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    postbox.hang_up = True
    with clock.frozen(NOW):
        for number in range(3):
            queue(session, to=f"person{number}@example.org")
        session.commit()
    assert sorted(mail.attempts for mail in mails(session)) == [0, 0, 1]
    assert {mail.cause for mail in mails(session)} == {None, "SMTPServerDisconnected"}

    postbox.hang_up = False
    send(app, NOW + DELAYS[0])
    assert len(postbox.recipients) == 3
    assert len(set(postbox.recipients)) == 3


def test_a_sender_that_the_server_refuses_fails_no_mail_for_good(
    session: Session, postbox: Postbox
) -> None:
    postbox.sender = "550 who are you"
    with clock.frozen(NOW):
        queue(session)
        session.commit()
    (row,) = mails(session)
    assert (row.state, row.cause) == (MailState.QUEUED, "SMTP 550")


def test_a_worker_that_dies_while_sending_doubles_at_most_the_one_mail(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Postman.send

    def die(self: Postman, message: Any) -> None:
        real(self, message)
        raise SystemExit

    with clock.frozen(NOW):
        queue(session)
        queue(session, to="other@example.org")
        with monkeypatch.context() as dying:
            dying.setattr(Postman, "send", die)
            with pytest.raises(SystemExit):
                session.commit()
    (first,) = postbox.recipients
    send(app, NOW + timedelta(minutes=1))
    assert len(postbox.mails) == 2, "the other goes at once, the first is not sent again yet"
    send(app, NOW + LEASE)
    send(app, NOW + LEASE + timedelta(hours=1))
    assert len(postbox.recipients) == 3
    assert postbox.recipients.count(first) == 2
    assert len({mail["Message-ID"] for mail in postbox.mails}) == 2, "a double can be told"
    assert {mail.state for mail in mails(session)} == {MailState.SENT}


def test_two_workers_never_take_the_same_mail(app: Flask, session: Session) -> None:
    with session.begin():
        session.info["queue"] = _Silent(session.info["queue"].settings)
        for _number in range(2):
            queue(session)
    with app.app_context():
        taken = []
        for _number in range(3):
            with transaction() as one:
                taken.append(take_due(one, now=NOW))
        first, second, third = taken
        assert first is not None
        assert second is not None
        assert first.id != second.id
        assert third is None
        with transaction() as late:
            again = take_due(late, now=NOW + LEASE)
            assert again is not None
            old = first if again.id == first.id else second
            assert settle(late, taken=old, outcome=Outcome(), now=NOW + LEASE) is None


class _Silent:
    """A queue that sends nothing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, job_id: object) -> None: ...


def test_a_server_that_is_away_holds_mail_until_it_is_back(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(Postman, "_connected", _nobody)
        with clock.frozen(NOW):
            queue(session)
            session.commit()
    (row,) = mails(session)
    assert (row.state, row.cause) == (MailState.QUEUED, "ConnectionRefusedError")
    jobs = session.scalars(sa.select(Job.state)).all()
    session.commit()
    assert set(jobs) == {JobState.DONE}, "the mail is tried again, not the job"
    send(app, NOW + DELAYS[0])
    assert postbox.recipients == [CANARY]


def _nobody(self: Postman) -> Any:
    raise ConnectionRefusedError


def test_logs_and_tables_tell_neither_address_nor_words(
    session: Session, settings: Settings, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    postbox.refusals[CANARY] = f"550 no such person {CANARY}"
    with clock.frozen(NOW):
        queue(session)
        session.commit()
    (row,) = mails(session)
    ours = [record for record in caplog.records if record.name != "mail.log"]  # the test's server
    said = "\n".join(str(record.__dict__) for record in ours)
    assert str(row.id) in said
    for canary in ("canary", "Canary"):
        assert canary not in said
        for raw in session.connection().exec_driver_sql("SELECT * FROM outgoing_mail").mappings():
            stored = b" ".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                for v in raw.values()
            )
            assert canary.encode() not in stored


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"to": "a@example.org\nBcc: everybody@example.org"}, "one line"),
        ({"to": ""}, "one line"),
        ({"subject": "Hello\r\nBcc: everybody@example.org"}, "one line"),
        ({"subject": "Hello\u2028there"}, "one line"),
        ({"body": "Open https://elsewhere.example/x"}, "PUBLIC_BASE_URL"),
        ({"subject": "Open https://elsewhere.example/x"}, "PUBLIC_BASE_URL"),
        ({"body": "Open http://localhost@elsewhere.example/x"}, "PUBLIC_BASE_URL"),
        ({"body": "Open http://localhost.elsewhere.example/x"}, "PUBLIC_BASE_URL"),
        ({"body": "Open https://localhost/x"}, "PUBLIC_BASE_URL"),
        ({"body": "Open HTTP://localhost:81/x"}, "PUBLIC_BASE_URL"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_breaks_no_header_and_leads_nowhere_else(
    words: dict[str, Any], why: str, session: Session
) -> None:
    with pytest.raises(ValueError, match=why):
        queue(session, **words)
    assert session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == 0


@pytest.mark.parametrize(
    "address",
    ["nobody", "a b@example.org", "a@b@c", "<a@example.org>", "é@", '=u-? !?@["?u’@'],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_address_is_given_up_and_holds_nothing_up(
    address: str, session: Session, postbox: Postbox
) -> None:
    with clock.frozen(NOW):
        queue(session, to=address)
        queue(session)
        session.commit()
    assert postbox.recipients == [CANARY]
    assert sorted(mail.state for mail in mails(session)) == [MailState.FAILED, MailState.SENT]


def test_a_mail_whose_key_is_gone_is_given_up_and_holds_nothing_up(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    with clock.frozen(NOW):
        broken = queue(session)
        queue(session, to="other@example.org")
        session.execute(
            sa.text('UPDATE outgoing_mail SET "to" = :junk WHERE id = :id').bindparams(
                sa.bindparam("junk", b"junk", sa.LargeBinary),
                sa.bindparam("id", broken.id, sa.Uuid),
            )
        )
        session.commit()
    assert postbox.recipients == ["other@example.org"]


def test_old_mails_are_forgotten_and_those_that_wait_are_not(
    session: Session, postbox: Postbox
) -> None:
    with clock.frozen(NOW):
        for number in range(3):
            queue(session, to=f"person{number}@example.org")
        session.commit()
        postbox.data = "451 later"
        queue(session)
        session.commit()
    later = NOW + timedelta(days=90)
    assert forget_mail(session, before=NOW) == 0
    assert old_mail(session, before=later) == 3
    assert forget_mail(session, before=later, limit=2) == 2
    assert forget_mail(session, before=later, limit=2) == 1
    session.commit()
    assert [mail.state for mail in mails(session)] == [MailState.QUEUED]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWithoutServer:
    @pytest.fixture
    def settings(self, request: pytest.FixtureRequest, settings: Settings) -> Settings:
        marker = request.node.get_closest_marker("settings")
        return replace(settings, mail_url="", mail_from="", **(marker.kwargs if marker else {}))

    def test_production_refuses_to_queue_what_it_cannot_send(self, session: Session) -> None:
        with pytest.raises(MailNotSet):
            queue(session)

    def test_there_is_no_page_of_mails_in_production(self, client: FlaskClient) -> None:
        assert client.get("/demonstration/mail/").status_code == 404

    @pytest.mark.settings(mode=Mode.DEMONSTRATION)
    def test_a_demonstration_keeps_its_mails_to_be_read_for_a_week(
        self, app: Flask, client: FlaskClient, session: Session
    ) -> None:
        for minutes, subject in ((0, "The first"), (5, "The second <b>")):
            with clock.frozen(NOW + timedelta(minutes=minutes)):
                queue(session, subject=subject, now=NOW + timedelta(minutes=minutes))
                session.commit()
        page = client.get("/demonstration/mail/").text
        assert page.index("The second &lt;b&gt;") < page.index("The first")
        assert '<a class="govuk-link" href="/somewhere/canary-token">' in page
        assert "Nobody can read a reply" in page
        assert CANARY in page

        send(app, NOW + timedelta(days=8))
        assert "There is no mail yet" in client.get("/demonstration/mail/").text
        assert {mail.state for mail in mails(session)} == {MailState.SENT}


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_demonstration_with_a_server_sends_and_shows_no_mails(
    client: FlaskClient, session: Session, postbox: Postbox
) -> None:
    with clock.frozen(NOW):
        queue(session)
        session.commit()
    assert postbox.recipients == [CANARY]
    assert client.get("/demonstration/mail/").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reply_address_is_named_where_one_is_set(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    ours = app.extensions["mail"]
    app.extensions["mail"] = replace(ours, reply_to=ours.sender)
    with clock.frozen(NOW):
        queue(session)
        session.commit()
    (sent,) = postbox.mails
    assert sent["Reply-To"] == sent["From"]
    assert "You can reply to this email" in sent.get_content()


def test_a_mail_that_breaks_the_sending_is_given_up_and_holds_nothing_up(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Postman.send

    def breaks(self: Postman, message: Any) -> None:
        if message["To"] == CANARY:
            raise RuntimeError(CANARY)
        real(self, message)

    monkeypatch.setattr(Postman, "send", breaks)
    with clock.frozen(NOW):
        queue(session)
        queue(session, to="other@example.org")
        session.commit()
    assert postbox.recipients == ["other@example.org"]
    moment = NOW
    for delay in DELAYS:
        moment += delay
        send(app, moment)
    broken = next(mail for mail in mails(session) if mail.to == CANARY)
    assert (broken.state, broken.cause) == (MailState.FAILED, "RuntimeError")


def test_mail_waits_when_its_server_was_taken_out_of_the_settings(
    app: Flask, session: Session, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as unset:
        unset.setitem(app.extensions, "mail", replace(app.extensions["mail"], server=None))
        with clock.frozen(NOW):
            queue(session)
            session.commit()
    (row,) = mails(session)
    assert (row.state, row.cause) == (MailState.QUEUED, "no mail server is set")
    send(app, NOW + DELAYS[0])
    assert postbox.recipients == [CANARY]
