"""The pages that stand by themselves, as a visitor gets them; the client checks each one."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engagement.core.http import PAGES, error_page
from engagement.core.partnership import TO_BE_CONFIRMED, load_partnership
from engagement.core.settings import Mode
from engagement.pages.views import period
from tests.html import Page, parse

LEICESTERSHIRE = Path(__file__).resolve().parents[2] / "data" / "leicestershire.toml"
WAY_OUT = "/exit"
ADDRESSES = ["/", "/privacy", "/accessibility", "/help"]


def open_page(client: FlaskClient, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200
    return parse(response.text)


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "“I don’t feel safe here”"),
        ("/privacy", "Privacy notice"),
        ("/accessibility", "Accessibility statement"),
        ("/help", "Get help"),
    ],
)
def test_a_page_is_there_for_everybody(client: FlaskClient, address: str, heading: str) -> None:
    page = open_page(client, address)

    assert page.heading == heading
    assert page.title == f"{heading} – Safer Lincolnshire Partnership"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_gets_no_cookie(client: FlaskClient, address: str) -> None:
    assert "Set-Cookie" not in client.get(address).headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_within_the_service_lead_somewhere(client: FlaskClient, address: str) -> None:
    inside = {link.partition("#")[0] for link in open_page(client, address).links()}
    targets = sorted(link for link in inside if link.startswith("/") and link != WAY_OUT)

    assert {target: client.get(target).status_code for target in targets} == dict.fromkeys(
        targets, 200
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_nonce_is_new_each_time(client: FlaskClient, address: str) -> None:
    nonces = {
        script.attrib["nonce"]
        for _ in range(2)
        for script in open_page(client, address).all("script")
    }

    assert len(nonces) == 2


def test_the_front_page_says_what_this_is_not_for(client: FlaskClient) -> None:
    text = open_page(client, "/").text

    assert "Call 999" in text
    assert "nobody will come because of what you send here" in text
    assert "Nobody can write back to you" in text


@pytest.mark.parametrize("address", ["/", "/help"])
def test_a_page_that_touches_harm_has_a_way_out(client: FlaskClient, address: str) -> None:
    assert WAY_OUT in open_page(client, address).links()
    assert client.get(WAY_OUT).location == "https://www.bbc.co.uk/weather"


def test_the_privacy_notice_names_each_controller_and_what_is_not_yet_known(
    app: Flask, client: FlaskClient
) -> None:
    text = open_page(client, "/privacy").text

    for controller in app.extensions["partnership"].controllers:
        assert controller.name in text
        assert controller.contact in text
    assert "You can write to them by post." in text
    assert "we set no cookies" in text


def test_the_privacy_notice_says_how_long_everything_is_kept(client: FlaskClient) -> None:
    text = open_page(client, "/privacy").text

    assert "Your report: 2 years." in text
    assert "90 days after we have finished with your report" in text
    assert "changed or took out: 6 years." in text


@pytest.mark.parametrize(
    ("days", "words"),
    [(730, "2 years"), (731, "2 years"), (2192, "6 years"), (365, "365 days"), (1, "1 day")],
)
def test_a_number_of_days_is_said_as_people_say_it(app: Flask, days: int, words: str) -> None:
    with app.test_request_context():
        assert period(days) == words


@pytest.mark.parametrize("address", [*ADDRESSES, "/report/"])
def test_a_fact_that_is_not_known_yet_is_told_in_a_sentence(
    app: Flask, client: FlaskClient, address: str
) -> None:
    assert app.extensions["partnership"].unconfirmed
    assert TO_BE_CONFIRMED not in open_page(client, address).text


def test_a_way_to_complain_is_given_even_without_an_email_address(
    app: Flask, client: FlaskClient
) -> None:
    assert app.extensions["partnership"].controllers[0].address in open_page(client, "/help").text


@pytest.mark.settings(tiles_url="https://tiles.example.org/{z}/{x}/{y}.png")
def test_the_privacy_notice_admits_a_tile_server(client: FlaskClient) -> None:
    text = open_page(client, "/privacy").text

    assert "another server" in text
    assert "nobody else learns that you were here" not in text


def test_the_help_page_has_every_help_line(app: Flask, client: FlaskClient) -> None:
    text = open_page(client, "/help").text

    for line in app.extensions["partnership"].help_lines:
        assert line.number in text
        assert line.what_for in text


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.settings(partnership_file=LEICESTERSHIRE)
def test_another_county_finds_no_trace_of_the_first(client: FlaskClient, address: str) -> None:
    html = client.get(address).text

    assert load_partnership(LEICESTERSHIRE).name in html
    assert "Lincoln" not in html


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
@pytest.mark.parametrize("address", [*ADDRESSES, "/nowhere"])
def test_a_demonstration_says_so_on_every_page(client: FlaskClient, address: str) -> None:
    assert "Everything here is made up." in client.get(address).text


def test_a_real_service_does_not_call_itself_a_demonstration(client: FlaskClient) -> None:
    assert "made up" not in client.get("/").text


@pytest.mark.parametrize("status", sorted(PAGES))
def test_an_error_page_says_what_became_of_your_work(app: Flask, status: int) -> None:
    app.add_url_rule("/error", "static-error", lambda: error_page(status))
    app.extensions["access"]["static-error"] = app.extensions["access"]["pages.index"]

    response = app.test_client().get("/error")

    text = parse(response.text).text
    assert response.status_code == status
    assert any(word in text for word in ("saved", "lost", "safe with us", "count twice"))
    assert "call 999" in text


def test_an_error_page_needs_no_database(app: Flask) -> None:
    with app.test_request_context("/"):
        response = app.make_response(error_page(503))

    assert response.status_code == 503
    assert (
        parse(response.get_data(as_text=True)).heading
        == "Sorry, the service is not working just now"
    )


def test_a_page_that_is_not_there_says_so(client: FlaskClient) -> None:
    response = client.get("/nowhere")

    assert response.status_code == 404
    assert parse(response.text).heading == "Page not found"
