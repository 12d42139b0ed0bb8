"""Two organisations, two districts: every door of the reports, one by one, in bulk and as files."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engagement.accounts.models import Officer, Organisation
from engagement.accounts.permissions import ROLE_ACTIONS, SCOPED, Action
from engagement.core.actor import Role
from engagement.core.db import Base
from engagement.reports.decisions import Decision
from engagement.reports.models import Outcome, Report, ReportState, ReportText
from tests.factories import BOSTON, LINCOLN, districts, report
from tests.integration.accounts.people import form_token, make_officer, signed_in_client
from tests.integration.reports.partners import (
    DUE,
    IN_BOSTON,
    IN_LINCOLN,
    given,
    partner,
)

CANARY = "canary source"
NOTE = "canary note"
WORDS = "canary words"
THERE = {"easting": 537_770.0, "northing": 357_770.0, "district_code": LINCOLN}
SQUARE = "TF 3777 5777"
ROLES = (Role.OFFICER, Role.ANALYST, Role.PARTNER)
LOOKS = ("audit_entries", "audit_head", "throttles", "sign_in_sessions")
SINGLE = {
    "reports.detail",
    "reports.decide",
    "queue.similar",
    "assignments.pass_on",
    "assignments.save",
    "assignments.answer",
    "assignments.reply",
    "texts.words",
    "texts.settle",
}
"""The doors of one report; the test finds them in the URL map and must not miss one of these."""


@dataclass
class Wards:
    """Reports of every state in a district that is not the actor's, and two nobody is sure of."""

    app: Flask
    session: Session
    foreign: list[UUID]
    other: Officer

    def rules(self, role: Role) -> Iterator[tuple[str, Rule]]:
        """Every door about places that the role opens, by method."""
        table = self.app.extensions["access"]
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda one: one.endpoint):
            asked = table[rule.endpoint]
            if asked in SCOPED and asked in ROLE_ACTIONS[role]:
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    yield method, rule

    def rows(self) -> dict[str, list[str]]:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in LOOKS]
        found = {t.name: sorted(map(str, self.session.execute(sa.select(t)))) for t in tables}
        self.session.rollback()
        return found

    def client(self, role: Role) -> FlaskClient:
        officer = make_officer(self.session, role, districts=IN_BOSTON)
        return signed_in_client(self.app, self.session, officer)


@pytest.fixture
def wards(app: Flask, session: Session) -> Wards:
    districts(session)
    other = partner(session, IN_LINCOLN)
    there: dict[str, Any] = THERE | {"source": CANARY}
    made = [
        report(
            session,
            state=state,
            decision_note=NOTE,
            outcome=Outcome.REPAIRED if state is ReportState.CLOSED else None,
            **there,
        )
        for state in ReportState
        if state is not ReportState.PASSED_ON
    ]
    made.append(given(session, other, note=NOTE, **there))
    made.append(report(session, source=CANARY, easting=537_770.0, district_confirmed=False))
    made.append(report(session, source=CANARY, district_code=None, district_confirmed=False))
    session.add_all(
        ReportText(report_id=one.id, text=WORDS, quarantined=one.id.int % 2 == 0) for one in made
    )
    report(session, source="our own")
    session.commit()
    return Wards(app, session, [one.id for one in made], other)


def said(answer: TestResponse) -> str:
    """What an answer tells, also inside a ZIP and its workbook."""
    if answer.mimetype != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def gives_away(text: str, wards: Wards) -> list[str]:
    told = [CANARY, NOTE, WORDS, SQUARE, *map(str, wards.foreign)]
    return [each for each in told if each in text]


@pytest.mark.parametrize("role", ROLES)
def test_one_by_one_nothing_of_another_district_is_seen_or_changed(
    role: Role, wards: Wards
) -> None:
    client = wards.client(role)
    token = form_token(client, "/account/")
    before, walked = wards.rows(), set()
    for method, rule in wards.rules(role):
        if rule.arguments != {"report_id"}:
            continue
        walked.add(rule.endpoint)
        for report_id in wards.foreign:
            url = wards.app.url_map.bind("localhost").build(rule.endpoint, {"report_id": report_id})
            answer = client.open(url, method=method, data=everything(token))
            assert answer.status_code == 403, (method, url)
            assert gives_away(said(answer).replace(url, ""), wards) == [], url

    expected = {each for each in SINGLE if asks(wards, each) in ROLE_ACTIONS[role]}
    assert walked >= expected
    assert wards.rows() == before


def asks(wards: Wards, endpoint: str) -> Action:
    found: Action = wards.app.extensions["access"][endpoint]
    return found


def everything(token: str) -> dict[str, Any]:
    """An answer to every question of the forms of one report."""
    return {
        "csrf_token": token,
        "decision": "approved",
        "answer": "done",
        "words": "removed",
        "note": "x",
        "cause": "fault",
        "owner": "not known",
        "due_on-day": str(DUE.day),
        "due_on-month": str(DUE.month),
        "due_on-year": str(DUE.year),
    }


@pytest.mark.parametrize("role", ROLES)
def test_lists_maps_and_sums_tell_nothing_of_another_district(role: Role, wards: Wards) -> None:
    client = wards.client(role)
    walked = set()
    for method, rule in wards.rules(role):
        if rule.arguments or method != "GET":
            continue
        walked.add(rule.endpoint)
        url = wards.app.url_map.bind("localhost").build(rule.endpoint, {})
        for query in ("", f"?district={LINCOLN}", f"?organisation={wards.other.organisation_id}"):
            answer = client.get(url + query)
            assert gives_away(said(answer), wards) == [], url + query
            assert str(wards.other.organisation_id) not in said(client.get(url)), url

    assert "reports.index" in walked
    assert ("queue.index" in walked) is (role is Role.OFFICER)
    assert ("assignments.index" in walked) is (role is not Role.ANALYST)


def test_in_bulk_nothing_of_another_district_moves_by_any_decision(wards: Wards) -> None:
    client = wards.client(Role.OFFICER)
    token = form_token(client, "/account/")
    before = wards.rows()

    for decision in Decision:
        data = everything(token) | {
            "decision": decision.value,
            "outcome": "repaired",
            "report": list(map(str, wards.foreign)),
        }
        answer = client.post("/reports/queue/", data=data)
        assert answer.status_code == 303
        page = client.get("/reports/queue/")
        assert f"{len(wards.foreign)} reports did not move" in page.text
        assert gives_away(page.text, wards) == []

    assert wards.rows() == before


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ANALYST])
@pytest.mark.parametrize("query", ["", f"?source={CANARY.replace(' ', '+')}"])
def test_a_file_holds_the_own_districts_alone(role: Role, query: str, wards: Wards) -> None:
    client = wards.client(role)
    token = form_token(client, "/account/")

    for kind in ("csv", "geojson"):
        data = {"format": kind, "reason": "review", "csrf_token": token}
        answer = client.post(f"/reports/export{query}", data=data)
        assert gives_away(said(answer).replace("canary+source", ""), wards) == []
        if kind == "csv" and not query:
            with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
                text = packed.read("reports.csv").decode("utf-8-sig")
            assert [row["source"] for row in csv.DictReader(io.StringIO(text))] == ["our own"]


def test_a_partner_sees_nothing_of_what_another_organisation_was_given_in_its_own_district(
    app: Flask, session: Session
) -> None:
    mine, other = partner(session), partner(session)
    ours = given(session, mine, note="our note")
    theirs = given(session, other, note=NOTE)
    their_name = session.get_one(Organisation, other.organisation_id).name
    client = signed_in_client(app, session, mine)

    listed = client.get("/reports/given/").text
    detail = client.get(f"/reports/{theirs.id}").text
    answer = client.get(f"/reports/{theirs.id}/answer")

    assert str(ours.id) in listed
    assert str(theirs.id) not in listed
    assert NOTE not in detail
    assert their_name not in detail
    assert "our note" in client.get(f"/reports/{ours.id}").text
    assert answer.status_code == 400
    assert NOTE not in answer.text


def test_whoever_works_for_the_whole_county_sees_all_of_it(wards: Wards) -> None:
    officer = make_officer(wards.session)
    client = signed_in_client(wards.app, wards.session, officer)

    for report_id in wards.foreign:
        assert client.get(f"/reports/{report_id}").status_code == 200


def test_when_a_report_turns_out_to_lie_elsewhere_its_partner_loses_it(
    app: Flask, session: Session
) -> None:
    mine = partner(session)
    one = given(session, mine)
    client = signed_in_client(app, session, mine)
    assert client.get(f"/reports/{one.id}/answer").status_code == 200

    for change in ({"district_code": LINCOLN}, {"district_confirmed": False}):
        values: dict[str, Any] = {"district_code": BOSTON, "district_confirmed": True} | change
        session.execute(sa.update(Report).values(values))
        session.commit()

        assert client.get(f"/reports/{one.id}/answer").status_code == 403
        assert client.get(f"/reports/{one.id}").status_code == 403
        assert str(one.id) not in client.get("/reports/given/").text
