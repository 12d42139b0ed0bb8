"""Drafts go first, then words, then whole responses; what was made up stays."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.retention import DEFAULT_DAYS, RetentionRule, cutoff
from surveys.models import SavedDraft, Survey, SurveyResponse, SurveyTone
from surveys.responses.commands import save_draft, withdraw_response
from surveys.responses.retention import RULES
from tests.integration.surveys import making

DAY = timedelta(days=1)
RULE = {rule.kind: rule for rule in RULES}


@pytest.fixture
def survey(session: Session) -> Survey:
    return making.survey(session)


def run(session: Session, rule: RetentionRule, now: datetime, limit: int = 2) -> int:
    """Destroy all that is due, some at a time; how many it was."""
    before = cutoff(DEFAULT_DAYS[rule.kind], now=now)
    due, gone = rule.due(session, before=before), 0
    while some := rule.destroy(session, before=before, limit=limit):
        assert some <= limit
        gone += some
    assert gone == due
    assert rule.due(session, before=before) == 0
    session.expire_all()
    return gone


def responses(session: Session) -> list[SurveyResponse]:
    return list(session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.answered_on)))


@pytest.mark.parametrize(("days", "left"), [(30, 3), (31, 0)])
def test_a_draft_goes_after_thirty_days(
    session: Session, survey: Survey, days: int, left: int
) -> None:
    for code in ("A", "B", "C"):
        save_draft(session, survey_id=survey.id, code=code, draft=b"x", now=making.NOW)

    run(session, RULE["drafts"], making.NOW + days * DAY)

    assert session.scalar(sa.select(sa.func.count()).select_from(SavedDraft)) == left


def test_words_go_after_two_years_and_the_answers_stay(session: Session, survey: Survey) -> None:
    version = making.version_of(session, survey)
    for age in (731, 730, 1000):
        values = {"safe": "safe", "comment": "canary"}
        making.response(session, version, values, now=making.NOW - age * DAY)
    old = responses(session)[0]
    session.add(SurveyTone(response_id=old.id, place="comment", score=0.5, tone="positive"))
    session.flush()

    gone = run(session, RULE["survey-texts"], making.NOW, limit=1)

    assert gone == 2
    assert [one.texts is None for one in responses(session)] == [True, True, False]
    assert [one.body_hash is None for one in responses(session)] == [True, True, False]
    assert {one.answers["safe"] for one in responses(session)} == {"safe"}  # type: ignore[call-overload, index]
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyTone)) == 1


def test_whole_responses_go_after_six_years_with_tombstones_tests_and_tones(
    session: Session, survey: Survey
) -> None:
    version = making.version_of(session, survey)
    old = making.NOW - 2193 * DAY
    kept = making.response(session, version, {"safe": "safe"}, now=old + DAY)
    gone = making.response(session, version, {"comment": "x"}, now=old)
    session.add(SurveyTone(response_id=gone.id, place="comment", score=0.5, tone="positive"))
    making.response(session, version, {}, now=old, test=True)
    making.response(session, version, {}, now=old, receipt_code="AAAA-AAAA-AAAA")
    withdraw_response(session, receipt_code="AAAA-AAAA-AAAA", now=making.NOW)
    session.flush()

    assert run(session, RULE["survey-responses"], making.NOW) == 3

    assert [one.id for one in responses(session)] == [kept.id]
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyTone)) == 0


def test_made_up_responses_stay_with_their_words(session: Session, survey: Survey) -> None:
    version = making.version_of(session, survey)
    made_up = making.response(session, version, {"comment": "x"}, now=making.NOW - 5000 * DAY)
    made_up.demonstration = True
    session.flush()

    for rule in RULES:
        assert run(session, rule, making.NOW) == 0

    (left,) = responses(session)
    assert left.texts == {"comment": "x"}
    assert left.answered_on < date(2020, 1, 1)
