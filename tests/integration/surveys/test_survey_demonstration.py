"""Made-up surveys: flagged, true to their forms, the same again, and gone when removed."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts import demonstration as accounts
from engagement.accounts.models import Organisation
from engagement.core.clock import london_date
from engagement.core.db import Base, transaction
from engagement.core.drafts import new_code
from surveys import demonstration
from surveys.demonstration import INDICATORS, VIOLENCE
from surveys.instrument.logic import Evaluation
from surveys.models import (
    LinkChannel,
    SavedDraft,
    Survey,
    SurveyLink,
    SurveyRelease,
    SurveyResponse,
    SurveyState,
    SurveyTone,
    SurveyVersion,
)
from surveys.responses.commands import save_draft
from surveys.responses.documents import Document, document_of, record_of
from surveys.responses.instruments import forget_instruments, instrument_for
from surveys.responses.opening import Opening, opening_of
from surveys.responses.queries import all_texts
from surveys.text.masking import mask
from tests.conftest import ROOT
from tests.integration.surveys import making

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
LEICESTERSHIRE = ROOT / "tests" / "data" / "leicestershire.toml"
TABLES = (Survey, SurveyVersion, SurveyLink, SurveyResponse, SurveyRelease, SurveyTone, SavedDraft)


def load(app: Flask, now: datetime = NOW) -> None:
    partnership = app.extensions["partnership"]
    with app.app_context(), transaction() as writing:
        accounts.DEMONSTRATION.load(writing, partnership=partnership, now=now)
        demonstration.load(writing, partnership=partnership, now=now)
    forget_instruments()


def remove(app: Flask) -> None:
    with app.app_context(), transaction() as writing:
        demonstration.remove(writing)


def surveys(session: Session) -> dict[str, Survey]:
    found = session.scalars(sa.select(Survey).where(Survey.demonstration).order_by(Survey.slug))
    return {one.slug: one for one in found}


def responses(session: Session, survey: Survey) -> Sequence[SurveyResponse]:
    ours = sa.select(SurveyResponse).where(SurveyResponse.survey_id == survey.id)
    return session.scalars(ours.order_by(SurveyResponse.id)).all()


def version_of(session: Session, survey: Survey) -> SurveyVersion:
    found: SurveyVersion = session.scalars(
        sa.select(SurveyVersion).where(SurveyVersion.survey_id == survey.id)
    ).one()
    return found


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of surveys, as the database has it."""
    found = {}
    for model in TABLES:
        table = Base.metadata.tables[model.__tablename__]
        rows = session.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
        found[table.name] = [tuple(row) for row in rows]
    return found


def share_of(session: Session, survey: Survey, column: str, names: set[str]) -> float:
    """How many of those who gave an opinion gave one of these."""
    given = [one.answers.get(column) for one in responses(session, survey)]  # type: ignore[union-attr]
    counted = Counter(one for one in given if one not in {None, "dont_know", "prefer_not_to_say"})
    return sum(counted[one] for one in names) / counted.total()


@pytest.fixture
def _loaded(app: Flask) -> None:
    load(app)


@pytest.mark.usefixtures("_loaded")
class TestLoaded:
    def test_every_survey_response_and_release_says_that_it_is_made_up(
        self, session: Session
    ) -> None:
        flags = {
            model.__tablename__: set(session.scalars(sa.select(model.demonstration).distinct()))
            for model in (Survey, SurveyResponse, SurveyRelease)
        }

        assert flags == {name: {True} for name in flags}
        assert all("(demonstration)" in one.title for one in surveys(session).values())
        links = session.scalars(sa.select(SurveyLink.name)).all()
        assert links
        assert all("(demonstration)" in name for name in links)

    def test_as_many_answered_as_the_plan_says_and_one_survey_waits_to_be_tried(
        self, session: Session
    ) -> None:
        found = surveys(session)

        answered = {slug: len(responses(session, one)) for slug, one in found.items()}
        assert answered == {
            "serious-violence": 2_917,
            "feeling-safe-last-year": 603,
            "feeling-safe": 641,
            "trust-and-confidence": 0,
        }
        assert (VIOLENCE, *INDICATORS) == (2_917, 603, 641)
        is_open = {slug for slug, one in found.items() if opening_of(one, NOW) is Opening.OPEN}
        assert is_open == {"trust-and-confidence"}

    def test_each_response_holds_only_what_its_form_asks_of_such_a_person(
        self, session: Session
    ) -> None:
        asked: Counter[str] = Counter()
        for survey in surveys(session).values():
            instrument = instrument_for(session, version_of(session, survey).id)
            columns = {one.column: one for one in instrument.questions}
            for one in responses(session, survey):
                stored = Document(one.answers or {}, one.texts or {})  # type: ignore[arg-type]
                given = record_of(instrument, stored)
                evaluation = Evaluation(instrument, given, now=NOW)

                assert document_of(instrument, evaluation.kept()) == stored
                assert stored.answers.keys() | stored.texts.keys() <= columns.keys()
                wrong = [at for at in given.values if not evaluation.constraint_holds(at)]
                blank = [
                    node.path
                    for node in instrument.questions
                    if evaluation.is_required(node.path) and node.path not in given.values
                ]
                assert (wrong, blank) == ([], [])
                asked.update(stored.answers.keys() | stored.texts.keys())
        # Questions that only some are asked were asked of some, and of far from all.
        assert 0 < asked["why_not"] < asked["told"] < VIOLENCE / 2

    def test_answers_that_go_with_no_other_stand_alone(self, session: Session) -> None:
        survey = surveys(session)["serious-violence"]
        alone = {"none", "dont_know", "prefer_not_to_say"}

        together = [
            value
            for one in responses(session, survey)
            for value in one.answers.values()  # type: ignore[union-attr]
            if isinstance(value, list) and len(value) > 1 and alone.intersection(map(str, value))
        ]

        assert together == []

    def test_days_lie_between_opening_and_closing_and_none_is_to_come(
        self, session: Session
    ) -> None:
        for survey in surveys(session).values():
            days = [one.answered_on for one in responses(session, survey)]
            assert survey.created_on <= london_date(NOW)
            if not days:
                continue
            assert survey.state is SurveyState.CLOSED
            assert survey.opens_at is not None
            assert survey.closed_on is not None
            assert london_date(survey.opens_at) <= min(days) <= max(days) <= survey.closed_on
            assert survey.closed_on < london_date(NOW)
            assert len(set(days)) > 50

    def test_the_violence_survey_was_asked_in_summer_in_two_languages_by_every_channel(
        self, session: Session
    ) -> None:
        survey = surveys(session)["serious-violence"]
        found = responses(session, survey)

        assert {one.answered_on.month for one in found} <= {6, 7, 8}
        languages = Counter(one.language for one in found)
        assert set(languages) == {"en", "pl"}
        assert 50 < languages["pl"] < 400
        channels = Counter(one.channel for one in found)
        assert set(channels) == set(LinkChannel)
        links = session.scalars(sa.select(SurveyLink).where(SurveyLink.survey_id == survey.id))
        assert {one.channel: one.used for one in links} == {
            channel: count for channel, count in channels.items() if channel is not LinkChannel.OPEN
        }

    def test_districts_answer_as_they_have_residents(self, app: Flask, session: Session) -> None:
        survey = surveys(session)["serious-violence"]
        residents = {one.code: one.residents for one in app.extensions["partnership"].districts}
        counted = Counter(one.district_code for one in responses(session, survey))

        assert counted.keys() == residents.keys() | {None}
        placed = counted.total() - counted[None]
        for code, number in residents.items():
            expected = number / sum(residents.values())
            assert counted[code] / placed == pytest.approx(expected, abs=0.03)
        assert all(
            one.district_code is None or one.district_code == one.answers["district"]  # type: ignore[index,call-overload]
            for one in responses(session, survey)
        )

    def test_the_indicators_are_one_instrument_a_year_apart_and_the_later_year_is_safer(
        self, session: Session
    ) -> None:
        earlier, later = (
            surveys(session)[one] for one in ("feeling-safe-last-year", "feeling-safe")
        )

        first, second = version_of(session, earlier), version_of(session, later)
        assert first.xform == second.xform
        assert first.sha256 == second.sha256
        assert earlier.closed_on is not None
        assert later.closed_on is not None
        assert later.closed_on - earlier.closed_on == timedelta(days=365)
        safe = {"very_safe", "fairly_safe"}
        before = share_of(session, earlier, "safe_dark", safe)
        after = share_of(session, later, "safe_dark", safe)
        assert before < after

    def test_after_dark_people_feel_less_safe_than_by_day(self, session: Session) -> None:
        survey, safe = surveys(session)["serious-violence"], {"very_safe", "fairly_safe"}

        by_day = share_of(session, survey, "safe_day", safe)

        assert share_of(session, survey, "safe_dark", safe) < by_day - 0.1

    def test_nobody_can_be_found_in_what_was_written(self, session: Session) -> None:
        survey = surveys(session)["serious-violence"]

        texts = all_texts(session, survey_id=survey.id)

        assert len(texts) > 100
        assert [one.text for one in texts if mask(one.text) != one.text] == []

    def test_nothing_made_up_can_be_taken_for_one_that_was_sent(self, session: Session) -> None:
        found = [one for survey in surveys(session).values() for one in responses(session, survey)]

        assert {one.receipt_hash for one in found} == {None}
        assert not any(one.test for one in found)
        assert len({one.submission for one in found}) == len(found)

    def test_the_public_results_say_that_they_are_a_demonstration(
        self, client: FlaskClient
    ) -> None:
        page = client.get("/survey/serious-violence/results/")

        assert page.status_code == 200
        assert "Demonstration." in page.text
        assert "These answers are made up." in page.text
        assert "2,915 people answered" in page.text
        assert client.get("/survey/trust-and-confidence/results/").status_code == 404

    def test_the_open_survey_can_be_begun(self, client: FlaskClient) -> None:
        page = client.get("/survey/trust-and-confidence/")

        assert page.status_code == 200
        assert "Trust and confidence (demonstration)" in page.text
        assert "Start" in page.text

    def test_loading_again_changes_nothing(self, app: Flask, session: Session) -> None:
        before = everything(session)
        session.rollback()

        load(app, NOW + timedelta(days=3))

        assert everything(session) == before


def real_survey(session: Session, organisation: UUID | None = None) -> Survey:
    """One that people answer in earnest, published, with a draft that waits."""
    made = making.survey(session, slug="a-real-one", organisation_id=organisation)
    version = making.version_of(session, made)
    making.link(session, made.id)
    given = {"safe": "unsafe", "comment": "It is dark by the bus stop"}
    answered = making.response(session, version, given)
    session.add(SurveyTone(response_id=answered.id, place="comment", score=-0.5, tone="negative"))
    session.add(
        SurveyRelease(
            survey_id=made.id,
            made_on=date(2025, 7, 1),
            content=b"{}",
            sha256="0" * 64,
            policy="sdc-1",
        )
    )
    save_draft(session, survey_id=made.id, code=new_code(), draft=b"sealed", now=making.NOW)
    session.commit()
    return made


def test_removing_leaves_a_real_survey_and_all_that_belongs_to_it(
    app: Flask, session: Session
) -> None:
    real_survey(session)
    before = everything(session)
    session.rollback()
    assert all(before.values())

    load(app)
    remove(app)

    assert everything(session) == before


def test_removing_takes_what_visitors_answered_to_a_made_up_survey(
    app: Flask, session: Session
) -> None:
    load(app)
    tried = surveys(session)["trust-and-confidence"]
    version = version_of(session, tried)
    answered = making.response(session, version, {"trust": "agree", "why": "They are kind"})
    session.add(SurveyTone(response_id=answered.id, place="why", score=0.5, tone="positive"))
    save_draft(session, survey_id=tried.id, code=new_code(), draft=b"sealed", now=NOW)
    session.commit()

    remove(app)

    assert everything(session) == {model.__tablename__: [] for model in TABLES}


def test_the_whole_demonstration_goes_although_one_of_its_officers_made_a_real_survey(
    app: Flask, session: Session
) -> None:
    load(app)
    council = session.scalars(
        sa.select(Organisation.id).where(Organisation.name == accounts.COUNTY_COUNCIL)
    ).one()
    made = real_survey(session, council).id

    outcome = app.test_cli_runner().invoke(args=["demonstration", "remove"])

    assert outcome.exception is None
    left = session.execute(sa.select(Survey.id, Survey.demonstration)).all()
    assert [tuple(row) for row in left] == [(made, False)]


def test_it_loads_beside_a_real_survey_that_has_its_address(app: Flask, session: Session) -> None:
    real = making.survey(session, slug="serious-violence").id

    load(app)

    left = session.scalar(sa.select(Survey.slug).where(Survey.id == real))
    assert left == "serious-violence"
    assert set(surveys(session)) == {
        "serious-violence-2",
        "feeling-safe-last-year",
        "feeling-safe",
        "trust-and-confidence",
    }


def test_the_same_day_makes_the_same_people(app: Flask, session: Session) -> None:
    def said() -> Counter[str]:
        return Counter(
            f"{one.answered_on} {one.language} {one.channel} {one.answers} {one.texts}"
            for survey in surveys(session).values()
            for one in responses(session, survey)
        )

    load(app)
    first = said()
    session.rollback()
    remove(app)
    session.expunge_all()

    load(app, NOW + timedelta(hours=5))

    assert said() == first


@pytest.mark.parametrize(
    "now", [datetime(2026, 9, 1, 9, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=UTC)]
)
def test_on_any_day_of_the_year_nothing_lies_in_the_time_to_come(
    app: Flask, session: Session, now: datetime
) -> None:
    load(app, now)

    latest = session.scalar(sa.select(sa.func.max(SurveyResponse.answered_on)))
    assert latest is not None
    assert latest < london_date(now)
    assert all(one.closes_at is None or one.closes_at <= now for one in surveys(session).values())


@pytest.mark.settings(partnership_file=LEICESTERSHIRE)
def test_a_second_county_has_its_own_districts_and_results(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    load(app)

    survey = surveys(session)["serious-violence"]
    codes = {one.code for one in app.extensions["partnership"].districts}
    assert {one.district_code for one in responses(session, survey)} == codes | {None}
    page = client.get("/survey/serious-violence/results/")
    assert page.status_code == 200
    assert "Lincoln" not in page.text
    assert "Blaby" in page.text
