"""A language without a cookie: the address says it, and links of public pages carry it on."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts.permissions import PUBLIC
from engagement.areas.models import AreaVersion
from tests import factories
from tests.html import Page, parse
from tests.integration.accounts.people import make_officer, signed_in_client

LEICESTERSHIRE = Path(__file__).resolve().parents[2] / "data" / "leicestershire.toml"
ONE_LANGUAGE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = ONE_LANGUAGE


@pytest.fixture
def county(session: Session) -> AreaVersion:
    return factories.districts(session)


def opened(client: FlaskClient, address: str) -> Page:
    return parse(client.get(address).text)


def language(page: Page) -> str:
    return page.root.attrib["lang"]


def offered(page: Page) -> list[str]:
    """The languages of the switch by their own names."""
    (switch,) = (one for one in page.all("ul") if one.attrib.get("class") == "app-languages__list")
    return ["".join(item.itertext()) for item in switch]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("pl", "pl"),
        ("lt", "lt"),
        ("ro", "ro"),
        ("pt", "pt-PT"),
        ("en", "en"),
        ("xx", "en"),
        ("PL", "en"),
        ("../pl", "en"),
        ("", "en"),
        ("pl'\"><b>", "en"),
    ],
)
def test_a_page_is_in_the_language_that_its_address_names_else_in_english(
    client: FlaskClient, asked: str, shown: str
) -> None:
    page = parse(client.get("/help", query_string={"lang": asked}).text)

    assert language(page) == shown
    assert (page.heading == "Get help") is (shown == "en")


def test_no_cookie_is_set_for_a_language(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/?lang=pl").headers


def test_every_link_to_a_public_page_carries_the_language_on(
    app: Flask, client: FlaskClient, county: AreaVersion
) -> None:
    for address in ("/", "/help", "/privacy", "/accessibility", "/report/", "/report/where/"):
        page = opened(client, f"{address}?lang=pl")
        links = [urlsplit(link) for link in page.links() if not link.startswith(("#", "?"))]
        ours = [link for link in links if not link.scheme]
        spoken = {link.path: parse_qs(link.query).get("lang") for link in ours}

        assert spoken.pop("/sign-in") is None
        assert spoken
        assert set(map(str, spoken.values())) == {"['pl']"}, (address, spoken)


def test_files_and_officers_pages_have_one_address_in_every_language(app: Flask) -> None:
    with app.test_request_context("/?lang=pl"):
        addresses = [
            url_for("static", filename="icon.svg"),
            url_for("accounts.sign_in"),
            url_for("accounts.home"),
            url_for("areas.outlines", version_id=uuid4()),
            url_for("journey.places", version="0" * 12),
        ]
        assert url_for("pages.help") == "/help?lang=pl"
        assert url_for("pages.help", lang=None) == "/help"

    assert [address for address in addresses if "lang=" in address] == []


def test_an_english_page_adds_nothing_to_its_links(client: FlaskClient) -> None:
    links = opened(client, "/?lang=en").links()

    assert [link for link in links if "lang=" in link and not link.startswith("?")] == []


def test_the_switch_keeps_the_page_and_nothing_else_of_its_address(client: FlaskClient) -> None:
    page = opened(client, "/privacy?lang=ro&token=secret")
    switch = [link for link in page.links() if link.startswith("?")]

    assert offered(page) == ["English", "Polski", "Lietuvių", "Română", "Português"]
    assert switch == ["?lang=en", "?lang=pl", "?lang=lt", "?lang=pt"]
    assert "secret" not in "".join(page.links())


@pytest.mark.settings(partnership_file=LEICESTERSHIRE)
def test_another_county_offers_its_languages_that_have_a_catalogue(client: FlaskClient) -> None:
    page = opened(client, "/?lang=pl")

    assert offered(page) == ["English", "Polski"]
    assert language(page) == "pl"
    assert language(opened(client, "/?lang=lt")) == "en"
    assert language(opened(client, "/?lang=gu")) == "en"


def test_error_pages_are_in_the_language_too(client: FlaskClient) -> None:
    page = opened(client, "/nowhere?lang=pl")

    assert language(page) == "pl"
    assert page.heading != "Page not found"


def test_the_pages_of_officers_stay_english(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer = signed_in_client(app, session, make_officer(session))

    for page in (opened(client, "/sign-in?lang=pl"), opened(officer, "/officers/?lang=pl")):
        assert language(page) == "en"
        assert not [link for link in page.links() if "lang=" in link]


def test_what_is_kept_for_one_language_never_shows_in_another(
    app: Flask, client: FlaskClient, county: AreaVersion
) -> None:
    with app.test_request_context():
        public = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if app.extensions["access"][rule.endpoint] == PUBLIC and not rule.arguments
        ]
    alone = {}
    for code in ("pl", "en", "lt"):
        client.application.extensions["fragments"].clear()
        client.application.extensions["words"].clear()
        alone[code] = {path: _words(client, path, code) for path in public}
    after = {code: {path: _words(client, path, code) for path in public} for code in alone}

    assert after == alone
    assert alone["pl"] != alone["en"] != alone["lt"]


def _words(client: FlaskClient, path: str, code: str) -> str:
    answer = client.get(path, query_string={"lang": code})
    if answer.mimetype != "text/html" or answer.location:
        answer.close()
        return ""
    page = parse(answer.text)
    return " ".join("".join(page.root.itertext()).split())
