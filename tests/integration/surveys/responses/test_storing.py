"""Stored once, taken back for good: on both databases, sixteen at a time."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.core.db import transaction
from engagement.core.drafts import new_code
from engagement.core.errors import NotFound
from surveys.models import (
    LinkChannel,
    ResponseState,
    SavedDraft,
    Survey,
    SurveyLink,
    SurveyResponse,
    SurveyTone,
)
from surveys.responses.commands import (
    Receipt,
    SentOtherwise,
    forget_draft,
    save_draft,
    store_response,
    withdraw_response,
)
from surveys.responses.documents import Document
from surveys.responses.queries import saved_draft
from tests.integration.surveys import making

AT_ONCE = 16
DRAFTS = 40
DOCUMENT = Document({"safe": "safe", "reasons": ["dark"]}, {"comment": "canary wharf"})


@pytest.fixture
def survey(session: Session) -> Survey:
    return making.survey(session)


def sent(session: Session, survey: Survey, **changes: Any) -> dict[str, Any]:
    """What store_response is given."""
    return {
        "survey_id": survey.id,
        "version_id": making.version_of(session, survey).id,
        "submission": str(uuid4()),
        "receipt_code": new_code(),
        "document": DOCUMENT,
        "language": "pl",
        "channel": LinkChannel.EVENT,
        "district_code": "E07000136",
        "now": making.NOW,
    } | changes


def stored(session: Session) -> list[SurveyResponse]:
    session.expire_all()
    return list(session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id)))


def test_a_response_is_stored_with_its_day_and_nothing_of_the_moment(
    session: Session, survey: Survey
) -> None:
    receipt = store_response(session, **sent(session, survey))

    (row,) = stored(session)
    assert (receipt.withdrawn, receipt.fresh) == (False, True)
    assert (row.answers, row.texts) == (DOCUMENT.answers, DOCUMENT.texts)
    assert (row.answered_on, row.language) == (date(2025, 6, 13), "pl")
    assert (row.channel, row.district_code) == (LinkChannel.EVENT, "E07000136")
    assert (row.state, row.test, row.demonstration) == (ResponseState.COUNTED, False, False)


def test_the_same_answers_again_give_the_same_receipt_and_are_not_stored_again(
    session: Session, survey: Survey
) -> None:
    values = sent(session, survey)
    first = store_response(session, **values)
    later = values | {
        "now": making.NOW + timedelta(days=2),
        "document": Document(
            DOCUMENT.answers, DOCUMENT.texts | {"when": "15:00"}, frozenset({"when"})
        ),
    }

    second = store_response(session, **later)

    assert second == first
    assert not second.fresh
    assert [row.answered_on for row in stored(session)] == [date(2025, 6, 13)]


@pytest.mark.parametrize(
    "other",
    [
        Document({"safe": "unsafe", "reasons": ["dark"]}, DOCUMENT.texts),
        Document(DOCUMENT.answers, {"comment": "canary warf"}),
        Document(DOCUMENT.answers, {}),
    ],
)
def test_other_answers_under_the_same_id_are_refused_and_the_first_stand(
    session: Session, survey: Survey, other: Document
) -> None:
    values = sent(session, survey)
    store_response(session, **values)

    with pytest.raises(SentOtherwise):
        store_response(session, **values | {"document": other})

    assert [(row.answers, row.texts) for row in stored(session)] == [
        (DOCUMENT.answers, DOCUMENT.texts)
    ]


def test_one_id_may_be_sent_to_two_surveys(session: Session, survey: Survey) -> None:
    other = making.survey(session)
    store_response(session, **sent(session, survey, submission="uuid:one"))
    store_response(session, **sent(session, other, submission="uuid:one"))

    assert {row.survey_id for row in stored(session)} == {survey.id, other.id}


def test_what_cannot_be_stored_for_another_reason_is_no_repeat(
    session: Session, survey: Survey
) -> None:
    with pytest.raises(IntegrityError):
        store_response(session, **sent(session, survey, version_id=uuid4()))


def test_sixteen_at_once_store_one_row_for_each_draft(
    app: Flask, session: Session, survey: Survey
) -> None:
    drafts = [sent(session, survey) for _ in range(DRAFTS)]
    link = making.link(session, survey.id)
    session.commit()

    def send(values: dict[str, Any]) -> Receipt:
        with app.app_context(), transaction() as own:
            return store_response(own, link_id=link.id, **values)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        attempts = [values for values in drafts for _ in range(AT_ONCE)]
        receipts = list(pool.map(send, attempts))

    assert Counter(one.code for one in receipts) == {
        values["receipt_code"]: AT_ONCE for values in drafts
    }
    assert sum(one.fresh for one in receipts) == DRAFTS
    assert Counter(row.submission for row in stored(session)) == {
        values["submission"]: 1 for values in drafts
    }
    assert session.get_one(SurveyLink, link.id).used == DRAFTS


def test_sixteen_different_answers_under_one_id_leave_one_and_refuse_the_others(
    app: Flask, session: Session, survey: Survey
) -> None:
    values = sent(session, survey)
    session.commit()

    def send(number: int) -> str:
        with app.app_context(), transaction() as own:
            try:
                store_response(own, **values | {"document": Document({"times": number}, {})})
            except SentOtherwise:
                return "refused"
            return "stored"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(send, range(AT_ONCE)))

    assert outcomes == {"stored": 1, "refused": AT_ONCE - 1}
    assert len(stored(session)) == 1


def test_a_link_counts_what_it_brought_but_not_repeats_and_tests(
    session: Session, survey: Survey
) -> None:
    link, other = making.link(session, survey.id), making.link(session, making.survey(session).id)
    values = sent(session, survey, link_id=link.id)
    store_response(session, **values)
    store_response(session, **values)
    store_response(session, **sent(session, survey, link_id=link.id, test=True))
    store_response(session, **sent(session, survey, link_id=other.id))
    session.commit()
    session.expire_all()

    assert session.get_one(SurveyLink, link.id).used == 1
    assert session.get_one(SurveyLink, other.id).used == 0


def test_a_language_with_a_long_name_does_not_lose_the_answers(
    session: Session, survey: Survey
) -> None:
    store_response(session, **sent(session, survey, language="en-" + "x" * 40))

    assert len(stored(session)) == 1


def test_taking_back_leaves_a_tombstone_that_says_nothing(session: Session, survey: Survey) -> None:
    values = sent(session, survey)
    store_response(session, **values)
    (row,) = stored(session)
    session.add(SurveyTone(response_id=row.id, place="comment", score=0.5, tone="positive"))
    session.commit()

    withdraw_response(session, receipt_code=values["receipt_code"], now=making.NOW)
    session.commit()

    (row,) = stored(session)
    assert row.state is ResponseState.WITHDRAWN
    said = (row.answers, row.texts, row.body_hash, row.district_code, row.language, row.channel)
    assert said == (None, None, None, None, "", LinkChannel.OPEN)
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyTone)) == 0


def test_what_was_taken_back_does_not_come_again_and_can_be_taken_back_again(
    session: Session, survey: Survey
) -> None:
    values = sent(session, survey)
    store_response(session, **values)
    for _ in range(2):
        withdraw_response(session, receipt_code=values["receipt_code"], now=making.NOW)

    assert store_response(session, **values).withdrawn
    assert store_response(session, **values | {"document": Document({}, {})}).withdrawn
    assert [row.answers for row in stored(session)] == [None]


def test_a_code_that_no_response_has_is_not_found(session: Session, survey: Survey) -> None:
    store_response(session, **sent(session, survey))

    with pytest.raises(NotFound):
        withdraw_response(session, receipt_code="0000-0000-0000", now=making.NOW)


def test_sending_and_taking_back_at_once_never_leaves_answers_behind_a_withdrawal(
    app: Flask, session: Session, survey: Survey
) -> None:
    drafts = [sent(session, survey) for _ in range(20)]
    for values in drafts:
        store_response(session, **values)
    session.commit()

    def act(attempt: tuple[int, dict[str, Any]]) -> None:
        number, values = attempt
        with app.app_context(), transaction() as own:
            if number % 2:
                withdraw_response(own, receipt_code=values["receipt_code"], now=making.NOW)
            else:
                store_response(own, **values)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(act, [(n, values) for values in drafts for n in range(4)]))

    assert {row.answers is None for row in stored(session)} == {True}
    assert len(stored(session)) == len(drafts)


def test_no_text_and_no_code_stands_readable_in_the_row(session: Session, survey: Survey) -> None:
    values = sent(session, survey)
    store_response(session, **values)

    raw = session.execute(sa.text("SELECT * FROM survey_responses")).one()

    written = json.dumps(
        [bytes(one).hex() if isinstance(one, bytes | memoryview) else str(one) for one in raw]
    )
    for word in ("canary", values["receipt_code"]):
        assert word not in written
        assert word.encode().hex() not in written


def test_a_draft_is_kept_under_its_code_and_saved_again_in_its_place(
    session: Session, survey: Survey
) -> None:
    save_draft(session, survey_id=survey.id, code="AAAA", draft=b"first", now=making.NOW)
    later = making.NOW + timedelta(days=3)
    save_draft(session, survey_id=survey.id, code="AAAA", draft=b"second", now=later)
    session.commit()
    session.expire_all()

    kept = saved_draft(session, code="AAAA")

    assert kept is not None
    assert (kept.draft, kept.saved_on) == (b"second", date(2025, 6, 16))
    assert session.scalar(sa.select(sa.func.count()).select_from(SavedDraft)) == 1
    assert saved_draft(session, code="BBBB") is None


def test_a_forgotten_draft_is_gone_and_the_others_stay(session: Session, survey: Survey) -> None:
    for code in ("AAAA", "BBBB"):
        save_draft(session, survey_id=survey.id, code=code, draft=b"half", now=making.NOW)

    forget_draft(session, code="AAAA")

    assert saved_draft(session, code="AAAA") is None
    assert saved_draft(session, code="BBBB") is not None


def test_a_draft_saved_sixteen_times_at_once_is_one_draft(
    app: Flask, session: Session, survey: Survey
) -> None:
    session.commit()

    def save(number: int) -> None:
        with app.app_context(), transaction() as own:
            draft = str(number).encode()
            save_draft(own, survey_id=survey.id, code="AAAA", draft=draft, now=making.NOW)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(save, range(AT_ONCE)))

    assert session.scalar(sa.select(sa.func.count()).select_from(SavedDraft)) == 1
