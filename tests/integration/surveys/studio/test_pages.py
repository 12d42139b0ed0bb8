"""The list, the page of one survey, its hours on a London clock, tests, and who sees what."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.actor import Role
from surveys.models import LinkChannel, Survey, SurveyResponse, SurveyState, VersionState
from tests import factories
from tests.html import Page, parse
from tests.integration.reports.officers import browser
from tests.integration.surveys import making
from tests.integration.surveys.studio.drafts import LONGER, draft, live, send

NOW = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A signed-in officer of the whole county."""
    return browser(app, session)


def rows_of(page: Page) -> dict[str, list[str]]:
    """The rows of all tables by their first cell."""
    rows = [["".join(cell.itertext()).strip() for cell in row] for row in page.all("tr")]
    return {row[0]: row[1:] for row in rows if row}


def sections(page: Page) -> dict[str, list[str]]:
    """The titles in each table of the list, by its caption."""
    return {
        "".join(table.find("caption").itertext()).strip(): [  # type: ignore[union-attr]
            "".join(row[0].itertext()).strip() for row in table.findall("tbody/tr")
        ]
        for table in page.all("table")
    }


def test_the_list_says_where_each_survey_stands_and_how_many_answered(
    client: FlaskClient, session: Session
) -> None:
    with clock.frozen(NOW):
        for title, state, changes in (
            ("A draft", SurveyState.DRAFT, {}),
            ("Open", SurveyState.LIVE, {}),
            ("Later", SurveyState.LIVE, {"opens_at": NOW + timedelta(days=31)}),
            ("Over", SurveyState.LIVE, {"closes_at": NOW - timedelta(days=1)}),
            ("Closed", SurveyState.CLOSED, {"closed_on": NOW.date()}),
            ("Away", SurveyState.ARCHIVED, {"closed_on": NOW.date()}),
        ):
            made = making.survey(session, title=title, state=state, **changes)
            if title == "Open":
                version = making.version_of(session, made)
                for test in (False, False, True):
                    making.response(session, version, {"safe": "safe"}, test=test)
        session.commit()
        page = parse(client.get("/surveys/").text)

    assert sections(page) == {
        "Open": ["Open"],
        "Opens later": ["Later"],
        "Draft": ["A draft"],
        "Closed": ["Closed", "Over"],
        "Archived": ["Away"],
    }
    rows = rows_of(page)
    assert rows["Open"][-1] == "2"
    assert rows["Later"][2] == "Opens on 1 April 2025, 13:00"
    assert rows["Over"][2] == "Closed on 28 February 2025, 12:00"


def test_a_page_counts_by_channel_within_the_districts_of_who_looks(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    version = making.version_of(session, survey)
    for channel, district in (
        (LinkChannel.OPEN, factories.BOSTON),
        (LinkChannel.OPEN, factories.LINCOLN),
        (LinkChannel.EVENT, None),
    ):
        making.response(session, version, {"safe": "safe"}, channel=channel, district_code=district)
    session.commit()
    partner = browser(app, session, Role.PARTNER, districts=frozenset({factories.BOSTON}))
    whole = rows_of(parse(client.get(f"/surveys/{survey.id}").text))
    theirs = parse(partner.get(f"/surveys/{survey.id}").text)

    assert (whole["Open to all"], whole["An event"], whole["All"]) == (["2"], ["1"], ["3"])
    assert rows_of(theirs)["All"] == ["1"]
    assert "Responses from your districts." in theirs.text
    assert rows_of(parse(partner.get("/surveys/").text))["How safe we feel"][-1] == "1"
    assert "What to do next" not in theirs.text
    assert not any("/facts" in link or "/close" in link for link in theirs.links())


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [
        (Role.OFFICER, 200, 200),
        (Role.ANALYST, 200, 403),
        (Role.PARTNER, 200, 403),
        (Role.ADMINISTRATOR, 403, 403),
        (Role.DATA_PROTECTION_OFFICER, 403, 403),
    ],
)
@on_sqlite
def test_who_may_look_and_who_may_change(
    role: Role, looks: int, changes: int, app: Flask, session: Session
) -> None:
    survey = draft(session)
    districts = frozenset({factories.BOSTON}) if role is Role.PARTNER else None
    client = browser(app, session, role, districts=districts)
    for path in ("", "/versions/1", "/versions/1.xlsx"):
        assert client.get(f"/surveys/{survey.id}{path}").status_code == looks
    for path in ("/facts", "/hours", "/publish", "/delete", "/tests", "/versions/new"):
        assert client.get(f"/surveys/{survey.id}{path}").status_code == changes, path
    for path in ("", "library", "copy", "file"):
        assert client.get(f"/surveys/new/{path}").status_code == changes


@on_sqlite
def test_a_survey_is_tried_published_closed_and_archived_on_its_pages(
    client: FlaskClient, session: Session
) -> None:
    survey = draft(session)
    here = f"/surveys/{survey.id}"
    assert client.get(f"/survey/{survey.slug}/").status_code == 404
    preview = next(one for one in parse(client.get(here).text).links() if "/preview/" in one)
    tried = client.get(preview.removeprefix("http://localhost"))
    caution = parse(client.get(f"{here}/publish").text).text
    said = [send(client, f"{here}/publish"), client.get(f"/survey/{survey.slug}/")]
    said += [send(client, f"{here}/close"), client.get(f"/survey/{survey.slug}/")]
    said += [send(client, f"{here}/archive")]

    assert "This is a preview" in tried.text
    assert "Nobody has tried it yet" in caution
    assert "no results by district" in caution
    assert [one.status_code for one in said] == [303, 200, 303, 410, 303]
    assert "The survey is archived." in client.get(here).text


@on_sqlite
def test_a_move_that_is_not_legal_any_more_is_refused_on_its_page(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    here = f"/surveys/{survey.id}"
    token = {"csrf_token": form_value(client, f"{here}/close")}
    for move, message in (
        ("publish", "This survey was published already."),
        ("delete", "Only a draft can be deleted."),
        ("archive", "Only a survey that is closed can be archived."),
    ):
        page = parse(client.post(f"{here}/{move}", data=token).text)
        assert message in page.summary
    assert client.get(f"{here}/facts").status_code == 303


def form_value(client: FlaskClient, address: str) -> str:
    page = parse(client.get(address).text)
    return next(
        one.attrib["value"] for one in page.all("input") if one.attrib["name"] == "csrf_token"
    )


def test_a_draft_is_deleted_with_its_tests_and_its_address_is_free_again(
    client: FlaskClient, session: Session
) -> None:
    survey = draft(session)
    making.response(session, making.version_of(session, survey), {"safe": "safe"}, test=True)
    making.link(session, survey.id)
    answer = send(client, f"/surveys/{survey.id}/delete")
    again = draft(session)

    assert answer.location.endswith("/surveys/")
    assert again.slug == "how-safe-we-feel"
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse)) == 0


def test_tests_are_listed_by_number_and_only_those_that_are_ticked_go(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    version = making.version_of(session, survey)
    tests = [
        making.response(session, version, {"safe": "safe", "comment": "Try"}, test=True).id
        for _ in range(3)
    ]
    real = making.response(session, version, {"safe": "safe"}).id
    session.commit()
    address = f"/surveys/{survey.id}/tests"
    page = parse(client.get(address).text)
    send(client, address, test=[str(tests[0]), str(real), "not-an-id"])
    left = set(session.scalars(sa.select(SurveyResponse.id).order_by(SurveyResponse.id)))

    assert [f"Test {number}: version 1" in page.text for number in (1, 2, 3, 4)] == [
        True,
        True,
        True,
        False,
    ]
    assert "questions answered: 2" in page.text
    assert left == {*tests[1:], real}


def set_hours(client: FlaskClient, survey_id: UUID, **moments: tuple[str, str]) -> Page:
    """The form of hours: days as year-month-day, times as they are typed."""
    answers: dict[str, str] = {}
    for name, (day, time) in moments.items():
        year, month, number = day.split("-") if day else ("", "", "")
        answers |= {
            f"{name}_on-day": number,
            f"{name}_on-month": month,
            f"{name}_on-year": year,
            f"{name}_time": time,
        }
    answer = send(client, f"/surveys/{survey_id}/hours", **answers)
    return parse(answer.text)


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("2025-03-30", "00:59", datetime(2025, 3, 30, 0, 59, tzinfo=UTC)),
        ("2025-03-30", "2am", datetime(2025, 3, 30, 1, 0, tzinfo=UTC)),
        ("2025-06-01", "9:00", datetime(2025, 6, 1, 8, 0, tzinfo=UTC)),
        ("2025-10-26", "0:59", datetime(2025, 10, 25, 23, 59, tzinfo=UTC)),
        ("2025-10-26", "2:00", datetime(2025, 10, 26, 2, 0, tzinfo=UTC)),
        ("2025-12-31", "11.59pm", datetime(2025, 12, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_hours_are_london_hours_on_either_side_of_both_clock_changes(
    client: FlaskClient, session: Session, day: str, time: str, moment: datetime
) -> None:
    with clock.frozen(NOW):
        survey = draft(session)
        set_hours(client, survey.id, opens=("2025-03-02", "09:30"), closes=(day, time))
    session.expire_all()
    kept = session.get_one(Survey, survey.id)

    assert kept.opens_at == datetime(2025, 3, 2, 9, 30, tzinfo=UTC)
    assert kept.closes_at == moment


@pytest.mark.parametrize(
    ("closes", "message"),
    [
        (("2025-03-30", "1:30"), "The clocks go forward on 30 March 2025, so there is no 01:30."),
        (("2025-10-26", "1:00"), "The clocks go back on 26 October 2025, so 01:00 comes twice."),
        (("2025-10-26", "1:59"), "The clocks go back on 26 October 2025, so 01:59 comes twice."),
        (("2025-02-30", "1:00"), "must be a real date"),
        (("2025-05-01", ""), "Enter the time"),
        (("", "9:00"), "Enter the day"),
        (("2025-05-01", "soon"), "Enter a time such as"),
        (("2025-03-02", "9:00"), "It must close after it opens"),
        (("2025-02-27", "9:00"), "It must close after it opens"),
    ],
)
@on_sqlite
def test_hours_that_clocks_do_not_show_once_are_refused_with_what_to_do(
    client: FlaskClient, session: Session, closes: tuple[str, str], message: str
) -> None:
    with clock.frozen(NOW):
        survey = draft(session)
        page = set_hours(client, survey.id, opens=("2025-03-02", "10:00"), closes=closes)
    session.expire_all()

    assert message in "".join(page.summary)
    assert session.get_one(Survey, survey.id).closes_at is None
    typed = {one.attrib.get("value", "") for one in page.all("input")}
    assert closes[1] in typed


@on_sqlite
def test_hours_are_shown_as_they_were_typed(client: FlaskClient, session: Session) -> None:
    with clock.frozen(NOW):
        survey = draft(session)
        set_hours(client, survey.id, closes=("2025-07-01", "5pm"))
        page = parse(client.get(f"/surveys/{survey.id}/hours").text)
        detail = parse(client.get(f"/surveys/{survey.id}").text)

    values = {one.attrib.get("name"): one.attrib.get("value", "") for one in page.all("input")}
    assert values["closes_time"] == "17:00"
    assert (values["closes_on-day"], values["closes_on-month"]) == ("1", "7")
    assert "1 July 2025, 17:00" in detail.text


@on_sqlite
def test_the_front_page_leads_to_the_surveys_that_are_open(app: Flask, session: Session) -> None:
    live(session)
    draft(session)
    resident = app.test_client()
    way = next(link for link in parse(resident.get("/").text).links() if "/survey/" in link)
    listed = parse(resident.get(way).text)

    assert [link for link in listed.links() if link.startswith("/survey/how-safe")] == [
        "/survey/how-safe-we-feel/"
    ]


@on_sqlite
def test_a_live_survey_says_that_a_new_version_waits(client: FlaskClient, session: Session) -> None:
    survey = live(session)
    making.version(session, survey.id, LONGER, number=2, state=VersionState.DRAFT)
    page = parse(client.get(f"/surveys/{survey.id}").text)

    assert "See what the new version changes, and publish it" in page.text
    assert f"/surveys/{survey.id}/versions/2" in page.links()
