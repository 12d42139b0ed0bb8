"""The journey from the start page to the receipt, as a visitor without JavaScript meets it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, selectinload

from engagement.areas.models import AreaVersion
from engagement.core import clock
from engagement.core.seal import keyed_hash
from engagement.core.settings import Mode
from engagement.reports.commands import RECEIPT_CONTEXT
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.models import PUBLIC_SOURCE, PlacedBy, Report, ReportState
from tests import factories
from tests.html import in_class, words
from tests.integration.reports.journey.conftest import NOW
from tests.integration.reports.journey.walk import Walk

LEICESTERSHIRE = Path(__file__).resolve().parents[3] / "data" / "leicestershire.toml"


def stored(session: Session) -> list[Report]:
    statement = sa.select(Report).options(selectinload(Report.concerns)).order_by(Report.id)
    found = list(session.scalars(statement))
    session.rollback()
    return found


def rows(walk: Walk) -> dict[str, str]:
    """What the page with all answers says."""
    keys = [e for e in walk.page.all("dt") if in_class(e, "summary-list__key")]
    values = [e for e in walk.page.all("dd") if in_class(e, "summary-list__value")]
    return {words(key): words(value) for key, value in zip(keys, values, strict=True)}


def code_shown(walk: Walk) -> str:
    return words(next(e for e in walk.page.all("strong") if words(e).count("-") == 2))


def test_the_start_page_says_who_reads_and_that_nobody_answers(walk: Walk) -> None:
    page = walk.open("/report/")

    for sentence in (
        "community safety officers of the councils and the police",
        "Nobody watches this page live",
        "nobody can reply to you",
        "We do not ask who you are",
        "call 999",
        "call 101",
        "Only places that everyone can go to",
    ):
        assert sentence in page.text
    assert "/report/what/" in page.links()


def test_a_whole_journey_without_javascript_stores_one_report(walk: Walk, session: Session) -> None:
    walk.open("/report/what/")
    walk.send(what="place")
    assert "The place you chose: Boston" in walk.send(place="Boston").text
    walk.send(about_place=["badly-lit", "rundown"], about_people=["followed"])
    walk.send(on_day="14", on_month="3", on_year="2025", band="evening", often="often")
    walk.send(age="25-34")
    walk.send(sex="female", police="too-small")
    assert rows(walk) == {
        "Where": "Boston In the Boston district",
        "Why": "Badly lit (poor or no street lighting) "
        "Run down (derelict buildings, abandoned cars, graffiti, fly-tipping) "
        "I was followed, now or before",
        "When": "Friday 14 March 2025 Part of the day: Evening (6pm to midnight) It happens often",
        "Your age": "Age: 25 to 34",
        "About you": "Told the police: It seemed too small Sex: Female",
    }

    page = walk.send("Send it")

    assert page.heading == "Thank you. We have your report"
    (report,) = stored(session)
    assert (report.state, report.source) == (ReportState.NEW, PUBLIC_SOURCE)
    assert {one.concern for one in report.concerns} == {
        Concern.BADLY_LIT,
        Concern.RUNDOWN,
        Concern.FOLLOWED,
    }
    assert (report.occurred_on, report.occurred_month) == (date(2025, 3, 14), "2025-03")
    assert report.time_band is TimeBand.EVENING
    assert report.often
    assert (report.placed_by, report.precision_m) == (PlacedBy.PLACE_NAME, 2000)
    assert (report.easting, report.northing) == (532_000, 342_000)
    assert (report.district_code, report.district_confirmed) == (factories.BOSTON, True)
    assert report.receipt_hash == keyed_hash(RECEIPT_CONTEXT, code_shown(walk))
    assert report.burst is not None  # a random number, and no network
    assert not report.demonstration


def test_the_receipt_names_who_can_put_it_right_and_leaves_no_copy(walk: Walk) -> None:
    walk.answer_all()

    page = walk.send("Send it")

    assert "Lincolnshire County Council" in page.text
    assert "Victim Support" in page.text
    assert "Samaritans" in page.text
    assert walk.response.headers["Cache-Control"] == "no-store"
    assert walk.response.headers["Clear-Site-Data"] == '"cache"'


def test_a_pin_keeps_its_area_but_only_its_ten_metres(walk: Walk, session: Session) -> None:
    walk.open()
    walk.send(longitude="-0.026640", latitude="52.976330")
    walk.send(about_people=["other-harassment"])
    walk.send()
    walk.say_nothing()
    walk.send("Send it")

    (report,) = stored(session)
    assert (report.placed_by, report.precision_m) == (PlacedBy.MAP, 10)
    assert report.easting is not None
    assert report.northing is not None
    assert (report.easting % 10, report.northing % 10) == (0, 0)
    assert (report.occurred_on, report.occurred_month, report.time_band) == (None, None, None)


def test_a_point_beside_a_border_counts_where_it_was_not_where_its_corner_is(
    session: Session, client: FlaskClient
) -> None:
    west, east = (530_000, 340_000, 532_505, 350_000), (532_505, 340_000, 540_000, 350_000)
    squares = {factories.BOSTON: ("Boston", west), factories.LINCOLN: ("Lincoln", east)}
    factories.districts(session, squares=squares)
    walk = Walk(client)
    walk.open()
    walk.send(place="TF 3250 4370")  # the middle of its square lies on the border
    walk.send(about_place=["badly-lit"])
    walk.send()
    walk.say_nothing()
    assert "Boston district" in rows(walk)["Where"]
    walk.send("Send it")

    walk.open()
    walk.send(place="TF 32506 43705")
    walk.send(about_place=["badly-lit"])
    walk.send()
    walk.say_nothing()
    walk.send("Send it")

    found = {report.district_code: report.easting for report in stored(session)}
    assert found == {factories.BOSTON: 532_500, factories.LINCOLN: 532_500}


def test_going_back_keeps_what_was_typed_even_when_it_was_wrong(walk: Walk) -> None:
    walk.open()
    walk.send(place="Boston")
    walk.send(about_place=["badly-lit"])
    walk.send("Back", on_day="31", on_month="2", band="night")
    assert walk.page.heading == "Why does this place not feel safe?"
    walk.send("Back", about_people=["followed"])
    values = {e.attrib.get("name"): e.attrib.get("value") for e in walk.page.all("input")}
    assert values["place"] == "Boston"
    walk.send()
    checked = {e.attrib["value"] for e in walk.page.all("input") if "checked" in e.attrib}
    assert checked == {"badly-lit", "followed"}
    walk.send()

    values = {e.attrib.get("name"): e.attrib.get("value") for e in walk.page.all("input")}
    assert (values["on-day"], values["on-month"]) == ("31", "2")
    assert [e.attrib["value"] for e in walk.page.all("input") if "checked" in e.attrib] == ["night"]


def test_each_step_leads_back_to_the_one_before(walk: Walk) -> None:
    walk.answer_all()
    walk.send("Change about you" if "About you" in rows(walk) else "Change your age")
    seen = [walk.page.heading]
    while walk.page.heading != "What do you want to tell us about?":
        walk.send("Back")
        seen.append(walk.page.heading)

    assert seen == [
        "Some questions about you",
        "When was it?",
        "Why does this place not feel safe?",
        "Where is the place?",
        "What do you want to tell us about?",
    ]
    for _ in range(4):
        walk.send()
    assert walk.send().heading == "More about you"


def test_changing_one_answer_leads_back_to_all_of_them(walk: Walk) -> None:
    walk.answer_all()

    walk.send("Change where")
    walk.send(place="TF 325 437")

    assert walk.page.heading == "Check your answers"
    assert rows(walk)["Where"].startswith("About 200 metres south of the middle of Boston")


def test_an_uncertain_place_is_chosen_from_a_list(walk: Walk) -> None:
    walk.open()
    assert walk.send(place="bosten").heading == "Which place do you mean?"
    page = walk.send()
    assert page.title.startswith("Error: Which place do you mean?")
    assert page.summary == {"Choose one of these places, or type another one": "#choice"}

    page = walk.send(choice="Boston|Boston")

    assert page.heading == "Why does this place not feel safe?"
    walk.send("Back")
    assert walk.send().heading == "Why does this place not feel safe?"


def test_a_list_of_places_can_be_left_for_the_map_or_another_text(walk: Walk) -> None:
    walk.open()
    walk.send(place="bosten")
    assert walk.send("Back").heading == "Where is the place?"
    walk.send()

    assert walk.send(place="TF 325 437").heading == "Why does this place not feel safe?"


def test_errors_stand_on_top_and_lead_to_their_field(walk: Walk) -> None:
    walk.open()
    page = walk.send()

    assert walk.response.status_code == 200
    assert page.title.startswith("Error: Where is the place?")
    assert page.summary == {"Type a place, or put a pin on the map": "#place"}
    walk.send(place="Boston")
    assert list(walk.send().summary.values()) == ["#about_place"]
    walk.send(about_place=["badly-lit"])
    assert list(walk.send(on_month="3").summary.values()) == ["#on-year"]


def test_each_page_may_be_kept_by_this_browser_only_and_sets_no_cookie(walk: Walk) -> None:
    walk.open()
    seen = [walk.response.headers]
    walk.send(place="Boston")
    seen.append(walk.response.headers)

    assert [headers["Cache-Control"] for headers in seen] == ["no-cache, private"] * 2
    assert not any("Set-Cookie" in headers for headers in seen)


def test_the_first_page_is_rendered_once_but_draft_and_nonce_are_new_each_time(
    walk: Walk,
) -> None:
    drafts, nonces = set(), set()
    for _ in range(3):
        walk.open()
        drafts.add(walk.draft)
        nonces |= {e.attrib["nonce"] for e in walk.page.all("script")}
        assert all(
            f"'nonce-{e.attrib['nonce']}'" in walk.response.headers["Content-Security-Policy"]
            for e in walk.page.all("script")
        )

    assert (len(drafts), len(nonces)) == (3, 3)
    assert "[the" not in walk.response.text


def test_a_visitor_who_carries_a_cookie_gets_a_page_of_their_own(walk: Walk) -> None:
    walk.open()
    walk.client.set_cookie("anything", "x")

    assert walk.open().heading == "Where is the place?"
    assert walk.send(place="Boston").heading == "Why does this place not feel safe?"


@pytest.mark.parametrize(
    "address", ["/report/why/", "/report/when/", "/report/words/", "/report/you/", "/report/check/"]
)
def test_a_later_page_opened_by_its_address_leads_to_the_start(walk: Walk, address: str) -> None:
    walk.open(address)

    assert (walk.response.status_code, walk.response.location) == (302, "/report/")


def test_a_page_skipped_is_asked_for_before_anything_is_stored(
    walk: Walk, session: Session
) -> None:
    walk.open()
    assert walk.check().heading == "Where is the place?"
    walk.send(place="Boston")

    page = walk.check()

    assert page.heading == "Why does this place not feel safe?"
    assert stored(session) == []


def test_a_lunch_and_six_days_lose_nothing_but_eight_days_do(walk: Walk) -> None:
    walk.answer_all()
    with clock.frozen(NOW + timedelta(days=8)):
        page = walk.send("Send it")
        assert (walk.response.status_code, page.heading) == (410, "This page was open for too long")

    walk.answer_all()
    with clock.frozen(NOW + timedelta(days=6)):
        assert walk.send("Send it").heading == "Thank you. We have your report"


@pytest.mark.settings(mode=Mode.PRODUCTION)
def test_approximate_outlines_take_places_near_them_but_confirm_nothing(
    session: Session, client: FlaskClient
) -> None:
    factories.districts(session, approximate=True)
    walk = Walk(client)
    walk.open()
    assert "our outlines are approximate" in walk.send(place="TF 290 400").text  # 1 km outside
    walk.send(about_place=["badly-lit"])
    walk.send()
    walk.say_nothing()
    walk.send("Send it")
    walk.open()
    assert "This place is not in Lincolnshire" in walk.send(place="TF 240 400").text  # 6 km outside

    (report,) = stored(session)
    assert (report.district_code, report.district_confirmed) == (None, False)


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_in_a_demonstration_approximate_outlines_count_as_confirmed(
    session: Session, client: FlaskClient
) -> None:
    factories.districts(session, approximate=True)
    walk = Walk(client)
    walk.answer_all()
    walk.send("Send it")

    (report,) = stored(session)
    assert (report.district_code, report.district_confirmed) == (factories.BOSTON, True)


def test_the_map_draws_current_outlines_and_the_countys_places(
    walk: Walk, county: AreaVersion
) -> None:
    walk.open()
    (drawn,) = (e for e in walk.page.all("div") if "data-pin-map" in e.attrib)

    outlines = walk.client.get(drawn.attrib["data-outlines-url"])
    places = walk.client.get(drawn.attrib["data-places-url"])

    assert str(county.id) in drawn.attrib["data-outlines-url"]
    assert outlines.status_code == 200
    assert "immutable" in places.headers["Cache-Control"]
    names = {feature["properties"]["name"] for feature in places.get_json()["features"]}
    assert {"Lincoln", "Boston", "Skegness"} <= names


@pytest.mark.settings(partnership_file=LEICESTERSHIRE)
def test_in_another_county_its_city_is_outside_and_no_page_names_ours(
    session: Session, client: FlaskClient
) -> None:
    city = shapely.box(455_000, 300_000, 462_000, 308_000).exterior
    around = shapely.box(440_000, 285_000, 480_000, 330_000).exterior
    county = shapely.Polygon(around, holes=[city])
    factories.districts(session, shapes={"E07000130": county})
    walk, seen = Walk(client), []
    seen.append(walk.open("/report/").text)
    walk.open()
    seen.append(walk.send(place="-1.13 52.63").text)
    assert "This place is not in Leicestershire. It is about" in seen[-1]

    seen.append(walk.send(place="Loughborough").text)
    seen.append(walk.send(about_place=["badly-lit", "rundown"]).text)
    seen.append(walk.send().text)
    seen.append(walk.say_nothing().text)
    seen.append(walk.send("Send it").text)

    assert walk.page.heading == "Thank you. We have your report"
    assert not [text for text in seen if "Lincoln" in text]


def test_places_travel_packed_under_one_address_only(walk: Walk) -> None:
    walk.open()
    (drawn,) = (e for e in walk.page.all("div") if "data-pin-map" in e.attrib)
    address = drawn.attrib["data-places-url"]

    packed = walk.client.get(address, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 6_000
    assert walk.client.get("/report/places-000000000000.json").status_code == 404
