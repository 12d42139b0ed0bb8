"""The export page of a survey as an officer sees it, by keyboard and without JavaScript."""

import zipfile

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.actor import Role
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.surveys import making


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_export_page_and_its_mistakes_can_be_read_at_every_width(
    app: Flask, session: Session, visit: Visit, width: int
) -> None:
    survey = making.survey(session)
    version = making.version_of(session, survey)
    making.response(session, version, {"safe": "safe", "comment": "dark"})
    making.response(session, version, {"safe": "safe"}, test=True)
    session.commit()
    cookie = signed_in_client(app, session, make_officer(session, Role.ANALYST)).get_cookie(
        "session"
    )
    assert cookie is not None
    visitor = visit(width=width, javascript=width == WIDE)
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    found = []
    visitor.open(f"/surveys/{survey.id}/export")
    visitor.picture(f"survey-export-{width}")
    found.append(visitor.fits())
    visitor.page.get_by_label("Leave the words exactly as people wrote them").check()
    visitor.press("Export")
    visitor.picture(f"survey-export-mistakes-{width}")
    found.append(visitor.fits())
    if width == WIDE:
        assert visitor.axe() == []
    assert "There is a problem" in visitor.page.inner_text("main")

    visitor.page.get_by_label("Put them in").check()
    visitor.page.get_by_label("Why do you need these files?").fill("report to the board")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Export").press("Enter")

    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert "spss/responses.sav" in archive.namelist()
    assert (found, visitor.complaints) == ([True, True], [])
