"""`flask surveys import` makes a survey of a form file, all of it or nothing."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core.settings import Mode
from surveys.instrument.workbook import sheets_of_text
from surveys.models import Survey, SurveyState, SurveyVersion, VersionState
from surveys.studio.events import SurveyEvent
from surveys.studio.questionnaire import sheets_in
from tests.integration.accounts.people import make_officer
from tests.integration.surveys.studio.drafts import FORM

PUBLISH = ("--purpose", "To learn how safe people feel.", "--publish")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A form on the disk."""
    path = tmp_path / "form.md"
    path.write_text(FORM, encoding="utf-8")
    return path


def imported(app: Flask, file: Path, *options: str) -> Result:
    """What the command says of a file."""
    return app.test_cli_runner().invoke(args=["surveys", "import", str(file), *options])


def surveys(session: Session) -> list[Survey]:
    """Every survey that is stored."""
    session.rollback()
    return list(session.scalars(sa.select(Survey).order_by(Survey.slug)))


def test_a_file_becomes_a_draft_with_the_title_of_its_form(
    app: Flask, session: Session, file: Path
) -> None:
    officer = make_officer(session)
    said = imported(app, file)
    assert said.exit_code == 0, said.output
    assert "A draft: http" in said.output
    (made,) = surveys(session)
    assert (made.title, made.slug) == ("How safe we feel", "how-safe-we-feel")
    assert made.state is SurveyState.DRAFT
    assert made.organisation_id == officer.organisation_id
    version = session.scalars(sa.select(SurveyVersion)).one()
    assert sheets_in(version) == sheets_of_text(FORM)


def test_a_file_is_published_where_it_was_asked_and_anybody_can_open_it(
    app: Flask, session: Session, file: Path
) -> None:
    make_officer(session)
    said = imported(app, file, "--title", "Evenings", "--slug", "after-dark", *PUBLISH)
    assert said.exit_code == 0, said.output
    assert said.output.rstrip().endswith("/survey/after-dark/")
    (made,) = surveys(session)
    assert (made.title, made.state) == ("Evenings", SurveyState.LIVE)
    assert session.scalars(sa.select(SurveyVersion.state)).one() is VersionState.PUBLISHED
    actions = set(session.scalars(sa.select(AuditEntry.action)))
    assert {SurveyEvent.MADE, SurveyEvent.PUBLISHED} <= actions
    page = app.test_client().get("/survey/after-dark/")
    assert page.status_code == 200
    assert "Evenings" in page.text


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--publish",), "Say what the survey is for"),
        (("--slug", "Not An Address"), "Use small letters"),
        (("--slug", "preview"), "an address of ours"),
        (("--organisation", "Nobody"), "There is no organisation 'Nobody'"),
        (("--title", "x" * 201), "more than 200 characters"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_and_nothing_is_stored(
    app: Flask, session: Session, file: Path, options: tuple[str, ...], reason: str
) -> None:
    make_officer(session)
    said = imported(app, file, *options)
    assert said.exit_code == 1
    assert reason in said.output
    assert "Nothing was stored." in said.output
    assert not surveys(session)


def test_an_address_that_another_survey_has_is_refused_and_the_first_one_stays(
    app: Flask, session: Session, file: Path
) -> None:
    make_officer(session)
    assert imported(app, file, "--slug", "after-dark").exit_code == 0
    said = imported(app, file, "--title", "Another", "--slug", "after-dark")
    assert said.exit_code == 1
    assert "Another survey has this address" in said.output
    assert [one.title for one in surveys(session)] == ["How safe we feel"]


def test_a_form_that_is_refused_names_sheet_and_row(
    app: Flask, session: Session, file: Path
) -> None:
    make_officer(session)
    file.write_text(FORM.replace("select_one safety", "select_one nowhere"), encoding="utf-8")
    said = imported(app, file)
    assert said.exit_code == 1
    assert "survey, row 2" in said.output
    assert not surveys(session)


def test_a_service_without_an_organisation_says_what_comes_first(app: Flask, file: Path) -> None:
    said = imported(app, file)
    assert said.exit_code == 1
    assert "flask accounts first-administrator" in said.output


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_what_is_imported_into_a_demonstration_is_made_up(
    app: Flask, session: Session, file: Path
) -> None:
    make_officer(session)
    assert imported(app, file).exit_code == 0
    assert [one.demonstration for one in surveys(session)] == [True]
