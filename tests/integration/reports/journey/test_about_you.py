"""What the person says about themselves, and in their own words: apart, sealed, never needed."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.settings import Settings
from engagement.reports.journey.order import EXTENSION
from engagement.reports.models import (
    FREE_TEXT,
    AboutPerson,
    Report,
    ReportOption,
    ReportState,
    ReportText,
)
from tests.integration.reports.journey.walk import Walk

NAMES = "Sarah and her dog shout at people. Ring 07700 900123."


@pytest.fixture
def free_text(session: Session) -> None:
    """An administrator has switched free text on."""
    session.add(ReportOption(name=FREE_TEXT, value=True))
    session.commit()


def to_the_words(walk: Walk) -> None:
    walk.open()
    walk.send(place="Boston")
    walk.send(about_place=["badly-lit"])
    walk.send()


def to_the_age(walk: Walk) -> None:
    to_the_words(walk)


def texts(session: Session) -> list[tuple[str, bool]]:
    rows = session.execute(sa.select(ReportText.text, ReportText.quarantined))
    found = [(text, quarantined) for text, quarantined in rows]
    session.rollback()
    return found


def test_answers_about_the_person_stand_apart_from_the_place(walk: Walk, session: Session) -> None:
    to_the_age(walk)
    walk.send(age="75-over")
    walk.send(sex="female", religion="not-said", disability="lot")

    walk.send("Send it")

    (person,) = session.scalars(sa.select(AboutPerson))
    report = session.scalars(sa.select(Report)).one()
    assert person.answers == {
        "age": "75-over",
        "sex": "female",
        "religion": "not-said",
        "disability": "lot",
    }
    assert person.quarter == "2025-Q2"
    assert person.id != report.id
    assert {column.name for column in AboutPerson.__table__.columns} == {"id", "quarter", "answers"}


def test_who_says_nothing_leaves_nothing(walk: Walk, session: Session) -> None:
    walk.answer_all()
    walk.send("Send it")
    to_the_age(walk)
    walk.send()
    walk.send()
    walk.send("Send it")

    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(AboutPerson)) == 0


def test_sent_again_the_person_is_not_counted_twice(walk: Walk, session: Session) -> None:
    to_the_age(walk)
    walk.send(age="25-34")
    walk.send()
    draft = walk.draft
    walk.send("Send it")

    walk.post("/report/check/", {"draft": draft})  # type: ignore[arg-type]

    assert session.scalar(sa.select(sa.func.count()).select_from(AboutPerson)) == 1


@pytest.mark.parametrize("age", ["under-16", "16-17", "not-said"])
def test_a_child_never_sees_what_only_adults_are_asked(walk: Walk, age: str) -> None:
    to_the_age(walk)

    page = walk.send(age=age)

    assert page.heading == "More about you"
    names = {e.attrib.get("name") for e in page.all("input")}
    assert names & {"religion", "orientation", "happened"} == set()
    assert "sex" in names


def test_every_page_about_the_person_says_that_it_cannot_be_found_again(walk: Walk) -> None:
    to_the_age(walk)

    assert "Nobody can tell which report they belong to" in walk.page.text
    walk.send(age="25-34")
    assert "apart from the place" in walk.page.text
    walk.send()
    assert "It cannot be found again" in walk.page.text


def test_free_text_is_off_until_an_administrator_allows_it(walk: Walk, session: Session) -> None:
    to_the_words(walk)
    assert walk.page.heading == "Some questions about you"
    walk.say_nothing()

    walk.post("/report/words/", {"draft": walk.draft, "words": "a word"})  # type: ignore[arg-type]
    assert "This will not be sent: a word" in walk.page.text
    walk.send("Send it")

    assert walk.page.heading == "Thank you. We have your report"
    assert texts(session) == []


def test_words_written_before_it_was_switched_off_are_shown_and_not_dropped_in_silence(
    app: Flask, free_text: None, walk: Walk, session: Session
) -> None:
    to_the_words(walk)
    walk.send(words="The lamp is out.")
    walk.say_nothing()
    session.execute(sa.delete(ReportOption))
    session.commit()
    app.extensions.pop(EXTENSION)  # ten seconds later

    page = walk.send("Send it")

    assert page.heading == "Check your answers"
    assert "This will not be sent: The lamp is out." in page.text
    walk.send("Send it")
    assert walk.page.heading == "Thank you. We have your report"
    assert texts(session) == []


def test_words_are_kept_sealed(
    free_text: None, walk: Walk, session: Session, settings: Settings
) -> None:
    to_the_words(walk)
    assert "no names" in walk.page.text
    walk.send(words="The canary lamp\nis out.")
    walk.say_nothing()
    assert "The canary lamp is out." in walk.page.text
    walk.send("Send it")

    assert texts(session) == [("The canary lamp\nis out.", False)]
    files = [path.read_bytes() for path in settings.instance_dir.rglob("*") if path.is_file()]
    assert not [content for content in files if b"canary lamp" in content]


def test_what_may_tell_who_somebody_is_is_shown_before_it_can_be_sent(
    free_text: None, walk: Walk, session: Session
) -> None:
    to_the_words(walk)
    page = walk.send(words=NAMES)
    assert page.summary == {
        "This may tell who somebody is. Change it, or send it as it is": "#words"
    }
    assert "“Sarah” looks like a name" in page.text
    assert "“07700 900123” looks like a phone number" in page.text

    walk.send(words="A dog shouts at people.")
    walk.say_nothing()
    walk.send("Send it")

    assert texts(session) == [("A dog shouts at people.", False)]


def test_sent_as_it_is_it_waits_in_quarantine(
    free_text: None, walk: Walk, session: Session
) -> None:
    to_the_words(walk)
    walk.send(words=NAMES)
    walk.send("Send it as it is")
    walk.say_nothing()

    walk.send("Send it")

    assert texts(session) == [(NAMES, True)]
    assert session.scalars(sa.select(Report.state)).one() in (ReportState.NEW, ReportState.HELD)


def test_500_characters_are_enough_and_more_are_said_to_be_too_many(
    free_text: None, walk: Walk
) -> None:
    to_the_words(walk)
    (message,) = walk.send(words="x" * 501).summary
    assert message.endswith("must be 500 characters or fewer")

    assert walk.send(words="x" * 500).heading == "Some questions about you"
