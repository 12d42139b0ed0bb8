import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.actor import Role
from engagement.core.jobs import JobState
from engagement.core.settings import Mode
from engagement.reports.jobs import ASSIGN
from tests.factories import districts, some_job
from tests.html import parse
from tests.integration.accounts.people import make_officer, signed_in_client


def page(app: Flask, session: Session, role: Role = Role.ADMINISTRATOR) -> str:
    client = signed_in_client(app, session, make_officer(session, role))
    return parse(client.get("/areas/").text).text


def test_it_names_the_districts_with_their_residents_and_the_version(
    app: Flask, session: Session
) -> None:
    districts(session, label="boundaries of May")

    said = page(app, session)

    assert "Boston E07000136 100.0 50,000 Test count, 2021" in said
    assert "boundaries of May" in said
    assert "approximate" not in said.lower()


def test_administrators_are_told_that_outlines_are_approximate_and_how_to_load_official_ones(
    app: Flask, session: Session
) -> None:
    districts(session, approximate=True)

    said = page(app, session)

    assert "approximate outlines" in said
    assert "flask areas import FILE --kind district" in said
    assert "flask areas import" not in page(app, session, Role.ANALYST)


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_in_a_demonstration_they_are_called_demonstration_outlines(
    app: Flask, session: Session
) -> None:
    districts(session, approximate=True)

    assert "Demonstration outlines." in page(app, session)


def test_an_older_version_is_kept_for_older_figures(app: Flask, session: Session) -> None:
    districts(session, label="of May")
    districts(session, label="of June")

    said = page(app, session)

    assert said.count("kept for older figures") == 1
    assert said.index("of June") < said.index("kept for older figures")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (JobState.QUEUED, "wait to be placed"),
        (JobState.RUNNING, "400 of 1,200"),
        (JobState.FAILED, "flask reports assign"),
    ],
)
def test_it_says_how_far_the_reports_are_placed_again(
    app: Flask, session: Session, state: JobState, said: str
) -> None:
    districts(session)
    progress = {"done": 400, "total": 1200} if state is JobState.RUNNING else {}
    some_job(session, ASSIGN, state=state, **progress)

    assert said in page(app, session)


def test_when_that_is_done_it_says_nothing_of_it(app: Flask, session: Session) -> None:
    districts(session)
    some_job(session, ASSIGN, state=JobState.DONE)

    assert "placed in the new boundaries" not in page(app, session)


def test_before_any_districts_it_says_that_outlines_are_coming(
    app: Flask, session: Session
) -> None:
    assert "No districts are loaded yet" in page(app, session)
