"""The commands: first administrator, invitations, links, demonstration accounts."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engagement.accounts.demonstration import (
    load_demonstration_accounts,
    remove_demonstration_accounts,
)
from engagement.accounts.models import Officer, OneTimeLink, Organisation, email_hash
from engagement.core import clock, seal
from engagement.core.actor import Role
from engagement.core.partnership import Partnership
from engagement.core.settings import Mode
from tests.integration.accounts.people import fresh, make_officer, sign_in

OTHER_KEY = "t2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
FIRST = ["accounts", "first-administrator", "a@example.org", "An Administrator"]


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


def partnership(app: Flask) -> Partnership:
    found: Partnership = app.extensions["partnership"]
    return found


def test_the_first_administrator_gets_a_link_and_there_is_only_one_first(
    app: Flask, session: Session
) -> None:
    code, output = run(app, *FIRST, "--organisation", "County council")
    link = re.search(r"http://localhost(/invitations/\S+)", output)
    assert (code, bool(link)) == (0, True)
    assert link
    assert app.test_client().get(link[1]).status_code == 200
    code, output = run(app, *FIRST, "--organisation", "County council")
    assert code == 1
    assert "There is an administrator already" in output


def test_officers_are_invited_with_roles_and_districts(app: Flask, session: Session) -> None:
    words = ["accounts", "invite", "p@example.org", "A Partner", "--organisation", "District"]
    code, output = run(app, *words, "--role", "partner", "--district", "E07000136")
    assert code == 0, output
    officer = session.scalars(select(Officer)).one()
    session.commit()
    assert (officer.roles, officer.districts) == (
        frozenset({Role.PARTNER}),
        frozenset({"E07000136"}),
    )
    assert "E07000136\tp@example.org\tA Partner\tDistrict" in run(app, "accounts", "list")[1]

    assert run(app, *words, "--role", "partner")[0] == 1, "a partner names its districts"
    unknown = run(app, *words, "--role", "partner", "--district", "E1")
    assert "Not a district of this partnership: E1" in unknown[1]
    assert run(app, *words, "--role", "partner", "--district", "E07000136")[1].startswith("Error:")


@pytest.mark.parametrize(
    ("command", "path"),
    [("reset", "password-resets"), ("lost-authenticator", "authenticator-resets")],
)
def test_links_for_who_forgot_or_lost_something(
    command: str, path: str, app: Flask, session: Session
) -> None:
    make_officer(session, email="o@example.org")
    code, output = run(app, "accounts", command, "O@example.org")
    link = re.search(rf"http://localhost(/{path}/\S+)", output)
    assert code == 0
    assert link
    assert app.test_client().get(link[1]).status_code == 200
    assert run(app, "accounts", command, "nobody@example.org") == (
        1,
        "Error: Nobody has this email address here.\n",
    )


def test_officers_sign_in_while_keys_are_changed_and_afterwards(
    app: Flask, session: Session
) -> None:
    officer = make_officer(session, email="o@example.org")
    before = tuple(seal._ring)
    try:
        seal.configure((*seal.key_ring(OTHER_KEY), *before))
        assert sign_in(app.test_client(), "o@example.org").status_code == 303
        assert "1 email addresses" in run(app, "accounts", "renew-hashes")[1]
        assert "0 email addresses" in run(app, "accounts", "renew-hashes")[1]
        assert bytes(fresh(app, officer.id).email_hash) == email_hash("o@example.org")
        assert sign_in(app.test_client(), "o@example.org").status_code == 303
        taken = run(app, *FIRST[:2], "o@example.org", "Another", "--organisation", "X")
        assert "has an account already" in taken[1]
    finally:
        seal.configure(before)


def test_demonstration_links_are_refused_in_production(app: Flask, session: Session) -> None:
    code, output = run(app, "accounts", "demonstration-links")
    assert code == 1
    assert "only in demonstration mode" in output


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_every_made_up_officer_gets_a_link_that_signs_in(app: Flask, session: Session) -> None:
    for _ in range(2):
        load_demonstration_accounts(session, partnership=partnership(app), now=clock.now())
        session.commit()
    code, output = run(app, "accounts", "demonstration-links")
    links = re.findall(r"^(Demonstration [^/]+?)  +http://localhost(/\S+)$", output, re.MULTILINE)
    assert code == 0
    assert [name for name, _link in links] == [
        "Demonstration administrator",
        "Demonstration analyst",
        "Demonstration data-protection officer",
        "Demonstration officer",
        "Demonstration partner (Boston district)",
    ]
    for _name, link in links:
        client = app.test_client()
        assert client.post(link, follow_redirects=True).request.path == "/officers/"


def test_removing_the_demonstration_leaves_everything_else(app: Flask, session: Session) -> None:
    real = make_officer(session, Role.ADMINISTRATOR)
    load_demonstration_accounts(session, partnership=partnership(app), now=clock.now())
    assert session.scalar(select(func.count()).select_from(Officer)) == 6
    remove_demonstration_accounts(session)
    session.commit()
    assert session.scalars(select(Officer.id)).all() == [real.id]
    assert session.scalars(select(Organisation.id)).all() == [real.organisation_id]
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 0
