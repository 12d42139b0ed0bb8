"""How many there are, by channel, day, version and language; and what people wrote."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from surveys.models import LinkChannel, Survey, VersionState
from surveys.responses import instruments
from surveys.responses.addresses import (
    link_address,
    preview_address,
    preview_token,
    read_preview_token,
    survey_address,
)
from surveys.responses.instruments import instrument_for
from surveys.responses.queries import (
    all_texts,
    count_of_responses,
    count_of_tests,
    counts_by_channel,
    counts_by_day,
    counts_by_language,
    counts_by_version,
    texts_of,
)
from tests.integration.surveys import making
from tests.unit.surveys.responses.forms import HOUSEHOLD

LINCOLN, BOSTON = "E07000138", "E07000136"


@pytest.fixture
def survey(session: Session) -> Survey:
    made = making.survey(session)
    making.version(session, made.id, number=2)
    old, new = making.version_of(session, made), making.version_of(session, made, 2)
    tomorrow = making.NOW + timedelta(days=1)
    making.response(session, old, {"comment": "I am Anna Smith"}, district_code=BOSTON)
    making.response(session, new, {}, channel=LinkChannel.EVENT, now=tomorrow, language="pl")
    making.response(session, new, {"comment": "dark"}, district_code=LINCOLN)
    making.response(session, new, {"comment": "test"}, test=True)
    return made


def test_what_counts_is_counted_by_channel_day_version_and_language(
    session: Session, survey: Survey
) -> None:
    id = survey.id

    assert count_of_responses(session, survey_id=id) == 3
    assert count_of_tests(session, survey_id=id) == 1
    assert counts_by_channel(session, survey_id=id) == {
        LinkChannel.OPEN: 2,
        LinkChannel.PLACE: 0,
        LinkChannel.EVENT: 1,
        LinkChannel.CAMPAIGN: 0,
    }
    days = {date(2025, 6, 13): 2, date(2025, 6, 14): 1}
    assert counts_by_day(session, survey_id=id) == days
    assert counts_by_version(session, survey_id=id) == {1: 1, 2: 2}
    assert counts_by_language(session, survey_id=id) == {"en": 2, "pl": 1}


def test_an_officer_of_a_district_counts_its_responses_alone(
    session: Session, survey: Survey
) -> None:
    within = frozenset({LINCOLN})

    assert count_of_responses(session, survey_id=survey.id, within=within) == 1
    assert counts_by_version(session, survey_id=survey.id, within=within) == {1: 0, 2: 1}
    assert count_of_responses(session, survey_id=survey.id, within=frozenset()) == 0


def test_texts_are_masked_and_tests_are_none_of_them(session: Session, survey: Survey) -> None:
    found = texts_of(session, survey_id=survey.id, column="comment")

    assert sorted(one.text for one in found) == ["I am [name]", "dark"]
    assert {one.place for one in found} == {"comment"}
    raw = texts_of(session, survey_id=survey.id, column="comment", masked=False)
    assert "I am Anna Smith" in {one.text for one in raw}
    assert texts_of(session, survey_id=survey.id, column="safe") == []


def test_a_text_in_a_repeat_says_where_it_stands_and_places_are_no_texts(session: Session) -> None:
    survey = making.survey(session, HOUSEHOLD)
    making.response(
        session,
        making.version_of(session, survey),
        {
            "where": "53.23 -0.54 0 10",
            "home/member[2]/pet[1]/called": "Rex",
            "when": "2025-06-13",
        },
        {"home/member": 2, "home/member[2]/pet": 1},
    )

    (found,) = all_texts(session, survey_id=survey.id)

    assert (found.place, found.text) == ("member[2]/pet[1]/called", "Rex")


def test_an_instrument_is_read_once_and_a_draft_again_when_it_was_changed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = making.survey(session)
    published = making.version_of(session, survey)
    draft = making.version(session, survey.id, number=2, state=VersionState.DRAFT)
    assert instrument_for(session, published.id) is instrument_for(session, published.id)
    first = instrument_for(session, draft.id)
    assert instrument_for(session, draft.id) is first

    draft.xform, draft.sha256 = draft.xform.replace("How safe do you", "How sure do you"), "1" * 64
    session.flush()

    changed = instrument_for(session, draft.id)
    assert changed is not first
    assert "How sure do you feel after dark?" in str(changed.questions[0].label)
    monkeypatch.setattr(instruments, "MOST", 1)
    draft.sha256 = "2" * 64
    session.flush()
    instrument_for(session, draft.id)
    assert len(instruments._held) == 1


def test_an_instrument_that_is_not_there_is_not_found(session: Session) -> None:
    survey = making.survey(session)

    with pytest.raises(NotFound):
        instrument_for(session, survey.id)


def test_addresses_are_whole_and_a_preview_is_signed_and_ends(
    app: Flask, session: Session, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        version = survey.id
        token = preview_token(version)
        whole = app.extensions["settings"].public_base_url.rstrip("/")

        assert survey_address("safe") == f"{whole}/survey/safe/"
        assert link_address("7K2M") == f"{whole}/survey/by/7K2M/"
        assert preview_address(version).startswith(f"{whole}/survey/preview/")
        assert read_preview_token(token) == version
        assert read_preview_token(token[:-2] + "xx") is None
        assert read_preview_token("") is None
        monkeypatch.setattr("surveys.responses.addresses.PREVIEW_LIFE", timedelta(seconds=-1))
        assert read_preview_token(token) is None
