"""Every endpoint of the URL map: by role, by scope, without a token, from elsewhere, by GET."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engagement.accounts.models import LinkPurpose, Officer, Stage
from engagement.accounts.permissions import PUBLIC, ROLE_ACTIONS, SCOPED, SIGNED_IN, Access, Action
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.db import Base
from engagement.core.http import HEADERS
from engagement.core.settings import Mode
from engagement.reports.models import ImportState, ReportImport
from engagement.retention.commands import begin_run, finish_run
from tests import factories
from tests.integration.accounts.people import (
    PASSWORD,
    form_token,
    make_officer,
    make_organisation,
    open_session,
    signed_in_client,
)
from tests.integration.accounts.test_links import make_link
from tests.integration.files_sent import ANSWERS, file_to_send, sent_files
from tests.integration.reports.doors import a_link, prepared
from tests.integration.surveys import doors as survey_doors

ABROAD = "Walkabout abroad"
"""The source of the report that lies outside the district of whoever asks."""
LOOKS_RECORDED = {
    "reports.index",
    "reports.detail",
    "queue.index",
    "queue.pass_on",
    "queue.similar",
    "assignments.index",
    "assignments.pass_on",
    "assignments.answer",
    "texts.words",
    "imports.detail",
    "imports.rows",
    "uploads.preview",
    "maps.districts_csv",
    "maps.hotspots_csv",
    "done.csv",
    "results.texts",
}
"""The GETs that write: into the audit trail, and nothing else."""
LINKS = {
    "accounts.accept_invitation": LinkPurpose.INVITATION,
    "accounts.reset_password": LinkPurpose.RESET,
    "accounts.replace_authenticator": LinkPurpose.AUTHENTICATOR,
    "accounts.demonstration_sign_in": LinkPurpose.DEMONSTRATION,
}
ANYTHING = {
    "choice": "",
    "contact": "",
    "current": PASSWORD,
    "decision": "approved",
    "districts": "county",
    "format": "csv",
    "kind": "council",
    "note": "",
    "password": "gorse hedge vinegar lantern",
    "purpose": "reset",
    "reader": "me",
    "reason": "lighting review",
    "roles": "analyst",
}
"""One answer to each question that a form of officers asks."""


@dataclass
class World:
    """A county with a report in Boston, one in Lincoln, an import, and a second officer.

    `survey_abroad` are the arguments of a survey in Lincoln.
    """

    app: Flask
    session: Session
    values: dict[str, object]
    abroad: UUID
    survey_abroad: Mapping[str, object]

    def rules(self, method: str) -> list[Rule]:
        found = [rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())]
        return sorted(found, key=lambda rule: rule.endpoint)

    def asked(self, rule: Rule) -> Access:
        table: dict[str, Access] = self.app.extensions["access"]
        return table[rule.endpoint]

    def url(self, rule: Rule, **other: object) -> str:
        known = self.values | {"kind": "outside"} | other
        if rule.endpoint in LINKS:
            officer = make_officer(
                self.session, demonstration=rule.endpoint == "accounts.demonstration_sign_in"
            )
            return make_link(self.session, officer, LINKS[rule.endpoint])
        values = {name: known[name] for name in rule.arguments}
        return str(self.app.url_map.bind("localhost").build(rule.endpoint, values))

    def rows(self, *without: str) -> dict[str, list[str]]:
        """Every row of every table but those named."""
        tables = [table for table in Base.metadata.sorted_tables if table.name not in without]
        found = {t.name: sorted(map(str, self.session.execute(sa.select(t)))) for t in tables}
        self.session.rollback()
        return found


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    version = factories.districts(session)
    here = factories.report(session)
    abroad = factories.report(
        session, district_code=factories.LINCOLN, northing=353_700.0, source=ABROAD
    )
    row = {"line": 2, "reason": "outside", "lon": 0.1, "lat": 53.0, "easting": 1, "northing": 2}
    imported = ReportImport(
        id=uuid4(),
        source="Walkabout",
        file_name="reports.csv",
        file_sha256="0" * 64,
        mapping={},
        state=ImportState.DONE,
        started_at=clock.now(),
        outside_rows=[row],
        rejected_rows=[],
    )
    session.add(imported)
    session.commit()
    values = {
        "certificate_id": certificate(session),
        "code": "pl",
        "digest": "0" * 64,
        "filename": "js/exit-page.js",
        "import_id": imported.id,
        "link_id": a_link(session, factories.LINCOLN).id,
        "name": "where",
        "_name": "why",
        "officer_id": make_officer(session).id,
        "report_id": here.id,
        "session_id": uuid4(),
        "token": "made-up",
        "upload_id": sent_files(session),
        "version": "0" * 12,
        "version_id": version.id,
    }
    values |= survey_doors.a_survey(session, factories.BOSTON)
    survey_abroad = survey_doors.a_survey(session, factories.LINCOLN)
    session.commit()
    return World(app, session, values, abroad.id, survey_abroad)


def certificate(session: Session) -> UUID:
    """A certificate of a run that had nothing to do."""
    id = uuid4()
    begin_run(session, id=id, rules=(), days={}, actor=SYSTEM, now=clock.now())
    finish_run(session, id=id, rules=(), actor=SYSTEM, now=clock.now())
    session.commit()
    return id


def everything(world: World) -> tuple[FlaskClient, Officer]:
    """A browser of somebody with every role, who may go everywhere."""
    officer = make_officer(world.session, *Role)
    return signed_in_client(world.app, world.session, officer), officer


def knock(client: FlaskClient, method: str, url: str) -> TestResponse:
    """An answer whose page is not looked at: a HEAD has none."""
    return FlaskClient.open(client, url, method=method, buffered=True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_through_the_doors_of_the_table_and_no_other(
    role: Role, world: World
) -> None:
    districts = frozenset({factories.BOSTON}) if role is Role.PARTNER else None
    officer = make_officer(world.session, role, districts=districts)
    client = signed_in_client(world.app, world.session, officer)
    opened = {}
    for method in ("GET", "HEAD", "POST"):
        for rule in world.rules(method):
            asked = world.asked(rule)
            if asked is not PUBLIC:
                status = knock(client, method, world.url(rule)).status_code
                assert status != 500, (method, rule.endpoint)
                opened[method, rule.endpoint] = (status != 403, asked)

    assert len(opened) > 40
    expected = {
        door: asked is SIGNED_IN or asked in ROLE_ACTIONS[role]
        for door, (_open, asked) in opened.items()
    }
    assert {door: is_open for door, (is_open, _asked) in opened.items()} == expected


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ANALYST, Role.PARTNER])
def test_nobody_reaches_beyond_the_own_districts_by_any_door(role: Role, world: World) -> None:
    officer = make_officer(world.session, role, districts=frozenset({factories.BOSTON}))
    client = signed_in_client(world.app, world.session, officer)
    data = ANYTHING | {"csrf_token": form_token(client, "/account/")}
    noted = ("audit_entries", "audit_head", "report_shares")  # of an export of the own district
    before = world.rows(*noted)
    walked = set()
    for method in ("GET", "POST"):
        for rule in world.rules(method):
            asked = world.asked(rule)
            if asked not in SCOPED or asked not in ROLE_ACTIONS[role]:
                continue
            walked.add(rule.endpoint)
            url = world.url(rule, report_id=world.abroad, **world.survey_abroad)
            narrowed = f"{url}?district={factories.LINCOLN}&source={ABROAD}"
            sent = data if method == "POST" else None
            answers = [client.open(each, method=method, data=sent) for each in (url, narrowed)]
            if rule.arguments or rule.endpoint.startswith("imports."):
                assert {answer.status_code for answer in answers} == {403}, url
            plain, asking = answers
            assert str(world.abroad) not in said(plain) + said(asking), url
            assert ABROAD not in said(plain), url
            assert not re.search(rf"\b{factories.LINCOLN}\b", said(plain)), url

    assert {"reports.index", "reports.detail", "maps.districts_csv"} <= walked
    assert world.rows(*noted) == before


def said(answer: TestResponse) -> str:
    """What an answer tells, also inside a ZIP."""
    if answer.mimetype != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


def test_no_officers_form_acts_without_its_token_and_every_one_does_with_it(world: World) -> None:
    rules = [rule for rule in world.rules("POST") if world.asked(rule) is not PUBLIC]
    assert len(rules) > 10
    for rule in rules:
        client, officer = everything(world)
        survey = survey_doors.prepared(rule.endpoint, world.session)
        _token, other = open_session(world.session, officer, Stage.COMPLETE)
        other_officer = make_officer(world.session, password_hash=None)
        url = world.url(
            rule,
            session_id=other,
            officer_id=other_officer.id,
            upload_id=sent_files(world.session),
            **survey.arguments,
        )
        organisation = make_organisation(world.session, f"Body {uuid4().hex}")
        answers = ANYTHING | {
            "catalogue": world.app.extensions["languages"]["pl"].sha256,
            "email": f"{uuid4().hex}@example.org",
            "name": f"New {uuid4().hex}",
            "organisation": str(organisation.id),
        }
        answers |= prepared(
            rule.endpoint, world.session, world.values["report_id"], officer, client
        ) | ANSWERS.get(rule.endpoint, {})
        answers |= survey.answers
        token = form_token(client, "/account/")
        looks = ("audit_entries", "audit_head")  # a refused page may show what it is about again
        before = world.rows()
        for wrong in ({}, {"csrf_token": "wrong"}, {"csrf_token": token[:-1]}):
            refused = client.post(url, data=answers | wrong | file_to_send(rule.endpoint))
            assert "attachment" not in refused.headers.get("Content-Disposition", ""), url
            assert world.rows("throttles", *looks) == without(before, "throttles", *looks), (
                url,
                wrong,
            )

        answers |= {"csrf_token": token} | file_to_send(rule.endpoint)
        client.post(url, data=answers)
        assert world.rows() != before, f"{url} did nothing with its token either"


def without(rows: dict[str, list[str]], *names: str) -> dict[str, list[str]]:
    return {name: found for name, found in rows.items() if name not in names}


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_no_form_can_be_sent_from_another_site(elsewhere: dict[str, str], world: World) -> None:
    client, _officer = everything(world)
    for rule in world.rules("POST"):
        answer = client.post(world.url(rule), data=ANYTHING, headers=elsewhere)
        assert answer.status_code == 403, rule.endpoint


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_looking_changes_nothing_and_every_answer_carries_the_headers(
    method: str, world: World
) -> None:
    client, _officer = everything(world)
    for rule in world.rules(method):
        url = world.url(rule)
        recorded = ("audit_entries", "audit_head") if rule.endpoint in LOOKS_RECORDED else ()
        before = world.rows(*recorded)
        answer = knock(client, method, url)
        assert answer.status_code < 500 or rule.endpoint == "health.ready", url
        assert world.rows(*recorded) == before, url
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (url, name)
        assert "Content-Security-Policy" in answer.headers, url
        if world.asked(rule) is not PUBLIC:
            assert answer.headers["Cache-Control"] == "no-store", url


@pytest.mark.parametrize("stage", [None, Stage.CODE, Stage.ENROLMENT])
def test_a_stranger_or_an_unfinished_sign_in_is_sent_to_sign_in_from_every_door(
    stage: Stage | None, world: World
) -> None:
    officer = make_officer(world.session, *Role)
    client = world.app.test_client()
    if stage is not None:
        client = signed_in_client(world.app, world.session, officer, stage=stage)
    for method in ("GET", "POST"):
        for rule in world.rules(method):
            if world.asked(rule) is not PUBLIC:
                answer = client.open(world.url(rule), method=method, data=ANYTHING)
                assert answer.status_code == 303, rule.endpoint
                assert answer.location.startswith("/sign-in"), rule.endpoint


def test_every_action_about_places_is_asked_for_by_a_door(app: Flask) -> None:
    asked = {one for one in app.extensions["access"].values() if isinstance(one, Action)}
    assert asked >= SCOPED
