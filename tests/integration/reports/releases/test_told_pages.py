import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.settings import Mode
from engagement.reports.concerns import Concern
from engagement.reports.models import Report, ReportConcern, ReportRelease
from engagement.reports.releases.commands import publish_release
from tests.factories import BOSTON, EAST_LINDSEY, LINCOLN, districts
from tests.html import parse, words
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import actor, browser
from tests.integration.reports.releases.approved import ABOUT, approved

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
PAGE = "/what-you-told-us/"
SVG = "{http://www.w3.org/2000/svg}"


def publish(session: Session) -> ReportRelease:
    districts(session)
    approved(session, BOSTON, 118, 41)
    approved(session, EAST_LINDSEY, 42, 21)
    approved(session, LINCOLN, 7, 3)
    row = publish_release(session, about=ABOUT, actor=actor(session), now=NOW)
    session.commit()
    return row


def rows(page: str, id: str) -> dict[str, list[str]]:
    """The cells of a table by the name of its row."""
    table = next(one for one in parse(page).all("table") if one.attrib.get("id") == id)
    lines = [[words(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    return {line[0]: line[1:] for line in lines[1:]}


def drawn(page: str) -> dict[str, str]:
    """What the map says of each district: the words on it, and the title of each shape."""
    found = parse(page)
    groups = [one for one in found.all(f"{SVG}g") if "data-code" in one.attrib]
    labels = {words(name): words(told) for name, told in (list(group) for group in groups)}
    named = [words(one.find(f"{SVG}title")) for one in found.all(f"{SVG}path")]
    titles = dict(name.split(": ") for name in named if name)
    assert labels
    assert labels == titles
    return labels


def test_before_the_first_release_the_page_says_why_and_when(client: FlaskClient) -> None:
    page = client.get(PAGE).text

    assert "There are no numbers here yet" in page
    assert "at least 30 places" in page
    assert "three months" in page


def test_the_table_has_the_rounded_numbers_with_their_days(
    client: FlaskClient, session: Session
) -> None:
    publish(session)

    assert rows(client.get(PAGE).text, "districts") == {
        "Boston": ["120", "40", "33%"],
        "East Lindsey": ["40", "20", "about half"],
        "Lincoln": ["fewer than 10", "not shown", "not shown"],
    }


def test_the_map_and_the_table_are_equal(client: FlaskClient, session: Session) -> None:
    publish(session)
    page = client.get(PAGE).text

    assert drawn(page) == {name: cells[0] for name, cells in rows(page, "districts").items()}


def test_reasons_are_rounded_and_zero_and_hidden_look_the_same(
    client: FlaskClient, session: Session
) -> None:
    publish(session)

    found = rows(client.get(PAGE).text, "reasons")

    assert found.pop("Badly lit (poor or no street lighting)")[0] == "160"
    assert len(found) == 9
    assert "Something else about the place" not in found
    assert {cells[0] for cells in found.values()} == {"fewer than 10"}


def test_a_year_on_the_page_says_from_when_it_counts_and_which_figures_are_older(
    client: FlaskClient, session: Session
) -> None:
    """A smaller number than last year's needs its reason beside it."""
    publish(session)
    approved(session, BOSTON, 30, approved_on=date(2026, 12, 1))
    year_on = NOW + timedelta(days=365)
    publish_release(session, about=ABOUT, actor=actor(session), now=year_on)
    session.commit()

    page = client.get(PAGE).text

    assert "what they told us from 1 February 2026 to 31 January 2027" in parse(page).text
    told = rows(page, "districts")
    assert told["Boston"][-1] == "from 1 February 2026 to 31 January 2027"
    assert told["East Lindsey"] == ["40", "20", "about half", "up to 31 January 2026"]


def test_reasons_that_are_all_older_have_their_day(client: FlaskClient, session: Session) -> None:
    publish(session)
    approved(session, BOSTON, 30, approved_on=date(2026, 3, 1), concerns=(Concern.OTHER_PLACE,))
    later = NOW + timedelta(days=84)
    publish_release(session, about=ABOUT, actor=actor(session), now=later)
    session.commit()

    found = rows(client.get(PAGE).text, "reasons")

    assert found["Badly lit (poor or no street lighting)"] == ["160", "up to 31 January 2026"]


def test_the_page_never_changes_with_the_reports(client: FlaskClient, session: Session) -> None:
    publish(session)
    nonce = re.compile(r'nonce="[^"]+"')
    before = nonce.sub("", client.get(PAGE).text)
    approved(session, LINCOLN, 60, 60)
    session.execute(delete(ReportConcern))
    session.execute(delete(Report).where(Report.district_code == BOSTON))
    session.commit()

    assert nonce.sub("", client.get(PAGE).text) == before


def test_the_file_is_the_frozen_bytes_at_an_address_with_their_hash(
    client: FlaskClient, session: Session
) -> None:
    row = publish(session)
    [link] = [one for one in parse(client.get(PAGE).text).links() if one.endswith(".json")]

    answer = client.get(link)

    assert row.sha256 in link
    assert sha256(answer.data).hexdigest() == row.sha256
    assert answer.data == row.content
    assert "immutable" in answer.headers["Cache-Control"]
    assert json.loads(answer.data)["facts"]["partnership"] == ABOUT.partnership


def test_each_row_of_the_csv_says_what_it_stands_on(client: FlaskClient, session: Session) -> None:
    row = publish(session)

    answer = client.get(f"{PAGE}{row.sha256}.csv")

    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    boston = [one for one in lines if one["code"] == BOSTON]
    assert [(one["measure"], one["says"], one["count"]) for one in boston] == [
        ("told", "rounded", "120"),
        ("something-done", "rounded", "40"),
    ]
    for one in lines:
        assert (one["policy"], one["policy_version"]) == ("sdc-1", "1")
        assert (one["release_sha256"], one["published_on"]) == (row.sha256, "2026-02-01")
        assert one["published_by"] == ABOUT.partnership
        assert not one["count"] or int(one["count"]) >= 10


@pytest.mark.parametrize("name", ["0" * 64 + ".json", "0" * 64 + ".csv", "x.json"])
def test_a_hash_of_no_release_leads_nowhere(client: FlaskClient, name: str) -> None:
    assert client.get(PAGE + name).status_code == 404


def test_no_place_and_no_small_number_is_in_the_page_or_the_files(
    client: FlaskClient, session: Session
) -> None:
    row = publish(session)
    page = parse(client.get(PAGE).text)
    files = [client.get(f"{PAGE}{row.sha256}.{kind}").text for kind in ("json", "csv")]

    for table in page.all("table"):
        cells = [words(cell) for cell in table.iter("td")]
        assert [cell for cell in cells if re.fullmatch(r"[1-9]", cell)] == []
    for text in files:
        assert "532500" not in text
        assert "343700" not in text


def test_the_page_names_its_policy_its_day_and_its_hash(
    client: FlaskClient, session: Session
) -> None:
    row = publish(session)

    text = parse(client.get(PAGE).text).text

    assert "Published on 1 February 2026 by the A partnership" in text
    assert "sdc-1, version 1" in text
    assert row.sha256 in text


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_a_demonstration_publishes_one_release_that_says_what_it_is(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert loaded.exit_code == 0, loaded.output

    page = app.test_client().get(PAGE).text

    assert "These numbers are made up" in page
    assert "demonstration outlines" in page
    told = rows(page, "districts")
    assert drawn(page) == {name: cells[0] for name, cells in told.items() if name in drawn(page)}
    assert sum(cells[0].isdigit() for cells in told.values()) >= 3


def test_the_front_page_and_the_menu_lead_to_it(client: FlaskClient) -> None:
    links = parse(client.get("/").text).links()

    assert links.count(PAGE) == 2


class TestOfficersPage:
    def test_it_shows_what_is_missing_and_has_no_button_then(
        self, app: Flask, session: Session
    ) -> None:
        districts(session)
        approved(session, BOSTON, 12)

        page = parse(browser(app, session).get("/reports/publish/").text)

        assert "18 approved reports are missing" in page.text
        assert "Publish these figures" not in page.text

    def test_it_publishes_what_it_shows_and_says_so(self, app: Flask, session: Session) -> None:
        districts(session)
        approved(session, BOSTON, 42, 21)
        approved(session, LINCOLN, 8)
        client = browser(app, session)
        with clock.frozen(NOW):
            shown = client.get("/reports/publish/").text
            token = form_token(client, "/reports/publish/")
            answer = client.post("/reports/publish/", data={"csrf_token": token})
            after = client.get("/reports/publish/").text

        assert "Fewer than 10: hidden" in shown
        assert answer.status_code == 303
        assert "The figures are published." in after
        assert "Figures can be published again from 26 April 2026" in after
        [row] = session.scalars(select(ReportRelease)).all()
        assert row.sha256 in after

    def test_a_refused_post_changes_nothing_but_is_recorded(
        self, app: Flask, session: Session
    ) -> None:
        districts(session)
        client = browser(app, session)
        token = form_token(client, "/account/")

        answer = client.post("/reports/publish/", data={"csrf_token": token})

        assert answer.status_code == 400
        assert "30 approved reports are missing" in answer.text
        assert session.scalars(select(ReportRelease)).all() == []
        actions = session.scalars(select(AuditEntry.action)).all()
        assert "figures-not-published" in actions

    @pytest.mark.parametrize("role", [Role.ANALYST, Role.PARTNER, Role.ADMINISTRATOR])
    def test_others_may_not_open_it(self, app: Flask, session: Session, role: Role) -> None:
        scope = frozenset({BOSTON}) if role is Role.PARTNER else None
        client = browser(app, session, role, districts=scope)

        assert client.get("/reports/publish/").status_code == 403

    def test_an_officer_of_one_district_may_not_publish_for_the_county(
        self, app: Flask, session: Session
    ) -> None:
        client = browser(app, session, Role.OFFICER, districts=frozenset({BOSTON}))

        assert client.get("/reports/publish/").status_code == 403
