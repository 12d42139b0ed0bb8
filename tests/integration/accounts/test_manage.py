"""Administrators: inviting, changing, closing; and what they cannot do."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.accounts.commands.officers import (
    Remit,
    add_organisation,
    change_remit,
    deactivate_officer,
    invite_officer,
)
from engagement.accounts.models import Officer, OrganisationKind
from engagement.accounts.queries import credentials_of
from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.errors import NotAllowed, Rejected
from tests.integration.accounts.people import (
    form_token,
    fresh,
    make_officer,
    make_organisation,
    signed_in_client,
)

BOSTON, LINCOLN = "E07000136", "E07000138"


@pytest.fixture
def administrator(app: Flask, session: Session) -> FlaskClient:
    return signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))


def test_an_administrator_invites_an_officer_and_hands_over_the_link(
    administrator: FlaskClient, session: Session
) -> None:
    organisation = make_organisation(session)
    data = {
        "name": "New Analyst",
        "email": "New.Analyst@example.org",
        "organisation": str(organisation.id),
        "roles": ["analyst", "partner"],
        "districts": [BOSTON, LINCOLN],
        "csrf_token": form_token(administrator, "/officers/manage/invite"),
    }
    page = administrator.post("/officers/manage/invite", data=data)

    link = re.search(r"http://localhost(/invitations/[^<]+)<", page.text)
    assert link
    assert "not shown again" in page.text
    assert "New Analyst" in administrator.get(link[1]).text
    officer = session.scalars(select(Officer).where(Officer.password_hash.is_(None))).one()
    session.commit()
    assert officer.roles == {Role.ANALYST, Role.PARTNER}
    assert officer.districts == frozenset({BOSTON, LINCOLN})
    listed = administrator.get("/officers/manage").text
    assert "Analyst, Partner" in listed
    assert "Boston, Lincoln" in listed

    again = administrator.post("/officers/manage/invite", data=data)
    assert "This email address has an account already." in again.text
    assert 'href="#email"' in again.text


@pytest.mark.parametrize(
    ("roles", "districts", "complaint"),
    [
        ([], ["county"], "Choose at least one role"),
        (["officer"], [], "Choose the districts, or the whole county"),
        (["officer"], ["county", BOSTON], "alone"),
        (["officer"], ["E99999999"], "Choose from the answers on this page"),
        (["administrator"], [BOSTON], "work for the whole county"),
        (["data-protection-officer", "analyst"], [BOSTON], "work for the whole county"),
        (["partner"], ["county"], "Name the districts of a partner"),
        (["wizard"], ["county"], "Choose from the answers on this page"),
    ],
)
def test_roles_and_districts_that_do_not_go_together_are_refused(
    roles: list[str],
    districts: list[str],
    complaint: str,
    app: Flask,
    administrator: FlaskClient,
    session: Session,
) -> None:
    officer = make_officer(session, Role.OFFICER)
    url = f"/officers/manage/{officer.id}"
    token = form_token(administrator, url)
    page = administrator.post(
        url, data={"roles": roles, "districts": districts, "csrf_token": token}
    )
    assert complaint in page.text
    assert fresh(app, officer.id).roles == {Role.OFFICER}


def test_roles_are_changed_and_the_change_is_in_the_audit_trail(
    app: Flask, administrator: FlaskClient, session: Session
) -> None:
    officer = make_officer(session, Role.OFFICER)
    url = f"/officers/manage/{officer.id}"
    data = {
        "roles": ["analyst"],
        "districts": [BOSTON],
        "csrf_token": form_token(administrator, url),
    }
    done = administrator.post(url, data=data, follow_redirects=True)
    assert "It counts from now" in done.text
    changed = fresh(app, officer.id)
    assert (changed.roles, changed.districts) == (frozenset({Role.ANALYST}), frozenset({BOSTON}))
    trail = administrator.get("/audit/?action=officer-changed").text
    assert "officer-changed" in trail
    assert str(officer.id) in trail


def test_an_account_is_closed_and_opened_again(
    app: Flask, administrator: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    theirs = signed_in_client(app, session, officer)
    url = f"/officers/manage/{officer.id}"
    administrator.post(f"{url}/deactivate", data={"csrf_token": form_token(administrator, url)})
    assert theirs.get("/officers/").status_code == 303
    assert "Closed" in administrator.get(url).text
    administrator.post(f"{url}/reactivate", data={"csrf_token": form_token(administrator, url)})
    assert fresh(app, officer.id).active
    assert theirs.get("/officers/").status_code == 303, "an ended session stays ended"


def test_the_only_administrator_stays_one(app: Flask, session: Session) -> None:
    only = make_officer(session, Role.ADMINISTRATOR)
    make_officer(session, Role.ADMINISTRATOR, demonstration=True)
    client = signed_in_client(app, session, only)
    url = f"/officers/manage/{only.id}"
    token = form_token(client, url)
    closed = client.post(f"{url}/deactivate", data={"csrf_token": token})
    demoted = client.post(
        url, data={"roles": ["analyst"], "districts": ["county"], "csrf_token": token}
    )
    for page in (closed, demoted):
        assert "This is the only administrator" in page.text
    assert fresh(app, only.id).active
    assert fresh(app, only.id).roles == {Role.ADMINISTRATOR}


def test_an_administrator_gives_a_link_for_a_forgotten_password(
    administrator: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    url = f"/officers/manage/{officer.id}"
    token = form_token(administrator, url)
    for purpose, path in (("reset", "password-resets"), ("authenticator", "authenticator-resets")):
        data = {"purpose": purpose, "csrf_token": token}
        assert f"/{path}/" in administrator.post(f"{url}/links", data=data).text
    for purpose in ("demonstration", "anything", ""):
        data = {"purpose": purpose, "csrf_token": token}
        assert administrator.post(f"{url}/links", data=data).status_code == 404


def test_organisations_are_added_once(administrator: FlaskClient) -> None:
    url = "/officers/manage/organisations"
    data = {"name": "Fire and rescue", "kind": "fire", "contact": "control room"}
    data["csrf_token"] = form_token(administrator, url)
    assert "control room" in administrator.post(url, data=data, follow_redirects=True).text
    again = administrator.post(url, data=data)
    assert "An organisation with this name is there already." in again.text


def test_an_officer_that_does_not_exist_is_not_found(administrator: FlaskClient) -> None:
    nobody = "/officers/manage/00000000-0000-0000-0000-000000000000"
    assert administrator.get(nobody).status_code == 404


def test_commands_refuse_who_may_not_manage_officers(session: Session) -> None:
    actor = make_officer(session, Role.OFFICER, Role.ANALYST).actor()
    target, now = make_officer(session), clock.now()
    remit = Remit(frozenset({Role.ADMINISTRATOR}), None)
    with pytest.raises(NotAllowed):
        change_remit(session, actor=actor, now=now, officer_id=target.id, remit=remit)
    with pytest.raises(NotAllowed):
        deactivate_officer(session, actor=actor, now=now, officer_id=target.id)
    with pytest.raises(NotAllowed):
        add_organisation(session, actor=actor, now=now, name="X", kind=OrganisationKind.OTHER)


def test_one_address_has_one_account_however_it_is_written(session: Session) -> None:
    organisation, now = make_organisation(session), clock.now()
    remit = Remit(frozenset({Role.ANALYST}), None)

    def invite(email: str) -> None:
        invite_officer(
            session,
            actor=SYSTEM,
            now=now,
            name="Somebody",
            email=email,
            organisation_id=organisation.id,
            remit=remit,
        )

    invite("Some.Body@example.org")
    with pytest.raises(Rejected, match="has an account already"):
        invite(" some.body@EXAMPLE.org ")
    assert credentials_of(session, email="SOME.BODY@example.org") is not None


def test_names_addresses_and_secrets_are_sealed_in_the_database(session: Session) -> None:
    officer = make_officer(session, email="canary.person@example.org")
    row = session.execute(select(Officer.__table__).where(Officer.id == officer.id)).one()
    raw = session.connection().exec_driver_sql("SELECT * FROM officers").mappings().one()
    assert row.email == "canary.person@example.org"
    for column in ("name", "email", "password_hash", "totp_secret"):
        sealed = bytes(raw[column])
        assert b"canary" not in sealed
        assert b"argon2" not in sealed
        assert getattr(officer, column).encode() not in sealed


def test_closing_says_so_in_the_audit_trail(session: Session) -> None:
    officer = make_officer(session)
    deactivate_officer(session, actor=SYSTEM, now=clock.now(), officer_id=officer.id)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("officer-deactivated", str(officer.id))
