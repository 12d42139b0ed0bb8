"""Sending: once is once, whatever the network, the thumb or the database does."""

import os
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

import engagement.core.db
from engagement.areas.locating import Located
from engagement.areas.models import AreaVersion
from engagement.core import clock
from engagement.core.clock import london_date
from engagement.core.settings import Settings
from engagement.reports.commands import (
    Answers,
    Receipt,
    SentOtherwise,
    Spot,
    submit_report,
)
from engagement.reports.concerns import Concern
from engagement.reports.journey.draft import Draft, open_draft, seal_draft
from engagement.reports.models import PlacedBy, Report, ReportConcern, ReportState
from tests import factories
from tests.html import parse
from tests.integration.reports.journey.conftest import NOW as MOMENT
from tests.integration.reports.journey.walk import Walk

NOW = clock.now()
AT_ONCE = 16
DRAFTS = int(os.environ.get("FULL_COUNT", "320")) // AT_ONCE
"""FULL_COUNT says how many attempts are made (10000 for the full proof)."""


def count(session: Session) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(Report))
    session.rollback()
    return found or 0


def codes(text: str) -> set[str]:
    return {
        word
        for word in parse(text).text.replace("Your receipt code", " ").split()
        if word.count("-") == 2
    }


def answers_in(version: AreaVersion, **changes: object) -> Answers:
    values: dict[str, object] = {
        "spot": Spot(532_512.3, 343_723.4, 10, PlacedBy.MAP),
        "located": Located(factories.BOSTON, None, version.id, confirmed=True),
        "concerns": frozenset({Concern.BADLY_LIT}),
        "occurred_on": date(2025, 3, 14),
        "occurred_month": "2025-03",
        "time_band": None,
    }
    return Answers(**values | changes)  # type: ignore[arg-type]


def test_a_refresh_shows_the_same_receipt_and_stores_nothing_more(
    walk: Walk, session: Session
) -> None:
    walk.answer_all()
    sent = MultiDict({"draft": walk.draft})
    first = codes(walk.client.post("/report/check/", data=sent).text)

    second = codes(walk.client.post("/report/check/", data=sent).text)

    assert len(first) == 1
    assert first == second
    assert count(session) == 1


def test_sixteen_posts_at_once_give_one_report_and_one_receipt_for_each_draft(
    walk: Walk, app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    walk.answer_all()
    made = open_draft(walk.draft, london_date(clock.now()))
    drafts = [replace(made, id=uuid4(), code=Draft.new(made.made_on).code) for _ in range(DRAFTS)]
    attempts = [(number, seal_draft(drafts[number])) for number in range(DRAFTS)] * AT_ONCE
    attempts.sort(key=lambda attempt: attempt[0])  # the sixteen of a draft start together

    waited: list[int] = []

    def post(attempt: tuple[int, str]) -> tuple[int, int, frozenset[str]]:
        number, draft = attempt
        with clock.frozen(MOMENT):
            response = app.test_client().post("/report/check/", data={"draft": draft})
            while response.status_code == 503:  # "Try again", as the page then says
                waited.append(number)
                response = app.test_client().post("/report/check/", data={"draft": draft})
        return number, response.status_code, frozenset(codes(response.text))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(post, attempts))

    with capsys.disabled():
        sys.stdout.write(f"\n{len(answers):,} attempts of {DRAFTS:,} drafts, {AT_ONCE} at once")
        sys.stdout.write(f", {len(waited)} of them told to try again\n")
    assert {status for _, status, _ in answers} == {200}
    receipts = {number: codes for number, _, codes in answers}
    assert receipts == {number: frozenset({one.code}) for number, one in enumerate(drafts)}
    assert len(set(answers)) == DRAFTS  # each attempt of a draft showed the same receipt
    assert count(session) == DRAFTS


def test_other_answers_under_the_same_draft_are_refused_and_the_first_stand(
    walk: Walk, session: Session
) -> None:
    walk.answer_all()
    before = walk.draft
    walk.send("Send it")
    code = codes(walk.response.text)

    walk.post("/report/why/", MultiDict({"draft": before, "about_place": "rundown"}))
    page = walk.send("Send it")

    assert (walk.response.status_code, page.heading) == (409, "We already have this report")
    assert {word.strip(".") for word in codes(walk.response.text)} == code
    (concern, *others) = session.scalars(
        sa.select(ReportConcern.concern).order_by(ReportConcern.concern)
    )
    assert [concern, *others] == [Concern.BADLY_LIT, Concern.FOLLOWED]


def test_a_report_taken_back_stays_taken_back(walk: Walk, session: Session) -> None:
    walk.answer_all()
    sent = walk.draft
    walk.send("Send it")
    session.execute(
        sa.update(Report).values(state=ReportState.WITHDRAWN, easting=None, northing=None)
    )
    session.commit()

    page = walk.post("/report/check/", MultiDict({"draft": sent}))

    assert page.heading == "This report was taken back"
    assert session.scalars(sa.select(Report.state)).all() == [ReportState.WITHDRAWN]


def test_a_page_found_again_after_its_time_does_not_say_that_nothing_was_ever_sent(
    walk: Walk, session: Session
) -> None:
    walk.answer_all()
    draft = MultiDict({"draft": walk.draft})
    walk.send("Send it")
    with clock.frozen(clock.now() + timedelta(days=8)):
        walk.post("/report/check/", draft)

    assert walk.response.status_code == 410
    assert "If you saw a receipt code before, we have that report." in walk.response.text
    assert count(session) == 1


def test_two_reports_of_the_same_thing_are_two(walk: Walk, session: Session) -> None:
    for _ in range(2):
        walk.answer_all()
        walk.send("Send it")

    assert count(session) == 2


def test_a_public_report_is_never_told_to_slow_down(walk: Walk, session: Session) -> None:
    walk.answer_all()
    sent = {"draft": walk.draft}

    statuses = {walk.client.post("/report/check/", data=sent).status_code for _ in range(120)}

    assert statuses == {200}


def test_a_new_service_without_districts_says_so_and_keeps_the_answers(
    client: FlaskClient, session: Session
) -> None:
    walk = Walk(client)
    walk.open()
    page = walk.send(place="Boston")
    assert (walk.response.status_code, page.heading) == (503, "We are still drawing the map")
    factories.districts(session)

    page = walk.send("Try again")

    assert page.heading == "Why does this place not feel safe?"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a lock as long as a test can."""
    monkeypatch.setattr(engagement.core.db, "BUSY_SECONDS", 0.2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_locked_database_gives_no_receipt_and_keeps_the_answers(
    impatient: None, settings: Settings, walk: Walk, session: Session
) -> None:
    walk.answer_all()
    session.rollback()
    other = sqlite3.connect(Path(settings.database_url.removeprefix("sqlite:///")))
    other.execute("BEGIN IMMEDIATE")
    page = walk.send("Send it")
    assert (walk.response.status_code, page.heading) == (503, "We could not save or read just now")
    assert codes(walk.response.text) == set()
    other.rollback()
    other.close()
    assert count(session) == 0

    page = walk.send("Try again")

    assert page.heading == "Thank you. We have your report"
    assert count(session) == 1


def test_a_database_that_goes_away_at_any_step_keeps_the_answers(
    walk: Walk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, ConnectionError("gone"))

    walk.open()
    with monkeypatch.context() as patch:
        patch.setattr("engagement.reports.journey.outlines.area_locator", away)
        walk.send(place="Boston")
        assert walk.response.status_code == 503
        assert walk.response.headers["Retry-After"] == "30"
    assert "The place you chose: Boston" in walk.send("Try again").text

    app.extensions.pop("journey.outlines")
    monkeypatch.setattr("engagement.reports.journey.outlines.current_version", away)
    assert walk.open().heading == "Where is the place?"


def test_the_command_stores_the_corner_of_the_square_and_no_more(
    session: Session, county: AreaVersion
) -> None:
    id = uuid4()

    receipt = submit_report(
        session,
        submission_id=id,
        receipt_code="AAAA-BBBB-CCCC",
        answers=answers_in(county),
        now=NOW,
    )

    report = session.get_one(Report, id)
    assert receipt == Receipt("AAAA-BBBB-CCCC", withdrawn=False)
    assert (report.easting, report.northing) == (532_510, 343_720)


def test_the_same_square_is_the_same_answer_and_a_new_boundary_changes_nothing(
    session: Session, county: AreaVersion
) -> None:
    id, code = uuid4(), "AAAA-BBBB-CCCC"
    submit_report(session, submission_id=id, receipt_code=code, answers=answers_in(county), now=NOW)
    near = Spot(532_519.9, 343_720.0, 10, PlacedBy.MAP)
    elsewhere = Located(factories.LINCOLN, None, county.id, confirmed=True)

    again = submit_report(
        session,
        submission_id=id,
        receipt_code=code,
        answers=answers_in(county, spot=near, located=elsewhere),
        now=NOW,
    )

    assert again == Receipt(code, withdrawn=False)
    assert session.get_one(Report, id).district_code == factories.BOSTON


@pytest.mark.parametrize(
    "change",
    [
        {"concerns": frozenset({Concern.RUNDOWN})},
        {"occurred_on": None},
        {"spot": Spot(532_525.0, 343_723.4, 10, PlacedBy.MAP)},
        {"spot": Spot(532_512.3, 343_723.4, 10, PlacedBy.LONLAT)},
    ],
)
def test_any_other_answer_is_another_answer(
    session: Session, county: AreaVersion, change: dict[str, object]
) -> None:
    id, code = uuid4(), "AAAA-BBBB-CCCC"
    submit_report(session, submission_id=id, receipt_code=code, answers=answers_in(county), now=NOW)

    with pytest.raises(SentOtherwise):
        submit_report(
            session,
            submission_id=id,
            receipt_code=code,
            answers=answers_in(county, **change),
            now=NOW,
        )


def test_an_area_version_that_is_not_there_is_a_mistake_of_ours_not_a_repeat(
    session: Session, county: AreaVersion
) -> None:
    nowhere = Located(factories.BOSTON, None, uuid4(), confirmed=True)

    with pytest.raises(sa.exc.IntegrityError):
        submit_report(
            session,
            submission_id=uuid4(),
            receipt_code="AAAA-BBBB-CCCC",
            answers=answers_in(county, located=nowhere),
            now=NOW,
        )
