"""The export page: who may take what, what is in the ZIP, and what the audit says of it."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.audit.models import AuditEntry
from engagement.audit.queries import TrailFilter, trail_page
from engagement.core.actor import Role
from surveys.models import Survey, SurveyResponse
from surveys.responses.commands import withdraw_response
from surveys.responses.exports import views
from surveys.responses.exports.queries import responses_to_export
from surveys.responses.exports.tables import Given
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import browser
from tests.integration.surveys import making

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINCOLN, BOSTON = "E07000138", "E07000136"
PHONE = "ring 07700 900123"


@pytest.fixture
def survey(session: Session) -> Survey:
    """Responses from Boston, Lincoln and nowhere, a test and a withdrawn one."""
    made = making.survey(session)
    version = making.version_of(session, made)
    for district, answer in ((BOSTON, "safe"), (LINCOLN, "unsafe"), (None, "dont_know")):
        making.response(
            session, version, {"safe": answer, "comment": PHONE}, district_code=district
        )
    making.response(session, version, {"safe": "safe", "comment": "a test"}, test=True)
    making.response(session, version, {"comment": "taken back"}, receipt_code="GONE-GONE-GONE")
    withdraw_response(session, receipt_code="GONE-GONE-GONE", now=making.NOW)
    session.commit()
    return made


def url(survey: Survey) -> str:
    return f"/surveys/{survey.id}/export"


def take(client: FlaskClient, survey: Survey, **changes: Any) -> TestResponse:
    data = {
        "files": ["raw"],
        "reason": "report to the board",
        "csrf_token": form_token(client, url(survey)),
    }
    return client.post(url(survey), data=data | changes)


def rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        text = archive.read("raw/responses.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def exports(session: Session) -> list[AuditEntry]:
    found = sa.select(AuditEntry).where(AuditEntry.action == "responses-exported")
    entries = session.scalars(found.order_by(AuditEntry.seq)).all()
    session.commit()
    return list(entries)


def test_an_officer_takes_every_response_that_counts_and_no_words(
    app: Flask, session: Session, survey: Survey
) -> None:
    answer = take(browser(app, session), survey)

    found = rows(answer)
    assert sorted(line["safe"] for line in found) == ["dont_know", "safe", "unsafe"]
    assert {line["response_district"] for line in found} == {"Boston", "Lincoln", ""}
    assert "comment" not in found[0]
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{survey.slug}-')
    assert b"900123" not in answer.data


@SQLITE
def test_all_files_come_in_one_zip(app: Flask, session: Session, survey: Survey) -> None:
    answer = take(browser(app, session), survey, files=["xlsx", "sav", "raw", "coded"])

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == [
            "README.txt",
            "codebook.csv",
            "coded/responses.csv",
            "datapackage.json",
            "raw/responses.csv",
            "responses.xlsx",
            "spss/responses.sav",
        ]


def test_an_officer_of_one_district_takes_its_responses_alone(
    app: Flask, session: Session, survey: Survey
) -> None:
    client = browser(app, session, Role.ANALYST, districts=frozenset({LINCOLN}))

    found = rows(take(client, survey, words="with-words"))

    assert [line["response_district_code"] for line in found] == [LINCOLN]


@SQLITE
@pytest.mark.parametrize(
    ("words", "comment"),
    [
        ({"words": "with-words"}, "ring [phone]"),
        ({"words": "with-words", "unmasked": "as-written"}, PHONE),
    ],
)
def test_words_are_in_it_when_asked_for_and_masked_unless_asked_again(
    app: Flask, session: Session, survey: Survey, words: dict[str, str], comment: str
) -> None:
    found = rows(take(browser(app, session), survey, **words))

    assert {line["comment"] for line in found} == {comment}


@SQLITE
def test_to_leave_details_in_words_that_are_not_asked_for_is_a_mistake(
    app: Flask, session: Session, survey: Survey
) -> None:
    answer = take(browser(app, session), survey, unmasked="as-written")

    assert answer.status_code == 400
    assert "Choose “Put them in” as well" in parse(answer.text).text
    assert exports(session) == []


@SQLITE
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": " "}, "Say why you need these files"),
        ({"files": []}, "Choose at least one file"),
        ({"files": ["exe"]}, "Choose from the answers on this page"),
    ],
)
def test_without_a_reason_or_a_file_nothing_leaves(
    app: Flask, session: Session, survey: Survey, changes: dict[str, Any], message: str
) -> None:
    answer = take(browser(app, session), survey, **changes)

    assert answer.status_code == 400
    assert message in parse(answer.text).text
    assert exports(session) == []


def test_the_audit_says_who_took_how_many_with_which_words_and_why(
    app: Flask, session: Session, survey: Survey
) -> None:
    take(browser(app, session), survey, words="with-words")

    (entry,) = exports(session)
    assert (entry.kind, entry.subject) == ("survey", str(survey.id))
    found = trail_page(session, narrowed=TrailFilter())
    (line,) = [one for one in found.lines if one.action == "responses-exported"]
    assert line.detail == {
        "reason": "report to the board",
        "responses": 3,
        "words": "personal details replaced",
        "files": ["raw"],
        "districts": None,
    }


@SQLITE
@pytest.mark.parametrize("role", [Role.PARTNER, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER])
def test_other_roles_may_not(app: Flask, session: Session, survey: Survey, role: Role) -> None:
    districts = frozenset({LINCOLN}) if role is Role.PARTNER else None
    client = browser(app, session, role, districts=districts)

    assert client.get(url(survey)).status_code == 403
    assert client.post(url(survey)).status_code in (400, 403)
    assert exports(session) == []


@SQLITE
def test_nobody_who_is_not_signed_in_sees_it(app: Flask, survey: Survey) -> None:
    assert app.test_client().get(url(survey)).status_code in (302, 303)


@SQLITE
def test_a_survey_that_is_not_there_is_not_found(
    app: Flask, session: Session, survey: Survey
) -> None:
    client = browser(app, session)
    token = form_token(client, url(survey))
    there = f"/surveys/{uuid4()}/export"

    assert client.get(there).status_code == 404
    data = {"files": ["raw"], "reason": "x", "csrf_token": token}
    assert client.post(there, data=data).status_code == 404
    assert exports(session) == []


@SQLITE
def test_the_page_says_how_many_there_are_and_where_they_are_from(
    app: Flask, session: Session, survey: Survey
) -> None:
    page = parse(browser(app, session).get(url(survey)).text)
    county = page.text
    lincoln = browser(app, session, Role.ANALYST, districts=frozenset({LINCOLN}))
    district = parse(lincoln.get(url(survey)).text).text

    assert "3 responses count. Where: the whole county" in county
    assert "There is one test response." in county
    assert f"/surveys/{survey.id}" in page.links()
    assert "One response counts. Where: Lincoln, where you work." in district


@SQLITE
def test_what_is_taken_back_while_the_file_is_made_is_not_in_it(
    app: Flask, session: Session, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = making.version_of(session, survey)
    leaves = making.response(session, version, {"safe": "safe"}, receipt_code="AAAA-AAAA-AAAA")
    session.commit()

    def read_then_withdrawn(*args: Any, **kwargs: Any) -> Sequence[Given]:
        found = responses_to_export(*args, **kwargs)
        withdraw_response(session, receipt_code="AAAA-AAAA-AAAA", now=making.NOW)
        session.commit()
        return found

    monkeypatch.setattr(views, "responses_to_export", read_then_withdrawn)
    found = rows(take(browser(app, session), survey))

    assert len(found) == 3
    assert session.get_one(SurveyResponse, leaves.id).answers is None


@SQLITE
def test_no_key_of_the_database_leaves_in_any_file(
    app: Flask, session: Session, survey: Survey
) -> None:
    ids: list[UUID] = list(session.scalars(sa.select(SurveyResponse.id)))
    submissions = list(session.scalars(sa.select(SurveyResponse.submission)))
    session.commit()
    answer = take(
        browser(app, session),
        survey,
        files=["xlsx", "sav", "raw", "coded"],
        words="with-words",
        unmasked="as-written",
    )

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for key in (*map(str, ids), *(one.hex for one in ids), *submissions):
        assert key.encode() not in content


@SQLITE
def test_an_officer_takes_thirty_files_an_hour(
    app: Flask, session: Session, survey: Survey
) -> None:
    client = browser(app, session)
    token = form_token(client, url(survey))
    data = {"files": ["coded"], "reason": "x", "csrf_token": token}

    found = [client.post(url(survey), data=data).status_code for _ in range(31)]

    assert found == [200] * 30 + [429]
