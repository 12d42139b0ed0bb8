"""Versions of a live survey: sent, compared, published; responses name theirs; taken away again."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveys.instrument.workbook import read_workbook, sheets_of_text
from surveys.models import Survey, SurveyResponse, SurveyVersion, VersionState
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import browser
from tests.integration.surveys import making
from tests.integration.surveys.studio.drafts import FORM, LONGER, draft, file_of, live, send


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A signed-in officer of the whole county."""
    return browser(app, session)


def versions(session: Session) -> list[tuple[int, VersionState]]:
    found = session.execute(
        sa.select(SurveyVersion.number, SurveyVersion.state).order_by(SurveyVersion.number)
    ).all()
    session.rollback()
    return [(number, state) for number, state in found]


def press(client: FlaskClient, survey: Survey, move: str) -> str:
    """A button on the page of version 2."""
    token = form_token(client, f"/surveys/{survey.id}/versions/2")
    address = f"/surveys/{survey.id}/versions/{move}"
    return client.post(address, data={"csrf_token": token}, follow_redirects=True).text


def test_a_new_version_of_a_live_survey_is_compared_and_asked_only_once_published(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    sent = send(client, f"/surveys/{survey.id}/versions/new", file=file_of(LONGER))
    page = parse(client.get(f"/surveys/{survey.id}/versions/2").text)
    asked_before = client.get(f"/survey/{survey.slug}/").text
    published = press(client, survey, "publish")
    asked_after = client.get(f"/survey/{survey.slug}/").text

    assert sent.location.endswith("/versions/2")
    assert "How often were you out? (times)" in page.text
    assert "New choices: Never safe" in page.text
    assert "Choices that go: Unsafe" in page.text
    assert "Up to 2 questions" in asked_before
    assert "The new version is published" in published
    assert "Up to 3 questions" in asked_after
    assert versions(session) == [(1, VersionState.PUBLISHED), (2, VersionState.PUBLISHED)]


def test_each_response_is_counted_under_the_version_that_it_answered(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    first = making.version_of(session, survey)
    making.response(session, first, {"safe": "safe"})
    making.response(session, first, {"safe": "unsafe"})
    session.commit()
    send(client, f"/surveys/{survey.id}/versions/new", file=file_of(LONGER))
    press(client, survey, "publish")
    second = making.version_of(session, survey, 2)
    making.response(session, second, {"safe": "never", "times": "3"})
    session.commit()

    rows = [
        ["".join(cell.itertext()).strip() for cell in row]
        for row in parse(client.get(f"/surveys/{survey.id}").text).all("tr")
    ]
    counted = {row[0]: row[-1] for row in rows if row[0].startswith("Version ")}
    assert counted == {"Version 1": "2", "Version 2": "1"}


def test_the_same_questions_are_no_new_version(client: FlaskClient, session: Session) -> None:
    survey = live(session)
    answer = send(client, f"/surveys/{survey.id}/versions/new", file=file_of(FORM))

    assert answer.status_code == 400
    assert "These are the questions that it has already" in "".join(parse(answer.text).summary)
    assert versions(session) == [(1, VersionState.PUBLISHED)]


def test_a_draft_keeps_one_version_that_is_written_over_and_its_tests_go(
    client: FlaskClient, session: Session
) -> None:
    survey = draft(session)
    version = making.version_of(session, survey)
    making.response(session, version, {"safe": "safe"}, test=True)
    session.commit()
    send(client, f"/surveys/{survey.id}/versions/new", file=file_of(LONGER))

    assert versions(session) == [(1, VersionState.DRAFT)]
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse)) == 0
    session.rollback()
    assert "How often were you out?" in client.get(f"/surveys/{survey.id}/versions/1").text


def test_a_new_version_can_be_removed_and_the_published_one_stays(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    send(client, f"/surveys/{survey.id}/versions/new", file=file_of(LONGER))
    page = press(client, survey, "remove")

    assert "The new version is removed" in page
    assert versions(session) == [(1, VersionState.PUBLISHED)]


def test_a_version_of_a_survey_for_children_must_ask_for_the_age_band(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    session.get_one(Survey, survey.id).for_under_18s = True
    session.commit()
    send(client, f"/surveys/{survey.id}/versions/new", file=file_of(LONGER))
    page = press(client, survey, "publish")

    assert "one question must ask for the age band" in page
    assert versions(session)[-1] == (2, VersionState.DRAFT)


def test_what_is_downloaded_and_sent_again_is_the_same_form(
    client: FlaskClient, session: Session
) -> None:
    first = draft(session)
    taken = client.get(f"/surveys/{first.id}/versions/1.xlsx")
    sent = send(client, "/surveys/new/file", file=file_of(taken.data, "form.xlsx"))
    session.expire_all()
    one, two = session.scalars(sa.select(SurveyVersion).order_by(SurveyVersion.id)).all()

    assert sent.status_code == 303
    assert taken.headers["Content-Disposition"] == 'attachment; filename="how-safe-we-feel-1.xlsx"'
    assert dict(read_workbook("form.xlsx", taken.data)) == dict(sheets_of_text(FORM))
    assert one.sheets == two.sheets
    assert one.sha256 == two.sha256


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refused_version_says_where_and_leaves_the_survey_as_it_was(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    wrong = FORM.replace("select_one safety |", "select_one saftey |")
    answer = send(client, f"/surveys/{survey.id}/versions/new", file=file_of(wrong))
    page = parse(answer.text)

    assert answer.status_code == 400
    assert "saftey" in page.text
    assert versions(session) == [(1, VersionState.PUBLISHED)]
