"""Thousands of generated answers: no failure of ours, and nothing stored that a form forbids.

FULL_COUNT says how many (10000 for the full proof); a few hundred in the ordinary run.
"""

import os
import re
from collections import Counter
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import SurveyResponse
from tests.integration.reports.journey.hostile import body
from tests.integration.surveys.answering import hostile
from tests.integration.surveys.answering.walk import START, Respondent

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

COUNT = int(os.environ.get("FULL_COUNT", "300"))
ANSWER = f"{START}answer/"
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


def say(capsys: pytest.CaptureFixture[str], what: str) -> None:
    """Show what was really run."""
    with capsys.disabled():
        print(f"\n{what}")  # noqa: T201


def test_of_thousands_of_answers_none_fails_and_none_that_is_forbidden_is_stored(
    walk: Respondent, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    random, seen = Random(20250613), Counter[str]()
    pages: list[str] = []

    for number in range(COUNT):
        if not pages or random.random() < 0.05:
            pages = [walk.client.get(ANSWER).text]
        sent = hostile.sent_from(random, random.choice(pages[-2:]))
        answer = walk.client.post(ANSWER, data=sent)
        assert answer.status_code in (200, 400, 409, 413), (number, sent)
        pages += [answer.text] if hostile.DRAFT.search(answer.text) else []
        heading = HEADING.search(answer.text)
        assert heading, (number, sent)
        seen[re.sub(r"<[^>]+>|\s+", " ", heading[1]).strip()[:40]] += 1

    for response in session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id)):
        _is_allowed(response)
    assert len(seen) > 5
    say(capsys, f"{COUNT} generated answers: {dict(seen)}")


def _is_allowed(response: SurveyResponse) -> None:
    answers = response.answers
    assert isinstance(answers, dict)
    assert set(answers) <= {"safe", "reasons", "times", "age", "school", "district"}
    assert answers["safe"] in ("safe", "unsafe", "dont_know")
    assert answers.get("times") is None or 0 <= int(str(answers["times"])) <= 21
    assert "reasons" not in answers or answers["safe"] == "unsafe"
    assert answers.get("age") in (None, "a10", "a18")
    assert answers.get("district") in (None, "E07000136", "E07000138")


def test_of_thousands_of_bodies_none_fails_and_none_is_stored(
    walk: Respondent, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    random, seen = Random(20250614), Counter[int]()
    walk.begin()
    ours = f"draft={walk.draft}&".encode()

    for number in range(COUNT):
        sent = random.choice([b"", ours]) + body(random)
        address = random.choice([*[ANSWER] * 8, "/survey/saved/", "/survey/receipt/"])
        kind = random.choice(
            [
                *["application/x-www-form-urlencoded"] * 5,
                "multipart/form-data; boundary=b",
                "multipart/form-data",
                "application/json",
                "",
            ]
        )
        answer = walk.client.post(address, data=sent, content_type=kind)
        assert answer.status_code < 500, (number, address, kind, sent[:200])
        seen[answer.status_code] += 1

    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse)) == 0
    say(capsys, f"{COUNT} generated bodies: {dict(sorted(seen.items()))}; none stored")
