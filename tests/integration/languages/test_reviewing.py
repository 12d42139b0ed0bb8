"""A translation is unreviewed, and says so, until an officer approves this very version of it."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action
from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Actor, Role
from engagement.core.errors import NotAllowed, Rejected
from engagement.languages.choosing import languages
from engagement.languages.commands import approve_translation
from engagement.languages.models import TranslationReview
from engagement.languages.reviewing import ask_again
from tests.html import Page, parse, words
from tests.integration.accounts.people import form_token, make_officer, signed_in_client

NOTE = "This translation has not been checked by a person yet."
DANGER = "In danger now? Call 999."


@pytest.fixture
def officer(app: Flask, session: Session) -> FlaskClient:
    return signed_in_client(app, session, make_officer(session))


def version(app: Flask, code: str = "pl") -> str:
    with app.app_context():
        return languages()[code].sha256


def review(client: FlaskClient, app: Flask, **answers: str) -> Page:
    """Send the form of the Polish texts, and open what comes."""
    usual = {
        "csrf_token": form_token(client, "/languages/pl"),
        "decision": "approved",
        "catalogue": version(app),
        "reader": "me",
        "note": "",
    }
    answer = client.post("/languages/pl", data=usual | answers, follow_redirects=True)
    return parse(answer.text)


def notes(client: FlaskClient, code: str) -> int:
    """How often a page says in English that nobody has checked the translation."""
    page = parse(client.get("/help", query_string={"lang": code}).text)
    return [words(one) for one in page.all("p")].count(NOTE)


def danger(client: FlaskClient, code: str) -> tuple[str, bool]:
    """What the foot of a page says about danger, and whether it is marked as English."""
    page = parse(client.get("/privacy", query_string={"lang": code}).text)
    (text,) = (one for one in page.all("p") if "app-footer__text" in one.attrib.get("class", ""))
    return words(text), text.find("span[@lang='en']") is not None


def test_before_anybody_has_read_it_a_page_says_so_and_keeps_danger_english(
    client: FlaskClient,
) -> None:
    assert notes(client, "pl") == 1
    assert danger(client, "pl") == (DANGER, True)
    assert notes(client, "en") == 0
    assert danger(client, "en") == (DANGER, False)


def test_after_the_approval_the_page_is_all_polish_and_no_other_language_is(
    app: Flask, client: FlaskClient, officer: FlaskClient
) -> None:
    notes(client, "pl")  # asked for before, so kept for a while
    page = review(officer, app)
    said, marked = danger(client, "pl")

    assert "Approved by Test officer" in page.text
    assert notes(client, "pl") == 0
    assert "999" in said
    assert said != DANGER
    assert not marked
    assert notes(client, "lt") == 1
    assert danger(client, "lt") == (DANGER, True)


def test_a_changed_catalogue_is_unreviewed_again(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    older = TranslationReview(
        language="pl",
        catalogue_sha256="0" * 64,
        approved_by=make_officer(session).id,
        approved_at=clock.now(),
    )
    session.add(older)
    session.commit()

    assert notes(client, "pl") == 1


def test_an_approval_can_be_taken_back(
    app: Flask, client: FlaskClient, officer: FlaskClient
) -> None:
    review(officer, app)
    page = review(officer, app, decision="withdrawn")

    assert "Nobody has approved this translation" in page.text
    assert notes(client, "pl") == 1
    assert "not approved" in " ".join(review(officer, app, decision="withdrawn").summary)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"reader": ""}, "Say who has read every text"),
        ({"reader": "a program"}, "Choose from the answers on this page"),
        ({"reader": "other"}, "Write who has read it, and how they know the language"),
        (
            {"catalogue": "0" * 64},
            "The texts have changed since you opened this page. Read them again.",
        ),
    ],
)
def test_nobody_approves_without_a_reader_or_what_was_not_on_the_page(
    app: Flask, session: Session, officer: FlaskClient, answers: dict[str, str], message: str
) -> None:
    page = review(officer, app, **answers)

    assert message in page.summary
    assert session.query(TranslationReview).count() == 0


def test_the_one_who_read_it_is_kept_sealed_and_the_audit_names_the_officer(
    app: Flask, session: Session, officer: FlaskClient
) -> None:
    page = review(officer, app, reader="other", note="A qualified translator")
    stored = session.execute(sa.text("SELECT note FROM translation_reviews")).scalar_one()
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.kind == "translation")).one()

    assert "Read by: A qualified translator" in page.text
    assert b"translator" not in bytes(stored)
    assert (entry.action, entry.subject) == ("translation-approved", "pl")


def test_of_two_approvals_at_once_one_is_told_so(session: Session) -> None:
    officer = make_officer(session)
    actor = Actor(officer.id, officer.name, roles=frozenset({Role.OFFICER}))

    def approve() -> None:
        approve_translation(
            session,
            language="pl",
            catalogue_sha256="0" * 64,
            reader="me",
            note="",
            actor=actor,
            now=clock.now(),
        )

    approve()
    with pytest.raises(Rejected, match="approved already"):
        approve()


def test_a_partner_may_not_approve(session: Session) -> None:
    officer = make_officer(session)
    actor = Actor(officer.id, officer.name, roles=frozenset({Role.PARTNER}))

    with pytest.raises(NotAllowed, match=Action.REVIEW_TRANSLATIONS):
        approve_translation(
            session,
            language="pl",
            catalogue_sha256="0" * 64,
            reader="me",
            note="",
            actor=actor,
            now=clock.now(),
        )


def test_the_page_shows_every_text_those_about_danger_first_and_can_be_searched(
    app: Flask, officer: FlaskClient
) -> None:
    with app.app_context():
        polish = languages()["pl"]
    page = parse(officer.get("/languages/pl").text)
    rows = [[words(cell) for cell in row] for row in page.all("tr")][1:]
    found = parse(officer.get("/languages/pl?words=skip+to+MAIN").text)

    assert len(rows) == len(polish.entries)
    assert rows[0][0].startswith("About danger")
    assert [words(row) for row in found.all("tr")][1].startswith("Skip to main content")
    assert len(list(found.all("tr"))) == 2


def test_the_list_names_each_language_and_how_far_it_is(app: Flask, officer: FlaskClient) -> None:
    review(officer, app)
    page = parse(officer.get("/languages/").text)
    rows = {words(row[0]): [words(cell) for cell in row[1:]] for row in page.all("tr")}

    assert rows["Polish"][2:4] == ["Approved", "Test officer"]
    assert rows["Lithuanian"][2] == "Unreviewed"


@pytest.mark.parametrize("address", ["/languages/en", "/languages/xx"])
def test_there_is_no_page_of_a_language_without_a_catalogue(
    officer: FlaskClient, address: str
) -> None:
    assert officer.get(address).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_the_database_is_away_a_translation_counts_as_unreviewed(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    session.execute(sa.text("DROP TABLE translation_reviews"))
    session.commit()
    with app.app_context():
        ask_again()

    assert notes(client, "pl") == 1
