import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core.actor import Role
from engagement.core.settings import Mode
from engagement.reports.concerns import Concern
from engagement.reports.models import PlacedBy, ReportState
from tests.factories import BOSTON, EAST_LINDSEY, LINCOLN, districts, report
from tests.html import parse, words
from tests.integration.reports.officers import browser

IN_BOSTON: Any = frozenset({BOSTON})
MAPS = ("districts", "hotspots")


def table(client: FlaskClient, url: str) -> list[list[str]]:
    """The rows of a page's table, header first."""
    page = parse(client.get(url).text)
    return [[words(c) for c in row if c.tag in ("td", "th")] for row in page.all("tr")]


def numbers(client: FlaskClient, url: str) -> list[dict[str, str]]:
    answer = client.get(url)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def drawn(client: FlaskClient, url: str) -> Iterator[list[str]]:
    """The lines that each shape of a map reads out."""
    for found in re.finditer(r'"t": (\[.*?\])\}', client.get(url).text):
        yield json.loads(found[1])


def scatter(session: Session, many: int, seed: int = 3) -> None:
    """Reports all over the first two districts, more of them in one place."""
    rng = np.random.default_rng(seed)
    east, north = rng.integers(530_000, 550_000, many), rng.integers(340_000, 350_000, many)
    spread = list(zip(east.tolist(), north.tolist(), strict=True))
    for x, y in [*spread, *[(533_400, 343_300)] * (many // 4)]:
        code = BOSTON if x < 540_000 else EAST_LINDSEY
        report(session, district_code=code, easting=x // 10 * 10.0, northing=y // 10 * 10.0)
    session.commit()


def test_districts_and_what_lies_in_none_make_up_all(app: Flask, session: Session) -> None:
    districts(session)
    for code in (BOSTON, BOSTON, LINCOLN, None, "E07009999"):
        report(session, district_code=code)
    report(session, state=ReportState.REJECTED)
    report(session, state=ReportState.WITHDRAWN)
    report(session, state=ReportState.HELD, district_code=LINCOLN)
    session.commit()

    rows = table(browser(app, session), "/reports/maps/districts")

    counts = {row[0]: int(row[1]) for row in rows[1:]}
    assert counts == {
        "Boston": 2, "East Lindsey": 0, "Lincoln": 2, "Outside or not known": 2, "All": 6
    }  # fmt: skip


def test_a_rate_carries_its_exact_interval_and_whose_residents(
    app: Flask, session: Session
) -> None:
    districts(session, population=10_000)
    for _ in range(10):
        report(session)
    session.commit()

    row = table(browser(app, session), "/reports/maps/districts")[1]

    # Ten events: 4.80 to 18.39 by the exact Poisson interval (chi-squared tables).
    assert row == ["Boston", "10", "10,000", "Test count, 2021", "1.00", "0.48 to 1.84"]


@pytest.mark.parametrize("path", ["/reports/maps/districts?by=rate", "/reports/maps/districts.csv"])
def test_approximate_outlines_give_counts_and_no_rate(
    app: Flask, session: Session, path: str
) -> None:
    districts(session, approximate=True)
    report(session)
    session.commit()
    client = browser(app, session)

    text = client.get(path).text

    assert "pproximate outlines" in text
    assert "1.00" not in text
    [boston, *_rest] = numbers(client, "/reports/maps/districts.csv")
    assert (boston["reports"], boston["rate_per_1000"]) == ("1", "")


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_in_a_demonstration_they_count_and_are_named_so(app: Flask, session: Session) -> None:
    districts(session, approximate=True)
    report(session)
    session.commit()
    client = browser(app, session)

    page = client.get("/reports/maps/districts")
    frame = client.get("/reports/maps/districts/frame?by=rate")

    assert "emonstration outlines" in page.text
    assert numbers(client, "/reports/maps/districts.csv")[0]["rate_per_1000"] != ""
    assert "emonstration outlines" in frame.text
    assert "made-up reports are on this map" in frame.text


def test_the_table_the_csv_and_the_map_of_districts_say_the_same(
    app: Flask, session: Session
) -> None:
    districts(session)
    for code, many in ((BOSTON, 7), (LINCOLN, 3)):
        for _ in range(many):
            report(session, district_code=code)
    session.commit()
    client = browser(app, session)

    rows = {row[0]: row for row in table(client, "/reports/maps/districts")[1:-2]}
    taken = {row["district"]: row for row in numbers(client, "/reports/maps/districts.csv")[:-1]}
    shapes = {lines[0]: lines for lines in drawn(client, "/reports/maps/districts/frame?by=rate")}

    assert set(rows) == set(taken) == set(shapes) == {"Boston", "East Lindsey", "Lincoln"}
    for name, row in rows.items():
        assert row[1] == taken[name]["reports"] == shapes[name][1].removeprefix("Reports: ")
        assert float(row[4]) == pytest.approx(float(taken[name]["rate_per_1000"]), abs=0.005)
        assert shapes[name][2].startswith(f"{row[4]} per 1,000 residents (95% interval {row[5]})")


def test_the_table_the_csv_and_the_map_of_squares_say_the_same(
    app: Flask, session: Session
) -> None:
    districts(session)
    scatter(session, 150)
    client = browser(app, session)

    pages = [table(client, f"/reports/maps/hotspots?cell=2000&page={n}")[1:] for n in (1, 2)]
    rows = {row[0]: row for page in pages for row in page}
    taken = {
        row["grid_reference"]: row
        for row in numbers(client, "/reports/maps/hotspots.csv?cell=2000")
    }
    shapes = {
        lines[0].partition(" (")[0]: lines
        for lines in drawn(client, "/reports/maps/hotspots/frame?cell=2000")
    }

    assert len(rows) > 40
    assert set(rows) == set(taken) == set(shapes)
    for reference, row in rows.items():
        assert row[2] == taken[reference]["n"] == shapes[reference][1].split()[0]
        assert float(row[3]) == pytest.approx(float(taken[reference]["z"]), abs=0.005)
        assert shapes[reference][2].startswith(f"z {row[3]},")


def test_only_squares_of_five_reports_are_concentrations(app: Flask, session: Session) -> None:
    districts(session)
    scatter(session, 150)

    taken = numbers(browser(app, session), "/reports/maps/hotspots.csv?cell=1000")

    kinds = {row["class"] for row in taken}
    assert {"strong concentration", "fewer than 5"} <= kinds
    for row in taken:
        if "strong" in row["class"] or row["class"] == "concentration":
            assert int(row["n"]) >= 5
            assert float(row["p_bh"]) <= 0.05
            assert float(row["z"]) > 0


@pytest.mark.parametrize(
    ("many", "said", "columns"),
    [(40, "counts only", 3), (80, "first sign only", 7), (110, "not tested for one-sitting", 7)],
)
def test_the_page_says_what_so_many_reports_can_carry(
    app: Flask, session: Session, many: int, said: str, columns: int
) -> None:
    districts(session)
    scatter(session, many)
    client = browser(app, session)

    page = parse(client.get("/reports/maps/hotspots").text)

    assert said in page.text
    assert len(table(client, "/reports/maps/hotspots")[1]) == columns
    assert ("Gi*" in page.text) == (columns == 7)


def test_reports_without_an_exact_place_are_in_no_square_and_are_counted_as_left_out(
    app: Flask, session: Session
) -> None:
    districts(session)
    report(session)
    report(session, placed_by=PlacedBy.PLACE_NAME)
    report(session, precision_m=1000)
    report(session, district_code=None)
    session.commit()
    client = browser(app, session)

    page = parse(client.get("/reports/maps/hotspots?cell=500").text).text

    assert "4 reports: 1 in the squares; 2 left out" in page
    assert "1 outside the districts or not known" in page
    assert [row["n"] for row in numbers(client, "/reports/maps/hotspots.csv?cell=500")] == ["1"]
    assert "2 in the squares; 1 left out" in parse(client.get("/reports/maps/hotspots").text).text


def test_the_filters_of_a_map_narrow_it(app: Flask, session: Session) -> None:
    districts(session)
    report(session, concerns=(Concern.FOLLOWED,), source="old extract")
    report(session, district_code=LINCOLN, easting=533_000.0, northing=355_000.0)
    session.commit()
    client = browser(app, session)

    for query, counts in (
        ("", {"1"}),
        ("source=old+extract&concern=followed", {"1"}),
        (f"district={LINCOLN}", {"1"}),
        ("until=2025-02", set()),
    ):
        taken = numbers(client, f"/reports/maps/hotspots.csv?{query}")
        assert {row["n"] for row in taken} == counts
    assert len(numbers(client, "/reports/maps/hotspots.csv")) == 2
    assert len(numbers(client, f"/reports/maps/hotspots.csv?district={LINCOLN}")) == 1


def test_a_partner_of_one_district_gets_no_number_of_another(app: Flask, session: Session) -> None:
    districts(session)
    report(session)
    for _ in range(3):
        report(session, district_code=LINCOLN, easting=533_000.0, northing=355_000.0)
    report(session, district_code=None)
    session.commit()
    client = browser(app, session, Role.PARTNER, districts=IN_BOSTON)

    rows = table(client, "/reports/maps/districts")[1:]

    assert [row[:2] for row in rows] == [["Boston", "1"], ["All", "1"]]
    assert [lines[0] for lines in drawn(client, "/reports/maps/districts/frame")] == ["Boston"]
    assert [row["district"] for row in numbers(client, "/reports/maps/districts.csv")] == ["Boston"]
    squares = numbers(client, "/reports/maps/hotspots.csv")
    assert [(row["easting"], row["n"]) for row in squares] == [("532000", "1")]
    assert len(list(drawn(client, "/reports/maps/hotspots/frame"))) == 1
    assert client.get(f"/reports/maps/hotspots/frame?district={LINCOLN}").status_code == 400
    assert "outside the districts" not in client.get("/reports/maps/hotspots").text


@pytest.mark.parametrize("name", MAPS)
def test_the_numbers_of_a_map_say_whether_made_up_reports_are_among_them(
    app: Flask, session: Session, name: str
) -> None:
    districts(session)
    report(session, occurred_month="2025-01", occurred_on=None)
    report(session, occurred_month="2025-02", occurred_on=None, demonstration=True)
    session.commit()
    client = browser(app, session)

    both = numbers(client, f"/reports/maps/{name}.csv")
    real = numbers(client, f"/reports/maps/{name}.csv?until=2025-01")

    assert {row["demonstration"] for row in both} == {"true"}
    assert {row["demonstration"] for row in real} == {"false"}


def test_a_page_claims_no_more_than_the_method_can_carry(app: Flask, session: Session) -> None:
    districts(session)
    scatter(session, 20)
    client = browser(app, session)

    counts = client.get("/reports/maps/hotspots").text
    scatter(session, 110)
    tested = client.get("/reports/maps/hotspots").text

    assert "those with most reports first" in counts
    assert "concentrations first" in tested
    assert "thousands of squares" not in tested
    assert "reports without a known month are left out" in tested
    assert "takes each report as independent" in client.get("/reports/maps/districts").text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER])
@pytest.mark.parametrize("path", ["", "/frame", ".csv"])
def test_nobody_without_the_role_opens_a_map(
    app: Flask, session: Session, role: Role, path: str
) -> None:
    client = browser(app, session, role)

    assert [client.get(f"/reports/maps/{name}{path}").status_code for name in MAPS] == [403, 403]


@pytest.mark.parametrize("name", MAPS)
def test_a_frame_may_stand_in_our_own_pages_only_and_asks_nobody_else(
    app: Flask, session: Session, name: str
) -> None:
    districts(session)
    report(session)
    session.commit()
    client = browser(app, session)

    frame = client.get(f"/reports/maps/{name}/frame")
    page = client.get(f"/reports/maps/{name}")

    policy = frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "X-Frame-Options" not in frame.headers
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert f'src="/reports/maps/{name}/frame' in page.text


@pytest.mark.parametrize("name", MAPS)
def test_taking_the_numbers_of_a_map_is_recorded_and_looking_is_not(
    app: Flask, session: Session, name: str
) -> None:
    districts(session)
    client = browser(app, session)

    client.get(f"/reports/maps/{name}")
    client.get(f"/reports/maps/{name}.csv")

    found = select(AuditEntry.subject).where(AuditEntry.action == "map-figures-exported")
    assert session.scalars(found).all() == [name]


@pytest.mark.parametrize("name", MAPS)
def test_before_there_are_districts_there_is_no_map(
    app: Flask, session: Session, name: str
) -> None:
    assert browser(app, session).get(f"/reports/maps/{name}").status_code == 404


@pytest.mark.parametrize("query", ["cell=7", "cell=-1000", "cell=1e9", "since=x", "district=X1"])
def test_a_map_that_cannot_be_is_said_on_its_page_and_refused_elsewhere(
    app: Flask, session: Session, query: str
) -> None:
    districts(session)
    client = browser(app, session)

    assert parse(client.get(f"/reports/maps/hotspots?{query}").text).summary
    assert client.get(f"/reports/maps/hotspots/frame?{query}").status_code == 400
    assert client.get(f"/reports/maps/hotspots.csv?{query}").status_code == 400


def test_new_boundaries_are_drawn_at_once_and_old_ones_forgotten(
    app: Flask, session: Session
) -> None:
    districts(session, squares={BOSTON: ("Boston", (530_000, 340_000, 540_000, 350_000))})
    report(session)
    session.commit()
    client = browser(app, session)
    before = numbers(client, "/reports/maps/hotspots.csv")

    districts(session, squares={BOSTON: ("Boston", (510_000, 340_000, 520_000, 350_000))})

    assert [row["n"] for row in before] == ["1"]
    assert numbers(client, "/reports/maps/hotspots.csv") == []
    assert "1 outside the districts" in client.get("/reports/maps/hotspots").text
