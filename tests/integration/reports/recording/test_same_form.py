"""An officer's page asks what the resident's journey asks, and stores what it would have stored."""

from datetime import timedelta
from typing import Any, Final
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.audit.queries import TrailFilter, trail_page
from engagement.core import clock
from engagement.reports.journey.about import QUESTIONS
from engagement.reports.journey.order import EXTENSION, STEPS
from engagement.reports.models import (
    FREE_TEXT,
    AboutPerson,
    Channel,
    HeldBecause,
    Report,
    ReportConcern,
    ReportOption,
    ReportState,
    ReportText,
)
from tests.html import Page
from tests.integration.accounts.people import form_token
from tests.integration.reports.journey.walk import Walk
from tests.integration.reports.recording.told import PRESS, TOLD, stored

NAMES: Final = "Sarah and her dog shout at people. Ring 07700 900123."
ELSEWHERE: Final = {"what"}
"""Steps whose answer is nowhere kept: on this page their help is shown at once."""
NOT_ASKED: Final = {"skip"}
"""Buttons of the journey that a single page has no use for: whoever skips leaves the rest blank."""
OWN: Final = {"id", "channel", "burst", "receipt_hash"}
"""What differs between two reports with the same answers, one recorded and one sent."""
ADULTS_ONLY: Final = [name for name, one in QUESTIONS.items() if one.adults_only]


def a_date() -> dict[str, str]:
    on = clock.london_date(clock.now()) - timedelta(days=60)
    return {"on_day": str(on.day), "on_month": str(on.month), "on_year": str(on.year)}


ADULT: Final[dict[str, dict[str, Any]]] = {
    "where": {"place": "TF 3259 4371"},
    "why": {"about_place": ["badly-lit", "rundown"], "about_people": ["followed"]},
    "when": {"band": "evening", "often": "often"},
    "words": {"words": "The canary lamp\nis out."},
    "age": {"age": "75-over"},
    "you": {name: list(one.answers)[-1] for name, one in QUESTIONS.items()},
}
CHILD: Final = ADULT | {
    "age": {"age": "16-17"},
    "you": {"sex": "not-said", "police": "afraid", "disability": "no"},
}
HARDLY: Final = ADULT | {"when": {}, "words": {"words": ""}, "age": {}, "you": {"sex": "female"}}
NAMED: Final = ADULT | {"words": {"words": NAMES}}


def about(session: Session) -> list[tuple[str, Any]]:
    found = [(one.quarter, one.answers) for one in session.scalars(select(AboutPerson))]
    session.rollback()
    return sorted(found, key=str)


def sent_by_the_resident(walk: Walk, told: dict[str, dict[str, Any]]) -> None:
    walk.open()
    for name in ("where", "why", "when", "words", "age", "you"):
        walk.send(**told[name])
        if walk.page.summary:
            walk.send("Send it as it is")
    walk.send("Send it")


def recorded_by_the_officer(officer: Walk, told: dict[str, dict[str, Any]]) -> None:
    typed = {name: said for part in told.values() for name, said in part.items()}
    officer.send(PRESS, channel="stand", **typed)
    if officer.response.status_code == 400:
        officer.send("Send it as it is")
    assert officer.response.status_code == 303, officer.page.summary


def names_on(page: Page) -> set[str]:
    return {e.attrib["name"] for e in page.all("input", "select", "textarea", "button")
            if "name" in e.attrib}  # fmt: skip


def the_details(page: Page) -> Element:
    return next(
        one
        for one in page.all("details")
        if "Questions about the person" in "".join(one.itertext())
    )


@pytest.mark.parametrize(
    "told",
    [ADULT, CHILD, HARDLY, NAMED],
    ids=["an-adult", "a-child", "hardly-anything", "names-somebody"],
)
def test_recorded_is_what_the_resident_would_have_sent(
    free_text: None,
    officer: Walk,
    client: FlaskClient,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    told: dict[str, dict[str, Any]],
) -> None:
    monkeypatch.setattr("engagement.reports.defence.judging.LEAST_SECONDS", 0)
    assert set(told) == set(STEPS) - ELSEWHERE, "a step of the journey that this test never answers"
    dated = told | {"when": told["when"] | a_date() if told["when"] else {}}

    sent_by_the_resident(Walk(client), dated)
    recorded_by_the_officer(officer, dated)

    online, recorded = sorted(stored(session), key=lambda one: one.channel)
    assert (online.channel, recorded.channel) == (Channel.ONLINE, Channel.STAND)
    columns = {column.name for column in Report.__table__.columns}
    assert {name for name in columns if getattr(online, name) != getattr(recorded, name)} == OWN
    for model in (ReportConcern, ReportText):
        rows: list[Any] = [
            {
                tuple(
                    getattr(row, key)
                    for key in ("concern", "text", "quarantined")
                    if hasattr(row, key)
                )
                for row in session.scalars(select(model).where(model.report_id == one.id))
            }
            for one in (online, recorded)
        ]
        assert rows[0] == rows[1]
    first, second = about(session)
    assert first == second


def test_every_step_of_the_journey_is_on_this_page(free_text: None, officer: Walk) -> None:
    seen = names_on(officer.page)
    seen |= names_on(
        officer.send(PRESS, **TOLD | a_date() | {"place": "Old Leake, Boston", "band": "night"})
    )
    seen |= names_on(officer.send("Show places near it", place="Boston"))
    seen |= names_on(officer.send(PRESS, words=NAMES))

    for name, step in STEPS.items():
        if name not in ELSEWHERE:
            wanted = {f"{name}-asked" if one == "asked" else one for one in step.inputs}
            assert wanted - NOT_ASKED <= seen, name


def test_no_two_steps_share_an_input() -> None:
    inputs = [one for step in STEPS.values() for one in step.inputs if one != "asked"]

    assert len(inputs) == len(set(inputs))


@pytest.mark.parametrize("what", ["crime", "home"])
def test_danger_comes_first_and_the_help_is_what_residents_get(
    officer: Walk, client: FlaskClient, what: str
) -> None:
    resident = Walk(client)
    resident.open("/report/what/")
    theirs = resident.send(what=what)

    text = officer.page.text
    assert text.index("in danger now") < text.index("999") < text.index("How did the person")
    numbers = {link for link in theirs.links() if link.startswith(("tel:", "sms:", "https:"))}
    assert numbers
    assert numbers - {link for link in theirs.links() if "exit" in link} <= set(
        officer.page.links()
    )


def test_the_questions_about_the_person_are_closed_and_say_what_they_are_for(
    officer: Walk,
) -> None:
    details = the_details(officer.page)

    assert "open" not in details.attrib
    said = " ".join(" ".join(details.itertext()).split())
    for words in ("Read this out first", "who does not feel safe", "leave out each", "apart"):
        assert words in said
    assert said.index("18 or older") < min(
        said.index(str(QUESTIONS[name].text)) for name in ADULTS_ONLY
    )


@pytest.mark.parametrize("question", ADULTS_ONLY)
@pytest.mark.parametrize("age", ["under-16", "16-17", "not-said"])
def test_nobody_under_18_is_asked_what_only_adults_are(
    officer: Walk, session: Session, age: str, question: str
) -> None:
    answer = next(iter(QUESTIONS[question].answers))

    page = officer.send(PRESS, **TOLD | {"age": age, "sex": "male", question: answer})

    assert officer.response.status_code == 400
    [(message, link)] = page.summary.items()
    assert "18 or older" in message
    assert f"“{QUESTIONS[question].short}”" in message
    assert link == "#age"
    assert "open" in the_details(page).attrib
    assert names_on(page).isdisjoint(ADULTS_ONLY)
    assert stored(session) == []
    assert about(session) == []

    officer.send(PRESS)
    [(_, answers)] = about(session)
    assert answers == {"age": age, "sex": "male"}


def test_without_an_age_the_answers_of_adults_stay_typed_until_one_is_chosen(
    officer: Walk, session: Session
) -> None:
    page = officer.send(PRESS, **TOLD | {"religion": "sikh"})

    [message] = page.summary
    assert message.startswith("Choose an age")
    assert about(session) == []
    officer.send(PRESS, age="25-34")
    [(_, answers)] = about(session)
    assert answers == {"age": "25-34", "religion": "sikh"}


def test_who_would_rather_not_say_is_no_adult_and_no_mistake(
    officer: Walk, session: Session
) -> None:
    officer.send(PRESS, **TOLD | {"age": "under-16", "religion": "not-said"})

    assert [answers for _, answers in about(session)] == [{"age": "under-16"}]


def test_an_answer_that_is_none_of_ours_is_said_also_without_an_age(
    officer: Walk, session: Session
) -> None:
    page = officer.send(PRESS, **TOLD | {"sex": "lamp"})

    assert page.summary == {"Choose from the answers on this page": "#sex"}
    assert stored(session) == []


def test_a_button_that_this_page_does_not_have_changes_nothing(
    officer: Walk, session: Session
) -> None:
    address = "/reports/record/"
    sent = {"draft": officer.draft, "age": "25-34", "sex": "male", "skip": "1"}
    token = form_token(officer.client, address)
    officer.post(address, MultiDict(TOLD | sent | {"csrf_token": token}))

    assert [answers for _, answers in about(session)] == [{"age": "25-34", "sex": "male"}]


def test_an_error_loses_nothing_that_was_typed(
    free_text: None, officer: Walk, session: Session
) -> None:
    typed = {name: said for part in ADULT.values() for name, said in part.items()}
    page = officer.send(PRESS, **typed | a_date())
    assert list(page.summary) == ["Choose how the person told you"]
    assert "open" not in the_details(page).attrib

    officer.send(PRESS, channel="walkabout")

    [one] = stored(session)
    assert one.channel is Channel.WALKABOUT
    assert one.often
    assert one.occurred_on is not None
    assert session.scalars(select(ReportText.text)).all() == [typed["words"]]
    assert [answers for _, answers in about(session)] == [ADULT["age"] | ADULT["you"]]


def test_sent_twice_it_is_one_report_one_person_and_one_receipt(
    free_text: None, officer: Walk, session: Session
) -> None:
    first, sheet, codes = officer.response, officer.page, []
    for _ in range(2):
        officer.response, officer.page = first, sheet
        officer.send(PRESS, **TOLD | {"age": "25-34", "words": "The lamp is out."})
        officer.open(officer.response.location)
        codes.append(officer.page.text)

    assert codes[0] == codes[1]
    assert len(stored(session)) == 1
    assert len(about(session)) == 1
    assert len(session.scalars(select(ReportText)).all()) == 1


def test_the_audit_says_nothing_of_the_person(officer: Walk, session: Session) -> None:
    officer.send(PRESS, **TOLD | {"age": "25-34", "religion": "sikh"})

    [line] = trail_page(session, narrowed=TrailFilter(action="report-recorded"), number=1).lines
    assert line.detail == {"channel": "telephone"}
    person = session.scalars(select(AboutPerson)).one()
    assert person.id not in {one.id for one in stored(session)}


def test_words_are_asked_for_only_where_they_are_switched_on(
    officer: Walk, session: Session
) -> None:
    assert "words" not in names_on(officer.page)


def test_words_that_may_name_somebody_are_shown_before_they_are_recorded_and_held(
    free_text: None, officer: Walk, session: Session
) -> None:
    assert "no names, no phone numbers" in officer.page.text
    page = officer.send(PRESS, **TOLD | {"words": NAMES})
    assert "“07700 900123” looks like a phone number" in page.text
    assert stored(session) == []

    officer.send("Send it as it is")

    [one] = stored(session)
    assert (one.state, one.held_because) == (ReportState.HELD, HeldBecause.NAMES_PEOPLE)
    text = session.scalars(select(ReportText)).one()
    assert (text.text, text.quarantined) == (NAMES, True)


def test_changed_words_are_judged_again(free_text: None, officer: Walk, session: Session) -> None:
    officer.send(PRESS, **TOLD | {"words": NAMES})

    officer.send(PRESS, words="A dog shouts at people.")

    assert [one.state for one in stored(session)] == [ReportState.NEW]
    assert session.scalars(select(ReportText.quarantined)).all() == [False]


def test_words_typed_before_they_were_switched_off_are_not_dropped_in_silence(
    app: Flask, free_text: None, officer: Walk, session: Session
) -> None:
    session.get_one(ReportOption, FREE_TEXT).value = False
    session.commit()
    app.extensions.pop(EXTENSION)

    page = officer.send(PRESS, **TOLD | {"words": "The canary lamp is out."})
    assert "was switched off" in " ".join(page.summary)
    assert "The canary lamp is out." in officer.response.text

    officer.send(PRESS, words="")
    assert len(stored(session)) == 1
    assert session.scalars(select(ReportText)).all() == []
