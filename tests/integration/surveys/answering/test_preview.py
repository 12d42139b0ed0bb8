"""An officer tries a survey before and after it is published: the same pages, kept apart."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.core import clock
from surveys.models import Survey, SurveyResponse, SurveyState, SurveyVersion, VersionState
from surveys.responses.addresses import preview_token
from tests.integration.surveys.answering.conftest import NOW
from tests.integration.surveys.answering.walk import Respondent

BANNER = "This is a preview. Test responses are kept apart."


@pytest.fixture
def token(app: Flask, survey: Survey, session: Session) -> str:
    """A preview of a survey that is not public and of a version that is not published."""
    session.get_one(Survey, survey.id).state = SurveyState.DRAFT
    session.execute(sa.update(SurveyVersion).values(state=VersionState.DRAFT, published_on=None))
    session.commit()
    (version,) = session.scalars(sa.select(SurveyVersion.id))
    session.rollback()
    with app.app_context():
        return preview_token(version)


def test_a_preview_says_so_on_every_page_and_its_responses_are_kept_apart(
    token: str, walk: Respondent, session: Session
) -> None:
    pages = [walk.open(f"/survey/preview/{token}/")]
    (begin,) = [one for one in walk.page.links() if one.endswith("/answer/")]
    pages.append(walk.open(begin))
    pages.append(walk.say({"safe": "safe"}))
    pages.append(walk.say({"times": "2"}))
    pages.append(walk.say())
    assert walk.page.heading == "Check your answers"
    pages.append(walk.say(press="Send"))

    assert walk.page.heading == "Thank you. We have your answers"
    assert [page.heading for page in pages if not _has_banner(walk, page.root)] == []
    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert response.test


def _has_banner(walk: Respondent, root: object) -> bool:
    return BANNER in " ".join("".join(root.itertext()).split())  # type: ignore[attr-defined]


def test_a_preview_goes_on_when_the_version_is_published_meanwhile(
    token: str, walk: Respondent, session: Session
) -> None:
    walk.open(f"/survey/preview/{token}/answer/")
    session.execute(sa.update(SurveyVersion).values(state=VersionState.PUBLISHED))
    session.commit()

    assert walk.say({"safe": "safe"}).heading == "How often did you go out last week?"


@pytest.mark.parametrize("path", ["", "answer/"])
def test_a_preview_that_nobody_signed_opens_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(f"/survey/preview/abc.def.ghi/{path}").status_code == 404


def test_who_is_no_officer_cannot_answer_what_is_not_public(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.begin()
    session.get_one(Survey, survey.id).state = SurveyState.DRAFT
    session.commit()

    walk.say({"safe": "safe"})

    assert walk.response.status_code in (404, 410)


def test_a_preview_page_is_never_kept_for_others(
    app: Flask, walk: Respondent, session: Session, survey: Survey
) -> None:
    (version,) = session.scalars(sa.select(SurveyVersion.id))
    with clock.frozen(NOW), app.app_context():
        token = preview_token(version)
    walk.open(f"/survey/preview/{token}/answer/")

    assert BANNER not in walk.client.get("/survey/how-safe-we-feel/answer/").text
    walk.begin()
    walk.open(f"/survey/preview/{token}/answer/")
    assert BANNER in walk.response.text
