import csv
import io
import re
import zipfile
from typing import Any
from uuid import uuid4

import geopandas
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.audit.queries import TrailFilter, trail_page, verify
from engagement.core.actor import Role
from engagement.core.settings import Mode
from engagement.reports.concerns import Concern
from engagement.reports.models import PlacedBy, Report, ReportState
from tests.factories import BOSTON, LINCOLN, districts, report
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import browser

IN_BOSTON: Any = frozenset({BOSTON})


def actions(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def export(client: FlaskClient, kind: str, query: str = "", **changes: str) -> Any:
    data = {"format": kind, "reason": "review of street lights"} | changes
    data["csrf_token"] = form_token(client, f"/reports/export{query}")
    return client.post(f"/reports/export{query}", data=data)


def unpacked(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_list_shows_what_the_filter_asks_for(app: Flask, session: Session) -> None:
    report(session, concerns=(Concern.FOLLOWED,))
    report(session, district_code=LINCOLN, source="old extract")
    session.commit()
    client = browser(app, session)

    everything = parse(client.get("/reports/").text).text
    narrowed = parse(client.get("/reports/?source=old+extract&since=2025-03").text).text

    assert "2 reports" in everything
    assert "I was followed" in everything
    assert "1 report" in narrowed
    assert "I was followed, now or before; Badly" not in narrowed


def test_an_empty_list_says_what_to_do(app: Flask, session: Session) -> None:
    assert "No report matches" in browser(app, session).get("/reports/").text


@pytest.mark.parametrize(
    "query",
    ["since=2025-13", "since=nonsense", "district=X1", "concern=none", "state=gone", "source=else",
     "since=2025-04&until=2025-03", "since=%00"],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_said_and_shows_nothing(
    app: Flask, session: Session, query: str
) -> None:
    report(session)
    session.commit()

    page = parse(browser(app, session).get(f"/reports/?{query}").text)

    assert page.summary
    assert "report:" not in page.text


def test_a_month_without_reports_can_be_asked_for_by_a_link(app: Flask, session: Session) -> None:
    report(session)
    session.commit()

    page = parse(browser(app, session).get("/reports/?since=2031-01").text)

    assert page.summary == {}
    assert "No report matches" in page.text


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "²"])
def test_a_page_that_is_none_gives_one_that_is(app: Flask, session: Session, number: str) -> None:
    report(session)
    session.commit()

    assert "1 report" in browser(app, session).get(f"/reports/?page={number}").text


def test_a_report_is_shown_with_everything_but_never_more_exactly_than_it_is_known(
    app: Flask, session: Session
) -> None:
    districts(session)
    one = report(session, placed_by=PlacedBy.PLACE_NAME, precision_m=1000)
    session.commit()

    page = parse(browser(app, session).get(f"/reports/{one.id}").text)

    assert page.heading == "Report at TF 32 43"
    assert "Only the name of the settlement is known" in page.text
    assert "14 March 2025" in page.text
    assert "Badly lit" in page.text
    assert "Nobody has decided about it yet" in page.text


def test_every_look_at_a_report_is_recorded_once(app: Flask, session: Session) -> None:
    one = report(session)
    session.commit()
    client = browser(app, session)

    for _ in range(2):
        client.get(f"/reports/{one.id}")

    assert actions(session).count("report-viewed") == 2
    assert verify(session).ok


def test_a_report_that_is_not_there_is_not_found(app: Flask, session: Session) -> None:
    assert browser(app, session).get(f"/reports/{uuid4()}").status_code == 404
    assert "report-viewed" not in actions(session)


def test_a_decision_is_saved_shown_in_the_history_and_recorded(
    app: Flask, session: Session
) -> None:
    one = report(session)
    session.commit()
    client, url = browser(app, session), f"/reports/{one.id}"
    token = form_token(client, url)

    answer = client.post(
        f"{url}/decision",
        data={"decision": "held", "note": "asked the council", "csrf_token": token},
    )

    assert answer.status_code == 303
    page = parse(client.get(url).text)
    assert "held, Test officer" in page.text
    assert "asked the council" in page.text
    assert actions(session).count("report-held") == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a decision"),
        ({"decision": "rejected"}, "Say why the report is rejected"),
        ({"decision": "held"}, "Say what the report waits for"),
        ({"decision": "withdrawn", "note": "x"}, "Choose from the answers on this page"),
        ({"decision": "new", "note": "x"}, "Choose from the answers on this page"),
    ],
)
def test_a_decision_that_cannot_be_made_says_why_and_changes_nothing(
    app: Flask, session: Session, sent: dict[str, str], said: str
) -> None:
    one = report(session)
    session.commit()
    client, url = browser(app, session), f"/reports/{one.id}"
    token = form_token(client, url)

    answer = client.post(f"{url}/decision", data=sent | {"csrf_token": token})

    assert answer.status_code == 400
    assert said in parse(answer.text).summary
    session.expire_all()
    assert session.get_one(Report, one.id).state is ReportState.NEW


def test_a_withdrawn_report_offers_no_decision_and_takes_none(app: Flask, session: Session) -> None:
    one = report(session, state=ReportState.WITHDRAWN)
    other = report(session)
    session.commit()
    client = browser(app, session)
    token = form_token(client, f"/reports/{other.id}")

    page = client.get(f"/reports/{one.id}")
    answer = client.post(
        f"/reports/{one.id}/decision", data={"decision": "approved", "csrf_token": token}
    )

    assert "Save the decision" not in page.text
    assert answer.status_code == 400
    session.expire_all()
    assert session.get_one(Report, one.id).state is ReportState.WITHDRAWN


def test_a_decision_without_the_forms_token_changes_nothing(app: Flask, session: Session) -> None:
    one = report(session)
    session.commit()

    answer = browser(app, session).post(
        f"/reports/{one.id}/decision", data={"decision": "approved"}
    )

    assert answer.status_code == 400
    session.expire_all()
    assert session.get_one(Report, one.id).state is ReportState.NEW


def test_a_partner_sees_the_own_district_and_nothing_else(app: Flask, session: Session) -> None:
    own, other = report(session), report(session, district_code=LINCOLN, source="other extract")
    unknown = report(session, district_code=None)
    session.commit()
    client = browser(app, session, Role.PARTNER, districts=IN_BOSTON)

    page = client.get("/reports/")

    assert "1 report" in parse(page.text).text
    assert "other extract" not in page.text
    assert str(other.id) not in page.text
    assert client.get(f"/reports/{own.id}").status_code == 200
    assert client.get(f"/reports/{other.id}").status_code == 403
    assert client.get(f"/reports/{unknown.id}").status_code == 403
    assert parse(client.get(f"/reports/?district={LINCOLN}").text).summary
    assert actions(session).count("report-viewed") == 1


def test_a_partner_neither_decides_nor_exports(app: Flask, session: Session) -> None:
    own = report(session)
    session.commit()
    client = browser(app, session, Role.PARTNER, districts=IN_BOSTON)

    assert "Save the decision" not in client.get(f"/reports/{own.id}").text
    assert "/reports/export" not in client.get("/reports/").text
    assert client.post(f"/reports/{own.id}/decision").status_code == 403
    assert client.get("/reports/export").status_code == 403
    assert client.post("/reports/export").status_code == 403


def test_an_officer_of_one_district_decides_and_exports_only_there(
    app: Flask, session: Session
) -> None:
    own, other = report(session), report(session, district_code=LINCOLN)
    session.commit()
    client = browser(app, session, Role.OFFICER, districts=IN_BOSTON)
    token = form_token(client, f"/reports/{own.id}")

    answer = client.post(
        f"/reports/{other.id}/decision", data={"decision": "approved", "csrf_token": token}
    )
    exported = unpacked(export(client, "csv").data)["reports.csv"].decode("utf-8-sig")

    assert answer.status_code == 403
    assert str(own.id) in exported
    assert str(other.id) not in exported


def test_a_csv_export_opens_in_pandas_with_its_types(app: Flask, session: Session) -> None:
    report(session, source="=HYPERLINK(1)", occurred_on=None, occurred_month="2025-01")
    report(session, time_band="night", easting=532_511.5)
    session.commit()

    files = unpacked(export(browser(app, session), "csv").data)

    frame = pd.read_csv(io.BytesIO(files["reports.csv"]), parse_dates=["occurred_on"])
    assert len(frame) == 2
    for name in ("easting", "northing", "longitude", "latitude", "precision_m"):
        assert pd.api.types.is_numeric_dtype(frame[name])
    assert pd.api.types.is_datetime64_any_dtype(frame["occurred_on"])
    assert pd.api.types.is_bool_dtype(frame["demonstration"])
    assert set(frame["source"]) == {"'=HYPERLINK(1)", "public"}
    rows = list(csv.reader(io.StringIO(files["reports.csv"].decode("utf-8-sig"))))
    texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?[0-9.]+", cell)]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_geojson_export_opens_in_geopandas(app: Flask, session: Session) -> None:
    report(session, easting=532_500.0, northing=343_700.0)
    session.commit()

    files = unpacked(export(browser(app, session), "geojson").data)

    frame = geopandas.read_file(io.BytesIO(files["reports.geojson"]))
    assert frame.crs == "EPSG:4326"
    point = frame.to_crs(27700).geometry.iloc[0]
    assert point.distance(Point(532_500, 343_700)) < 0.2
    assert frame["precision_m"].tolist() == [10]


def test_an_export_says_what_it_is_and_is_recorded_with_its_reason(
    app: Flask, session: Session
) -> None:
    districts(session, approximate=True)
    report(session)
    report(session, source="old extract")
    session.commit()

    answer = export(browser(app, session), "csv", "?source=old+extract")

    readme = unpacked(answer.data)["README.txt"].decode()
    assert "reports.csv: 1 report of" in readme
    for said in ("review of street lights", "Test officer", "Source: old extract",
                 "approximate outlines, loaded on", "old extract", "10 metres"):  # fmt: skip
        assert said in readme
    assert answer.mimetype == "application/zip"
    [line] = trail_page(session, narrowed=TrailFilter(action="reports-exported")).lines
    assert line.detail["reason"] == "review of street lights"
    assert line.detail["chosen"] == {"source": "old extract"}
    assert line.detail["reports"] == 1


@pytest.mark.parametrize("changes", [{"reason": " "}, {"format": "docx"}, {"csrf_token": "no"}])
def test_an_export_without_reason_format_or_token_gives_nothing_and_records_nothing(
    app: Flask, session: Session, changes: dict[str, str]
) -> None:
    client = browser(app, session)
    token = form_token(client, "/reports/export")
    data = {"format": "csv", "reason": "because", "csrf_token": token} | changes

    answer = client.post("/reports/export", data=data)

    assert answer.status_code == 400
    assert parse(answer.text).summary
    assert "reports-exported" not in actions(session)


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_an_export_of_made_up_reports_says_so(app: Flask, session: Session) -> None:
    report(session, demonstration=True)
    session.commit()

    readme = unpacked(export(browser(app, session), "geojson").data)["README.txt"].decode()

    assert "DEMONSTRATION DATA" in readme
