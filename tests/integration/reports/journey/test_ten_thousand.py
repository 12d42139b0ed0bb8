"""Thousands of generated places and bodies: no failure of ours, and none stored outside.

FULL_COUNT says how many (10000 for the full proof); a few hundred in the ordinary run.
"""

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
import shapely
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.reports.journey.draft import Draft, open_draft, seal_draft
from engagement.reports.journey.order import STEPS
from engagement.reports.models import Report
from tests import factories
from tests.integration.reports.journey import hostile
from tests.integration.reports.journey.walk import Walk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

COUNT = int(os.environ.get("FULL_COUNT", "300"))
COUNTY = shapely.union_all([shapely.box(*sides) for _name, sides in factories.SQUARES.values()])
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
ALL_ANSWERS = "Check your answers"
KNOWN = {
    "Where is the place?",
    "Which place do you mean?",
    ALL_ANSWERS,
}
ADDRESSES = [f"/report/{name}/" for name in (*STEPS, "check", "receipt", "receipt/withdraw")]


def heading(html: str) -> str:
    found = HEADING.search(html)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


def answered(app: Flask, walk: Walk, today: datetime) -> Draft:
    """A draft whose questions are all answered, the place with Boston."""
    walk.answer_all()
    with app.app_context():
        return open_draft(walk.draft, today.date())


def another(app: Flask, draft: Draft) -> str:
    """The same answers as another person's draft."""
    new = Draft.new(draft.made_on, began=draft.began)
    with app.app_context():
        return seal_draft(replace(draft, id=new.id, code=new.code))


def say(capsys: pytest.CaptureFixture[str], what: str) -> None:
    """Show what was really run."""
    with capsys.disabled():
        print(f"\n{what}")  # noqa: T201


def test_of_thousands_of_places_none_fails_and_none_outside_is_stored(
    app: Flask, walk: Walk, today: datetime, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    random, client, seen = Random(20250613), walk.client, Counter[str]()
    draft = answered(app, walk, today)

    for number in range(COUNT):
        fields = hostile.place(random)
        sent = MultiDict({"draft": another(app, draft), **fields})
        answer = client.post("/report/where/", data=sent)
        assert answer.status_code == 200, (number, fields)
        shown = heading(answer.text)
        assert shown in KNOWN, (number, fields, shown)
        if shown == ALL_ANSWERS:
            kept = re.search(r'name="draft" value="([^"]+)"', answer.text)
            assert kept is not None
            shown = heading(client.post("/report/check/", data={"draft": kept[1]}).text)
            assert shown == "Thank you. We have your report", (number, fields)
        seen[shown] += 1

    stored = session.scalars(sa.select(Report).order_by(Report.id)).all()
    assert len(stored) == seen["Thank you. We have your report"]
    assert [one.id for one in stored if not _inside(one)] == []
    say(capsys, f"{COUNT} generated places: {dict(seen)}; {len(stored)} stored, none outside")


def _inside(report: Report) -> bool:
    """Whether the square that is kept of the place touches the county."""
    if report.easting is None or report.northing is None:
        return False
    east, north, side = report.easting, report.northing, report.precision_m
    square = shapely.box(east, north, east + side, north + side)
    return report.district_code in factories.SQUARES and bool(COUNTY.intersects(square))


def test_of_thousands_of_bodies_none_fails_and_none_is_stored(
    walk: Walk, client: FlaskClient, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    random, seen = Random(20250614), Counter[int]()
    walk.open()
    ours = f"draft={walk.draft}&".encode()

    for number in range(COUNT):
        body, address = hostile.body(random), random.choice(ADDRESSES)
        body = random.choice([b"", ours]) + body  # noise alone, or behind a draft that is ours
        kind = random.choice(
            [
                *["application/x-www-form-urlencoded"] * 5,
                "multipart/form-data; boundary=b",
                "multipart/form-data",
                "application/json",
                "text/plain",
                "",
            ]
        )
        answer = client.post(address, data=body, content_type=kind)
        assert answer.status_code < 500, (number, address, kind, body[:200])
        seen[answer.status_code] += 1

    found = session.scalar(sa.select(sa.func.count()).select_from(Report))
    assert found == 0
    say(capsys, f"{COUNT} generated bodies: {dict(sorted(seen.items()))}; none stored")
