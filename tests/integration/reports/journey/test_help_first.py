"""Danger, a crime and a home: help comes before any form, and nothing of them is kept."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.reports.journey.order import STEPS
from engagement.reports.models import Report
from tests.html import words
from tests.integration.reports.journey.walk import Walk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def drafts(walk: Walk) -> list[str]:
    """What the open page carries of a draft."""
    return [e.attrib["value"] for e in walk.page.all("input") if e.attrib.get("name") == "draft"]


def test_danger_now_stops_the_form_and_shows_every_way_to_call(walk: Walk) -> None:
    walk.open("/report/what/")

    page = walk.send(what="danger")

    assert (walk.response.status_code, page.heading) == (200, "Call 999 now")
    for number in ("999", "18000", "101", "register"):
        assert number in page.text
    assert drafts(walk) == []
    assert walk.response.headers["Cache-Control"] == "no-store"
    assert walk.response.headers["Clear-Site-Data"] == '"cache"'


def test_who_is_safe_again_goes_on_with_the_place(walk: Walk) -> None:
    walk.open("/report/what/")
    walk.send(what="danger")
    assert "/report/where/" in walk.page.links()

    walk.open("/report/where/")

    assert walk.send(place="Boston").heading == "Why does this place not feel safe?"


def test_a_home_is_no_place_for_this_form_and_it_does_not_go_on(walk: Walk) -> None:
    walk.open("/report/what/")

    page = walk.send(what="home")

    assert page.heading == "Help if somebody is not safe at home"
    assert "National Domestic Abuse Helpline" in page.text
    assert drafts(walk) == []
    assert list(page.all("form")) == []
    assert not [link for link in page.links() if link.startswith(("/report/w", "/report/r"))]


def test_a_crime_shows_how_to_report_it_and_goes_on_about_the_place(
    walk: Walk, session: Session
) -> None:
    walk.open("/report/what/")
    page = walk.send(what="crime")
    assert page.heading == "How to report a crime"
    for said in ("101", "999", "Crimestoppers", "lincs.police.uk", "does not report a crime"):
        assert said in page.text
    assert [page.text.count(once) for once in ("101", "Victim Support")] == [1, 1]

    walk.send("Tell us about the place")
    walk.send(place="Boston")
    walk.send(about_people=["followed"])
    walk.send()
    walk.say_nothing()

    assert walk.send("Send it").heading == "Thank you. We have your report"
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1


def test_the_receipt_shows_the_help_that_fits_and_keeps_the_rest_behind_a_fold(walk: Walk) -> None:
    walk.answer_all()

    page = walk.send("Send it")

    folded = words(next(page.all("details")))
    at_once = page.text.replace(folded, "")
    for number in ("999", "101", "08 08 16 89 111"):
        assert at_once.count(number) == 1
    assert "Looks after most street lights" in at_once
    for number in ("18000", "register", "0808 2000 247", "116 123", "0800 1111", "0800 555 111"):
        assert number in folded
        assert number not in at_once


def test_from_a_crime_one_can_come_back_and_choose_again(walk: Walk) -> None:
    walk.open("/report/what/")
    walk.send(what="crime")

    page = walk.send("Back")

    assert page.heading == "What do you want to tell us about?"
    assert walk.send(what="place").heading == "Where is the place?"


def test_nothing_chosen_is_asked_for_again(walk: Walk) -> None:
    walk.open("/report/what/")

    assert list(walk.send().summary.values()) == ["#what"]


def test_what_is_to_be_done_next_is_said_with_the_reasons(walk: Walk) -> None:
    walk.open()
    walk.send(place="Boston")

    page = walk.send(about_place=["rundown"], about_people=["followed"])

    assert page.heading == "When was it?"
    assert "Boston Borough Council" in page.text
    assert "Victim Support" in page.text
    assert "City of Lincoln Council" not in page.text


@pytest.mark.parametrize("name", STEPS)
def test_every_page_that_asks_says_how_far_one_is_and_offers_the_way_out(
    walk: Walk, client: FlaskClient, name: str
) -> None:
    walk.answer_all()
    walk.open("/report/what/")
    seen = {}
    for answers in ({"what": "place"}, {"place": "Boston"}, {"about_place": ["rundown"]}, {}, {}):
        seen[walk.page.heading] = walk.page
        walk.send(**answers)
    seen[walk.page.heading] = walk.page

    page = next((p for heading, p in seen.items() if heading == str(STEPS[name].question)), None)
    if name == "words":
        assert page is None  # off until an administrator allows it
        return
    assert page is not None
    assert f"Step {list(seen).index(page.heading) + 1} of 6" in page.text
    assert [e for e in page.all("aside") if "data-exit-page" in e.attrib]


def test_the_way_out_leads_elsewhere_and_makes_the_browser_forget(client: FlaskClient) -> None:
    answer = client.get("/exit")

    assert (answer.status_code, answer.location) == (303, "https://www.bbc.co.uk/weather")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
