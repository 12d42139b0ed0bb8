"""The sender's own words: the administrator's switch, and what officers see and do."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core.actor import Role
from engagement.core.errors import NotAllowed, Rejected
from engagement.reports.models import ReportText
from engagement.reports.options import free_text_is_on, switch_free_text
from tests.factories import BOSTON, report
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import actor, browser
from tests.integration.reports.partners import NOW

WORDS = "the gate behind the shop"
IN_BOSTON: Any = frozenset({BOSTON})


def worded(session: Session, *, quarantined: bool) -> UUID:
    one = report(session)
    session.add(ReportText(report_id=one.id, text=WORDS, quarantined=quarantined))
    session.commit()
    return one.id


def actions(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_free_text_is_off_until_an_administrator_switches_it_on(session: Session) -> None:
    assert not free_text_is_on(session)

    administrator = actor(session, Role.ADMINISTRATOR)
    switch_free_text(session, on=True, actor=administrator, now=NOW)
    assert free_text_is_on(session)
    with pytest.raises(Rejected):
        switch_free_text(session, on=True, actor=administrator, now=NOW)
    switch_free_text(session, on=False, actor=administrator, now=NOW)

    assert not free_text_is_on(session)
    assert actions(session) == ["free-text-switched-on", "free-text-switched-off"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_switches_it(session: Session, role: Role) -> None:
    with pytest.raises(NotAllowed):
        switch_free_text(session, on=True, actor=actor(session, role), now=NOW)


def test_the_page_says_what_it_means_and_switches(app: Flask, session: Session) -> None:
    client = browser(app, session, Role.ADMINISTRATOR)
    page = parse(client.get("/reports/free-text/").text)
    assert "They are destroyed 90 days after" in page.text
    token = form_token(client, "/reports/free-text/")

    for sent, status in (({}, 400), ({"switch": "off"}, 400), ({"switch": "on"}, 303)):
        answer = client.post("/reports/free-text/", data=sent | {"csrf_token": token})
        assert answer.status_code == status

    assert "Free text is switched on." in client.get("/reports/free-text/").text
    session.expire_all()
    assert free_text_is_on(session)


def test_an_officer_who_decides_reads_the_words_and_a_partner_does_not(
    app: Flask, session: Session
) -> None:
    one = worded(session, quarantined=False)

    for role, reads in ((Role.OFFICER, True), (Role.PARTNER, False), (Role.ANALYST, False)):
        client = browser(app, session, role, districts=IN_BOSTON)
        assert (WORDS in client.get(f"/reports/{one}").text) is reads
        assert (client.get(f"/reports/{one}/words").status_code == 200) is reads


def test_words_that_seem_to_name_somebody_are_shown_on_purpose_and_recorded(
    app: Flask, session: Session
) -> None:
    one = worded(session, quarantined=True)
    client = browser(app, session)

    page = client.get(f"/reports/{one}").text
    assert WORDS not in page
    assert "Show the words" in page
    assert WORDS in client.get(f"/reports/{one}/words").text

    assert actions(session) == ["report-viewed", "report-text-shown"]


@pytest.mark.parametrize(("choice", "left"), [("removed", False), ("released", True)])
def test_words_are_removed_for_good_or_shown_from_now_on(
    app: Flask, session: Session, choice: str, *, left: bool
) -> None:
    one = worded(session, quarantined=True)
    client = browser(app, session)
    token = form_token(client, f"/reports/{one}/words")

    answer = client.post(f"/reports/{one}/words", data={"words": choice, "csrf_token": token})

    assert answer.status_code == 303
    session.expire_all()
    stored = session.get(ReportText, one)
    session.rollback()
    assert (stored is not None) is left
    assert (WORDS in client.get(f"/reports/{one}").text) is left
    assert f"report-text-{choice}" in actions(session)


def test_words_that_are_shown_already_can_only_be_removed(app: Flask, session: Session) -> None:
    one = worded(session, quarantined=False)
    client = browser(app, session)
    token = form_token(client, f"/reports/{one}/words")

    answer = client.post(f"/reports/{one}/words", data={"words": "released", "csrf_token": token})

    assert answer.status_code == 400


def test_a_report_without_words_has_no_page_of_them(app: Flask, session: Session) -> None:
    one = report(session)
    session.commit()

    assert browser(app, session).get(f"/reports/{one.id}/words").status_code == 404
