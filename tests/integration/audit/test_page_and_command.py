"""The page for administrators and data-protection officers, and `flask audit verify`."""

import re

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from engagement.accounts.commands.officers import Remit, add_organisation, invite_officer
from engagement.accounts.models import OrganisationKind
from engagement.audit.commands import record
from engagement.core import clock
from engagement.core.actor import Role
from tests.factories import BOSTON
from tests.html import parse
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.audit.tampering import unguard


def test_a_data_protection_officer_reads_and_narrows_the_trail(
    app: Flask, session: Session
) -> None:
    person = make_officer(session, Role.ANALYST)
    now = clock.now()
    for number in range(60):
        record(
            session,
            actor=person.actor(),
            action="report-viewed" if number % 2 else "reports-exported",
            kind="report",
            subject=f"subject-{number}",
            now=now,
            detail={"note": "<script>alert(1)</script>"},
        )
    session.commit()
    reader = make_officer(session, Role.DATA_PROTECTION_OFFICER)
    client = signed_in_client(app, session, reader)

    page = client.get("/audit/").text
    assert f"{person.name} opened report subject-59." in page
    assert "report-viewed · report subject-59 · note=&lt;script&gt;" in page
    assert "report subject-0." not in page
    assert "<script>alert" not in page
    assert 'href="/audit/?page=2"' in page
    narrowed = client.get(f"/audit/?action=report-viewed&actor={person.id}").text
    assert "report subject-59." in narrowed
    assert "report subject-58." not in narrowed
    assert "30 in all" in narrowed


def test_lines_name_officers_and_organisations_and_no_address(app: Flask, session: Session) -> None:
    administrator = make_officer(session, Role.ADMINISTRATOR)
    body = add_organisation(
        session,
        actor=administrator.actor(),
        now=clock.now(),
        name="Parish of Fen End",
        kind=OrganisationKind.COUNCIL,
    )
    officer, _token = invite_officer(
        session,
        actor=administrator.actor(),
        now=clock.now(),
        name="Officer Seventeen",
        email="seventeen@example.org",
        organisation_id=body.id,
        remit=Remit(frozenset({Role.ANALYST}), frozenset({BOSTON})),
    )
    session.commit()
    client = signed_in_client(app, session, administrator)

    page = parse(client.get("/audit/").text).text

    who = administrator.name
    short = str(officer.id)[:8]
    assert f"{who} added the organisation Parish of Fen End." in page
    assert f"gave an officer ({short}) an account. Roles: analyst. Where: Boston." in page
    assert "seventeen@example.org" not in page
    assert "Officer Seventeen" not in page
    record(
        session,
        actor=officer.actor(),
        action="signed-out",
        kind="officer",
        subject=officer.id,
        now=clock.now(),
    )
    session.commit()
    page = parse(client.get("/audit/").text).text
    assert f"{who} gave Officer Seventeen an account." in page


def test_odd_questions_are_answered_with_a_page(app: Flask, session: Session) -> None:
    client = signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))
    for query in (
        "actor=x",
        "action=never",
        "page=-3",
        "page=x",
        "day-day=31&day-month=2&day-year=2025",
    ):
        assert client.get(f"/audit/?{query}").status_code == 200, query


def test_verify_prints_what_to_note_and_fails_when_the_trail_is_broken(
    app: Flask, session: Session
) -> None:
    officer = make_officer(session)
    for number in range(3):
        record(
            session,
            actor=officer.actor(),
            action="looked",
            kind="x",
            subject=number,
            now=clock.now(),
        )
    session.commit()
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert whole.exit_code == 0
    noted = re.fullmatch(r"whole (3:[0-9a-f]{64})\n", whole.output)
    assert noted
    assert runner.invoke(args=["audit", "verify", "--noted", noted[1]]).exit_code == 0
    other = runner.invoke(args=["audit", "verify", "--noted", "4:" + noted[1][2:]])
    assert (other.exit_code, "no longer holds" in other.output) == (1, True)

    unguard(session)
    session.execute(text("UPDATE audit_entries SET action = 'Looked' WHERE seq = 2"))
    session.commit()
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "BROKEN at entry 2: it was changed" in broken.output
