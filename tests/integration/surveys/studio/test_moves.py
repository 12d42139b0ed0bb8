"""The life of a survey: every move that is legal, every one that is not, and two at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.accounts import demonstration as accounts_demonstration
from engagement.accounts.models import Organisation
from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import transaction
from engagement.core.errors import NotAllowed, NotFound, Rejected
from surveys import demonstration as surveys_demonstration
from surveys.models import Survey, SurveyState, SurveyVersion, VersionState
from surveys.studio import commands
from surveys.studio.versions.commands import keep_version, publish_version, remove_version
from tests import factories
from tests.integration.accounts.people import make_officer
from tests.integration.surveys import making
from tests.integration.surveys.studio.drafts import (
    FACTS,
    FORM,
    LONGER,
    PARTNERSHIP,
    draft,
    live,
    questionnaire,
)

NOW = datetime(2025, 6, 13, 13, 37, tzinfo=UTC)
Move = Callable[[Session, UUID, Actor], object]


def move(command: Callable[..., object], **more: object) -> Move:
    def make(session: Session, survey_id: UUID, actor: Actor) -> object:
        return command(session, survey_id=survey_id, actor=actor, now=clock.now(), **more)

    return make


MOVES: dict[str, Move] = {
    "describe": lambda session, survey_id, actor: commands.change_survey(
        session,
        survey_id=survey_id,
        facts=commands.Facts(title="Other", slug="other", controller="police"),
        actor=actor,
        now=clock.now(),
    ),
    "set hours": move(commands.set_hours, opens_at=None, closes_at=NOW + timedelta(days=9)),
    "publish": move(commands.publish_survey, partnership=PARTNERSHIP),
    "close": move(commands.close_survey),
    "archive": move(commands.archive_survey),
    "delete": move(commands.delete_survey),
    "send a version": move(keep_version, questionnaire=questionnaire(LONGER)),
    "publish a version": move(publish_version),
    "remove a version": move(remove_version),
}
LEGAL = {
    "draft": {"describe", "set hours", "publish", "delete", "send a version"},
    "live": {"set hours", "close", "send a version"},
    "live with a new version": {
        "set hours",
        "close",
        "publish a version",
        "remove a version",
    },
    "over": {"close", "archive"},
    "closed": {"archive"},
    "archived": set(),
}


@pytest.fixture
def actor(session: Session) -> Actor:
    return make_officer(session).actor()


def survey_that_is(state: str, session: Session, actor: Actor) -> Survey:
    """A survey that has come so far, at the moment of the test."""
    if state == "draft":
        return draft(session, actor=actor)
    made = live(session, actor=actor)
    if state == "live with a new version":
        MOVES["send a version"](session, made.id, actor)
    elif state == "over":
        made.closes_at = clock.now() - timedelta(days=2)
    elif state in ("closed", "archived"):
        MOVES["close"](session, made.id, actor)
        if state == "archived":
            MOVES["archive"](session, made.id, actor)
    session.commit()
    return made


def everything(session: Session) -> list[str]:
    tables = (Survey.__table__, SurveyVersion.__table__, AuditEntry.__table__)
    found = [str(row) for table in tables for row in session.execute(sa.select(table))]
    session.rollback()
    return sorted(found)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", LEGAL)
def test_a_move_is_made_where_it_is_legal_and_else_changes_nothing(
    state: str, name: str, session: Session, actor: Actor
) -> None:
    with clock.frozen(NOW):
        survey = survey_that_is(state, session, actor)
        before = everything(session)
        if name in LEGAL[state]:
            MOVES[name](session, survey.id, actor)
            session.commit()
            assert everything(session) != before
        else:
            with pytest.raises(Rejected) as refused:
                MOVES[name](session, survey.id, actor)
            session.rollback()
            assert refused.value.message
            assert everything(session) == before


@pytest.mark.parametrize("name", MOVES)
def test_every_move_asks_for_the_districts_of_the_survey_and_for_a_survey(
    name: str, session: Session
) -> None:
    boston = make_officer(session, districts=frozenset({factories.BOSTON})).actor()
    lincoln = make_officer(session, districts=frozenset({factories.LINCOLN})).actor()
    county_wide, in_boston = draft(session), draft(session, actor=boston)
    session.commit()

    for survey in (county_wide, in_boston):
        with pytest.raises(NotAllowed):
            MOVES[name](session, survey.id, lincoln)
        session.rollback()
    with pytest.raises(NotFound):
        MOVES[name](session, uuid4(), boston)


def test_each_move_leaves_one_line_with_the_title_in_the_audit(
    session: Session, actor: Actor
) -> None:
    with clock.frozen(NOW):
        survey = survey_that_is("live with a new version", session, actor)
        MOVES["publish a version"](session, survey.id, actor)
        MOVES["close"](session, survey.id, actor)
        MOVES["archive"](session, survey.id, actor)
        session.commit()

    told = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [one.action for one in told] == [
        "survey-made",
        "survey-published",
        "survey-version-kept",
        "survey-version-published",
        "survey-closed",
        "survey-archived",
    ]
    assert {one.subject for one in told} == {str(survey.id)}


def test_of_two_who_publish_at_once_one_does_and_the_other_is_told(
    app: Flask, session: Session, actor: Actor
) -> None:
    survey = draft(session, actor=actor)
    told = together(app, lambda one: MOVES["publish"](one, survey.id, actor))

    assert sorted(told) == ["", "This survey was published already."]
    session.expire_all()
    assert session.get_one(Survey, survey.id).state is SurveyState.LIVE
    assert published_lines(session) == ["survey-published"]


def test_of_two_who_publish_one_new_version_at_once_one_does(
    app: Flask, session: Session, actor: Actor
) -> None:
    survey = live(session, actor=actor)
    MOVES["send a version"](session, survey.id, actor)
    session.commit()
    done, refused = sorted(
        together(app, lambda one: MOVES["publish a version"](one, survey.id, actor))
    )

    assert done == ""
    assert "There is no new version" in refused
    states = session.scalars(sa.select(SurveyVersion.state).order_by(SurveyVersion.number)).all()
    assert states == [VersionState.PUBLISHED, VersionState.PUBLISHED]


def test_two_who_send_other_versions_at_once_leave_one_of_them(
    app: Flask, session: Session, actor: Actor
) -> None:
    survey = live(session, actor=actor)
    forms = [questionnaire(FORM.replace("What else?", text)) for text in ("More?", "Why?")]

    def send(one: Session) -> None:
        keep_version(
            one, survey_id=survey.id, questionnaire=forms.pop(), actor=actor, now=clock.now()
        )

    assert together(app, send) == ["", ""]
    numbers = session.scalars(sa.select(SurveyVersion.number).order_by(SurveyVersion.number)).all()
    assert numbers == [1, 2]


def together(app: Flask, act: Callable[[Session], object]) -> list[str]:
    """Two threads do it at the same moment; what each was told."""
    told: list[str] = []
    barrier = Barrier(2)

    def one() -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction() as session:
                    act(session)
                told.append("")
            except Rejected as refused:
                told.append(refused.message)

    threads = [Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def published_lines(session: Session) -> list[str]:
    found = sa.select(AuditEntry.action).where(AuditEntry.action == "survey-published")
    return list(session.scalars(found.order_by(AuditEntry.seq)))


def test_surveys_with_one_title_get_addresses_of_their_own_also_at_once(
    app: Flask, session: Session, actor: Actor
) -> None:
    draft(session, actor=actor)

    def make(one: Session) -> None:
        commands.make_survey(
            one, facts=FACTS, questionnaire=questionnaire(), actor=actor, now=clock.now()
        )

    assert together(app, make) == ["", ""]
    slugs = session.scalars(sa.select(Survey.slug).order_by(Survey.slug)).all()
    assert slugs == ["how-safe-we-feel", "how-safe-we-feel-2", "how-safe-we-feel-3"]


def test_an_address_that_is_taken_is_refused_on_its_field_and_nothing_else_changes(
    session: Session, actor: Actor
) -> None:
    draft(session, actor=actor)
    second = draft(session, actor=actor)
    facts = commands.Facts(title="Another", slug="how-safe-we-feel", controller="police")

    with pytest.raises(Rejected) as refused:
        commands.change_survey(
            session, survey_id=second.id, facts=facts, actor=actor, now=clock.now()
        )
    session.rollback()

    assert refused.value.field == "slug"
    session.expire_all()
    assert session.get_one(Survey, second.id).title == "How safe we feel"


def test_an_officer_of_a_district_makes_surveys_of_theirs_and_cannot_widen_them(
    session: Session,
) -> None:
    boston = make_officer(session, districts=frozenset({factories.BOSTON})).actor()
    survey = draft(session, actor=boston)
    assert survey.scope == frozenset({factories.BOSTON})

    for districts in (None, frozenset({factories.BOSTON, factories.LINCOLN})):
        facts = commands.Facts(
            title="Wider", slug="wider", controller="police", districts=districts
        )
        with pytest.raises(NotAllowed):
            commands.change_survey(
                session, survey_id=survey.id, facts=facts, actor=boston, now=clock.now()
            )
        session.rollback()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"purpose": " "}, "what the survey is for"),
        ({"privacy_notice": ""}, "privacy notice"),
        ({"controller": "nobody"}, "who answers for the survey"),
        ({"closes_at": NOW}, "closed already"),
        ({"for_under_18s": True}, "age band"),
    ],
)
def test_a_draft_that_lacks_something_is_not_published(
    changes: dict[str, object], problem: str, session: Session, actor: Actor
) -> None:
    survey = draft(session, actor=actor)
    for name, value in changes.items():
        setattr(survey, name, value)
    session.commit()

    with clock.frozen(NOW), pytest.raises(Rejected, match=problem):
        MOVES["publish"](session, survey.id, actor)


def test_a_survey_whose_time_is_over_was_closed_on_that_day_when_it_is_archived(
    session: Session, actor: Actor
) -> None:
    with clock.frozen(NOW):
        survey = survey_that_is("over", session, actor)
        MOVES["archive"](session, survey.id, actor)
        session.commit()

    assert survey.closed_on is not None
    assert survey.closed_on.isoformat() == "2025-06-11"


def test_the_hours_of_an_open_survey_move_only_at_their_end(session: Session, actor: Actor) -> None:
    def hours(opens: datetime | None, closes: datetime | None) -> None:
        move(commands.set_hours, opens_at=opens, closes_at=closes)(session, survey.id, actor)

    with clock.frozen(NOW):
        survey = live(session, actor=actor)
        hours(None, NOW + timedelta(hours=1))
        for opens, closes, field in (
            (NOW + timedelta(days=1), NOW + timedelta(days=2), "opens_on"),
            (None, NOW, "closes_on"),
        ):
            with pytest.raises(Rejected) as refused:
                hours(opens, closes)
            assert refused.value.field == field
        session.commit()
    with clock.frozen(NOW + timedelta(hours=1)), pytest.raises(Rejected, match="stays closed"):
        hours(None, NOW + timedelta(days=9))


def test_what_a_made_up_officer_makes_goes_with_the_demonstration(session: Session) -> None:
    officer = make_officer(session, demonstration=True)
    real = draft(session)
    made = live(session, actor=officer.actor())
    organisation = session.get_one(Organisation, officer.organisation_id)
    organisation.demonstration = True
    making.response(session, making.version_of(session, made), {"safe": "safe"})
    session.commit()

    surveys_demonstration.remove(session)
    accounts_demonstration.remove_demonstration_accounts(session)
    session.commit()

    assert session.scalars(sa.select(Survey.id)).all() == [real.id]
    assert session.get(Organisation, organisation.id) is None
