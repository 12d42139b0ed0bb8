"""Links by mail: given by administrators, or asked for by who forgot the password."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts.commands.links import give_link
from engagement.accounts.mails import works_once
from engagement.accounts.models import (
    LinkPurpose,
    Officer,
    OneTimeLink,
    SignInSession,
    Throttle,
    email_hashes,
)
from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.db import db
from engagement.core.jobs import Job, JobState
from engagement.core.mail import OutgoingMail
from engagement.core.mail.models import to_hashes
from engagement.core.settings import Mode, Settings
from tests.integration.accounts.people import (
    PASSWORD,
    code_now,
    form_token,
    fresh,
    give_code,
    make_officer,
    make_organisation,
    sign_in,
    signed_in_client,
)
from tests.postbox import Postbox, serving

NEW = "gorse hedge vinegar lantern"
ASK = "/forgotten-password/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OFFICER = "officer@example.org"
POISON = {
    "X-Forwarded-Host": "elsewhere.example",
    "Forwarded": "host=elsewhere.example",
    "X-Forwarded-Proto": "ftp",
}


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with serving(Postbox()) as running:
        yield running


@pytest.fixture
def settings(settings: Settings, postbox: Postbox) -> Settings:
    return replace(settings, mail_url=postbox.url, mail_from="mail@safer.example")


def ask(app: Flask, email: str, *, network: str = "127.0.0.1") -> int:
    answer = app.test_client().post(
        ASK, data={"email": email}, environ_base={"REMOTE_ADDR": network}
    )
    return answer.status_code


def mailed_path(postbox: Postbox) -> str:
    """Where the link of the newest mail leads."""
    found = re.search(r"^http://localhost(/\S+)\s*$", postbox.mails[-1].get_content(), re.MULTILINE)
    assert found, postbox.mails[-1].get_content()
    return found[1]


def rows(session: Session, table: type) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    session.commit()
    return found


@pytest.fixture
def administrator(app: Flask, session: Session) -> FlaskClient:
    return signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))


def test_an_invitation_is_mailed_and_shown_to_nobody_else(
    app: Flask, administrator: FlaskClient, session: Session, postbox: Postbox
) -> None:
    url = "/officers/manage/invite"
    assert "We mail this person a link" in administrator.get(url).text
    data = {
        "name": "New Officer",
        "email": OFFICER,
        "organisation": str(make_organisation(session).id),
        "roles": ["analyst"],
        "districts": ["county"],
        "csrf_token": form_token(administrator, url),
    }
    answer = administrator.post(url, data=data, headers=POISON)
    assert answer.status_code == 303
    page = administrator.get(answer.location).text
    assert f"We have mailed the link to {OFFICER}. It works once, within 7 days." in page
    assert "/invitations/" not in page + answer.text

    assert postbox.recipients == [OFFICER]
    assert "elsewhere" not in postbox.mails[0].as_string()
    newcomer = app.test_client()
    step = newcomer.post(mailed_path(postbox), data={"password": NEW}, follow_redirects=True)
    assert step.request.path == "/sign-in/authenticator"


def test_a_new_password_is_mailed_but_a_new_authenticator_is_handed_over(
    app: Flask, administrator: FlaskClient, session: Session, postbox: Postbox
) -> None:
    officer = make_officer(session, email=OFFICER)
    url = f"/officers/manage/{officer.id}"
    token = form_token(administrator, url)

    data = {"purpose": "reset", "csrf_token": token}
    done = administrator.post(f"{url}/links", data=data, follow_redirects=True)
    assert f"We have mailed the link to {OFFICER}" in done.text
    assert "/password-resets/" not in done.text
    assert app.test_client().get(mailed_path(postbox)).status_code == 200

    data = {"purpose": "authenticator", "csrf_token": token}
    shown = administrator.post(f"{url}/links", data=data).text
    assert "http://localhost/authenticator-resets/" in shown
    assert len(postbox.mails) == 1
    actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["one-time-link-made", "one-time-link-made"]


def test_a_mail_that_the_server_refuses_takes_no_account_with_it(
    administrator: FlaskClient, session: Session, postbox: Postbox
) -> None:
    postbox.data = "451 later"
    officer = make_officer(session)
    url = f"/officers/manage/{officer.id}"
    data = {"purpose": "reset", "csrf_token": form_token(administrator, url)}
    assert administrator.post(f"{url}/links", data=data).status_code == 303
    assert rows(session, OneTimeLink) == 1
    assert rows(session, OutgoingMail) == 1


def test_who_forgot_the_password_asks_gets_a_link_and_signs_in_with_both_factors(
    app: Flask, client: FlaskClient, session: Session, postbox: Postbox
) -> None:
    officer = make_officer(session, email=OFFICER)
    assert f'href="{ASK}"' in client.get("/sign-in").text
    done = client.post(
        ASK, data={"email": " Officer@Example.org"}, headers=POISON, follow_redirects=True
    )
    assert "Look at your mail" in done.text

    assert postbox.recipients == [OFFICER]
    said = postbox.mails[0].get_content()
    assert "elsewhere" not in said
    assert "within an hour" in said
    assert officer.name not in said
    client.post(mailed_path(postbox), data={"password": NEW})
    assert client.get(mailed_path(postbox)).status_code == 410, "good once"
    sign_in(client, OFFICER, NEW)
    assert give_code(client, code_now()).status_code == 303
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq).limit(1)).one()
    assert (entry.action, entry.subject) == ("one-time-link-made", str(officer.id))
    assert entry.actor_id is None


def test_the_link_ends_after_an_hour(app: Flask, session: Session, postbox: Postbox) -> None:
    make_officer(session, email=OFFICER)
    with clock.frozen(NOW):
        ask(app, OFFICER)
    path = mailed_path(postbox)
    with clock.frozen(NOW + timedelta(minutes=59)):
        assert app.test_client().get(path).status_code == 200
    with clock.frozen(NOW + timedelta(hours=1)):
        assert app.test_client().get(path).status_code == 410


def test_an_address_gets_at_most_one_mail_an_hour_from_wherever_it_is_asked_for(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    make_officer(session, email=OFFICER)
    for minutes in range(0, 120, 10):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            assert ask(app, OFFICER, network=f"203.0.113.{minutes}") == 303
    assert len(postbox.mails) == 2


def test_asking_in_anothers_name_takes_nothing_away(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    officer = make_officer(session, email=OFFICER)
    given = give_link(
        session, actor=SYSTEM, now=NOW, officer_id=officer.id, purpose=LinkPurpose.RESET
    )
    session.commit()
    with clock.frozen(NOW):
        ask(app, OFFICER)
        for path in (f"/password-resets/{given}", mailed_path(postbox)):
            assert app.test_client().get(path).status_code == 200
        assert sign_in(app.test_client(), OFFICER, PASSWORD).status_code == 303


@pytest.mark.parametrize("kind", ["nobody", "closed", "made up"])
def test_where_there_is_no_open_account_the_answer_is_the_same_and_nothing_is_mailed(
    kind: str, app: Flask, session: Session, postbox: Postbox
) -> None:
    make_officer(session, email=OFFICER)
    other = make_officer(session, email=f"other.{OFFICER}", demonstration=kind == "made up")
    if kind == "closed":
        session.execute(sa.update(Officer).where(Officer.id == other.id).values(active=False))
        session.commit()
    asked = f"nobody.{OFFICER}" if kind == "nobody" else other.email
    answers = []
    for email in (OFFICER, asked):
        client = app.test_client()
        posted = client.post(ASK, data={"email": email})
        page = client.get(posted.location).text
        answers.append(
            (posted.status_code, posted.location, re.sub(r'nonce="\S+"|v=\w+', "", page))
        )
        assert not client._cookies
    known, unknown = answers
    assert known == unknown
    assert postbox.recipients == [OFFICER]


@pytest.mark.settings(jobs_immediate=False)
def test_the_time_of_the_answer_tells_nothing_about_the_address(
    app: Flask, session: Session
) -> None:
    make_officer(session, email=OFFICER)
    client = app.test_client()
    times: dict[str, list[float]] = {OFFICER: [], f"nobody.{OFFICER}": []}
    for number in range(30):
        for email, taken in times.items():
            network = {"REMOTE_ADDR": f"203.0.113.{number}"}
            began = perf_counter()
            assert client.post(ASK, data={"email": email}, environ_base=network).status_code == 303
            taken.append(perf_counter() - began)
    known, unknown = (median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.020
    names = session.scalars(sa.select(Job.name)).all()
    session.commit()
    assert set(names) == {"accounts.mail-link"}, "the worker looks who has an account, not we"


def test_asking_often_is_slowed_for_known_and_unknown_alike_and_never_locks_out(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    make_officer(session, email=OFFICER)
    attacker, owner = "203.0.113.7", "198.51.100.4"
    with clock.frozen(NOW):
        known = [ask(app, OFFICER, network=attacker) for _ in range(5)]
        unknown = [ask(app, "nobody@example.org", network=attacker) for _ in range(5)]
        assert known == unknown == [303] * 4 + [429]
        assert ask(app, OFFICER, network=owner) == 303
        assert sign_in(app.test_client(), OFFICER, network=attacker).status_code == 303
    with clock.frozen(NOW + timedelta(seconds=31)):
        assert ask(app, OFFICER, network=attacker) == 303


def test_a_try_that_came_too_soon_says_when_to_come_back(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    with clock.frozen(NOW):
        answers = [client.post(ASK, data={"email": OFFICER}) for _ in range(5)]
    assert answers[-1].headers["Retry-After"] == "1"
    assert "Wait 1 seconds, then ask again" in answers[-1].text
    assert rows(session, Job) == 4, "the fifth left nothing to do"


def test_neither_the_address_nor_the_network_is_kept(
    app: Flask, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    ask(app, "canary.person@example.org", network="203.0.113.77")
    said = "\n".join(str(record.__dict__) for record in caplog.records)
    with app.app_context(), db.engine.connect() as connection:
        for table in ("jobs", "throttles", "outgoing_mail"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings():
                said += " ".join(str(value) for value in row.values())
    for canary in ("canary", "203.0.113"):
        assert canary not in said


@pytest.mark.settings(jobs_immediate=False)
def test_a_job_holds_nothing_by_which_a_person_is_known_again(
    app: Flask, session: Session, postbox: Postbox
) -> None:
    officer = make_officer(session, email=OFFICER)
    for minutes in (0, 70):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            ask(app, OFFICER)
    jobs = session.scalars(sa.select(Job).order_by(Job.created_at)).all()
    first, second = (str(job.args["asked"]) for job in jobs)
    assert first != second
    known = [*email_hashes(OFFICER), *to_hashes(OFFICER), officer.id.bytes]
    for asked in (first, second):
        held = asked.encode() + b64decode(asked)
        assert [one for one in known if one in held or one.hex().encode() in held] == []
    ids = [job.id for job in jobs]
    session.commit()

    with clock.frozen(NOW + timedelta(minutes=70)):
        for id in ids:
            app.extensions["jobs"].run(str(id))

    session.expire_all()
    left = session.execute(sa.select(Job.args, Job.state).where(Job.id.in_(ids))).all()
    session.commit()
    assert [(args, state) for args, state in left] == [({}, JobState.DONE)] * 2
    assert rows(session, OutgoingMail) == 1


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [("", "Enter your email address"), ("nobody", "in the correct format")],
)
def test_what_is_no_address_is_said_so(typed: str, complaint: str, client: FlaskClient) -> None:
    page = client.post(ASK, data={"email": typed})
    assert complaint in page.text
    assert 'href="#email"' in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWithoutServer:
    @pytest.fixture
    def settings(self, request: pytest.FixtureRequest, settings: Settings) -> Settings:
        marker = request.node.get_closest_marker("settings")
        return replace(settings, mail_url="", mail_from="", **(marker.kwargs if marker else {}))

    def test_the_page_says_who_to_ask(self, client: FlaskClient, session: Session) -> None:
        for answer in (client.get(ASK), client.post(ASK, data={"email": OFFICER})):
            assert "Ask an administrator for a link" in answer.text
        assert rows(session, Job) + rows(session, Throttle) == 0

    def test_an_administrator_sees_the_link_as_before(
        self, administrator: FlaskClient, session: Session
    ) -> None:
        url = f"/officers/manage/{make_officer(session).id}"
        data = {"purpose": "reset", "csrf_token": form_token(administrator, url)}
        page = administrator.post(f"{url}/links", data=data)
        assert "http://localhost/password-resets/" in page.text
        assert "Hand it over now" in page.text

    @pytest.mark.settings(mode=Mode.DEMONSTRATION)
    def test_in_a_demonstration_the_link_is_read_on_the_page_of_mails(
        self, app: Flask, client: FlaskClient, session: Session
    ) -> None:
        make_officer(session, email=OFFICER, demonstration=True)
        done = client.post(ASK, data={"email": OFFICER}, follow_redirects=True)
        assert 'href="/demonstration/mail/"' in done.text
        page = client.get("/demonstration/mail/").text
        found = re.search(r'href="(/password-resets/[^"]+)"', page)
        assert found, page
        assert client.get(found[1]).status_code == 200


def test_what_has_ended_is_forgotten_within_a_day_without_anybody_signing_in(
    app: Flask, session: Session
) -> None:
    officer = make_officer(session, email=OFFICER)
    with clock.frozen(NOW):
        signed_in_client(app, session, officer)
        used = make_reset(session, officer)
        make_reset(session, make_officer(session))
        app.test_client().post(f"/password-resets/{used}", data={"password": NEW})
        sign_in(app.test_client(), OFFICER, "wrong")
    assert rows(session, Throttle) == 2

    def hourly(moment: datetime) -> list[int]:
        with clock.frozen(moment), app.app_context():
            assert "accounts.forget" in app.extensions["jobs"].start_due()
        return [rows(session, table) for table in (Throttle, SignInSession, OneTimeLink)]

    assert hourly(NOW + timedelta(hours=2)) == [0, 1, 2]
    assert hourly(NOW + timedelta(hours=25)) == [0, 0, 1]
    assert hourly(NOW + timedelta(hours=50)) == [0, 0, 0]
    assert fresh(app, officer.id).active


def make_reset(session: Session, officer: Officer) -> str:
    token = give_link(
        session, actor=SYSTEM, now=NOW, officer_id=officer.id, purpose=LinkPurpose.RESET
    )
    session.commit()
    return token


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1, "within an hour"), (24, "within a day"), (36, "within 36 hours"), (168, "within 7 days")],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_how_long_a_link_works_is_said_in_words(hours: int, words: str, app: Flask) -> None:
    with app.app_context():
        assert words in works_once(timedelta(hours=hours))
