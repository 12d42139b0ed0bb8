"""Whatever is sent: a clear page, never a failure of ours, nothing stored that should not be."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.reports.journey.draft import MOST_CHARACTERS
from engagement.reports.models import Report
from tests.integration.reports.journey.walk import Walk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ANY_TEXT = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{%print 49%}",
    "javascript:alert(1)",
]


def nothing_stored(session: Session) -> bool:
    found = session.scalar(sa.select(sa.func.count()).select_from(Report))
    session.rollback()
    return found == 0


@ANY_TEXT
@given(
    place=st.text(max_size=400),
    longitude=st.one_of(st.just(""), st.text(max_size=30), st.floats().map(str)),
    latitude=st.one_of(st.just(""), st.text(max_size=30), st.floats().map(str)),
)
def test_any_place_gets_a_clear_page(walk: Walk, place: str, longitude: str, latitude: str) -> None:
    walk.open()

    page = walk.send(place=place, longitude=longitude, latitude=latitude)

    assert walk.response.status_code == 200
    assert page.heading in {
        "Where is the place?",
        "Which place do you mean?",
        "Why does this place not feel safe?",
    }


@ANY_TEXT
@given(
    lon=st.floats(-9, 3).map(lambda x: round(x, 5)),
    lat=st.floats(49, 61).map(lambda y: round(y, 5)),
)
def test_nothing_outside_the_county_gets_past_the_first_page(
    walk: Walk, lon: float, lat: float
) -> None:
    walk.open()

    page = walk.send(longitude=f"{lon:.5f}", latitude=f"{lat:.5f}")

    west, south, east, north = -0.1, 52.9, 0.2, 53.2  # generously around the three squares
    if not (west < lon < east and south < lat < north):
        assert page.heading == "Where is the place?"
        assert page.summary


@pytest.mark.parametrize("name", ["what", "where", "why", "when", "words", "age", "you", "check"])
@pytest.mark.parametrize(
    "draft", ["", "x", "AAAA" * 50, "\N{PILE OF POO}", "A" * MOST_CHARACTERS * 2]
)
def test_a_draft_that_is_not_ours_is_refused_with_a_way_on(
    walk: Walk, name: str, draft: str
) -> None:
    page = walk.post(f"/report/{name}/", MultiDict({"draft": draft, "place": "Boston"}))

    assert (walk.response.status_code, page.heading) == (400, "We could not read your answers")
    assert "/report/" in page.links()


def test_a_draft_cut_short_on_the_way_is_refused(walk: Walk, session: Session) -> None:
    walk.answer_all()

    walk.post("/report/check/", MultiDict({"draft": walk.draft[:-5]}))

    assert walk.response.status_code == 400
    assert nothing_stored(session)


@pytest.mark.parametrize("name", ["what", "where", "why", "when", "words", "age", "you", "check"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_ten_megabytes_are_too_large(walk: Walk, name: str, kind: str) -> None:
    field = (
        b'--b\r\nContent-Disposition: form-data; name="draft"\r\n\r\n'
        if "multi" in kind
        else b"draft="
    )

    response = walk.client.post(
        f"/report/{name}/", data=field + b"A" * 10_000_000, content_type=kind
    )

    assert response.status_code == 413
    assert "That is too large" in response.text


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_it_was_typed_and_runs_nowhere(walk: Walk, text: str) -> None:
    walk.open()

    page = walk.send(place=text)

    assert text in page.text
    assert text not in walk.response.text.replace("&#34;", "'") or "<" not in text
    assert not [e for e in page.all("img") if e.attrib.get("src") == "x"]


@pytest.mark.parametrize("place", ["x" * 250, "x" * 5_000])
def test_a_text_that_is_too_long_is_said_to_be(walk: Walk, place: str) -> None:
    walk.open()

    (message,) = walk.send(place=place).summary

    assert message.endswith("must be 200 characters or fewer")


@pytest.mark.parametrize(
    "body",
    [
        b"draft=%FF%FE%00&place=%00",
        b"&&&&=====",
        b"go=where&go=why&draft",
        b"\x00" * 100,
        b"draft=" + b"%25" * 5_000,
    ],
)
def test_a_body_that_is_no_form_is_refused_calmly(walk: Walk, body: bytes) -> None:
    response = walk.client.post(
        "/report/where/", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 400


def test_a_thousand_fields_and_files_in_place_of_text_do_no_harm(walk: Walk) -> None:
    walk.open()
    many = MultiDict([("draft", walk.draft), *((f"x{number}", "y") for number in range(900))])
    assert walk.post("/report/where/", many).heading == "Where is the place?"

    response = walk.client.post(
        "/report/where/",
        data=b'--b\r\nContent-Disposition: form-data; name="place"; filename="a"\r\n\r\nX\r\n--b--',
        content_type="multipart/form-data; boundary=b",
    )
    assert response.status_code == 400


def test_a_button_that_is_not_ours_counts_as_continue(walk: Walk) -> None:
    walk.open()
    data = MultiDict({"draft": walk.draft, "place": "Boston", "go": "../../etc/passwd"})

    assert walk.post("/report/where/", data).heading == "Why does this place not feel safe?"


@pytest.mark.parametrize("name", ["whence", "receipts", "where/../check", "WHERE"])
def test_a_page_that_does_not_exist_is_not_found(walk: Walk, name: str) -> None:
    assert walk.client.post(f"/report/{name}/").status_code == 404


def test_a_form_on_another_site_cannot_send_ours(walk: Walk, client: FlaskClient) -> None:
    walk.answer_all()

    response = client.post(
        "/report/check/", data={"draft": walk.draft}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
