import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engagement.areas.commands import AFTER_LOAD
from engagement.areas.models import AreaKind, AreaVersion
from engagement.audit.models import AuditEntry
from engagement.core.actor import Role
from engagement.core.errors import NotAllowed, Rejected
from engagement.core.jobs import JobState
from engagement.disclosure.releases import read_release
from engagement.disclosure.rounding import FEWER, Kind, Published
from engagement.reports.concerns import Concern
from engagement.reports.models import Channel, Report, ReportRelease, ReportState
from engagement.reports.releases.commands import About, next_release, publish_release
from tests.factories import BOSTON, EAST_LINDSEY, LINCOLN, districts, some_job
from tests.integration.reports.officers import actor
from tests.integration.reports.releases.approved import ABOUT, approved

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=84)


def change_boundaries(session: Session, kind: AreaKind) -> None:
    """A newer version of districts, or the first one of LSOAs, which decide on districts, too."""
    if kind is AreaKind.DISTRICT:
        districts(session)
        return
    version = AreaVersion(
        id=uuid4(),
        kind=kind,
        label="LSOAs",
        loaded_at=NOW,
        is_current=True,
        is_approximate=False,
        repaired=[],
        web_outlines=b"",
    )
    session.add(version)
    session.commit()


def publish(session: Session, now: datetime = NOW, about: About = ABOUT) -> ReportRelease:
    row = publish_release(session, about=about, actor=actor(session), now=now)
    session.commit()
    return row


def told(session: Session, now: datetime = NOW) -> dict[str, Published]:
    release = read_release(publish(session, now).content)
    return {code: figures.whole.count for code, figures in release.groups.items()}


def test_a_release_holds_rounded_counts_of_every_district_and_is_frozen(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 42, 21)
    approved(session, LINCOLN, 9)

    row = publish(session)

    release = read_release(row.content)
    assert release.groups[BOSTON].whole.count == Published(Kind.ROUNDED, 40)
    assert release.groups[BOSTON].part.count == Published(Kind.ROUNDED, 20)
    assert release.groups[LINCOLN].whole.count == FEWER
    assert release.groups[EAST_LINDSEY].whole.count == FEWER
    assert release.sha256 == row.sha256
    assert (row.made_on, row.policy) == (date(2026, 2, 1), "sdc-1 version 1")
    others = {Concern.OTHER_PLACE, Concern.OTHER_HARASSMENT}
    assert set(release.reasons) == {concern.value for concern in set(Concern) - others}


def test_only_what_an_officer_accepted_from_people_in_confirmed_districts_counts(
    session: Session,
) -> None:
    districts(session)
    approved(session, BOSTON, 32)
    for state in (ReportState.NEW, ReportState.HELD, ReportState.REJECTED, ReportState.WITHDRAWN):
        approved(session, BOSTON, 5, state=state, approved_on=None)
    approved(session, BOSTON, 5, source="Walkabout", channel=Channel.IMPORT)
    approved(session, BOSTON, 5, district_confirmed=False)
    approved(session, BOSTON, 5, demonstration=True)
    approved(session, BOSTON, 5, approved_on=date(2026, 2, 1))
    approved(session, LINCOLN, 15, channel=Channel.STAND)

    found = told(session)

    assert found[BOSTON] == Published(Kind.ROUNDED, 30)
    assert found[LINCOLN] == Published(Kind.ROUNDED, 15)


def test_publishing_is_recorded_with_the_hash(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 30)

    row = publish(session)

    found = session.scalars(select(AuditEntry.subject).where(AuditEntry.kind == "release")).all()
    assert found == [row.sha256]
    assert row.made_by is not None


def test_before_thirty_reports_it_says_how_many_are_missing(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 28)

    with pytest.raises(Rejected, match="2 approved reports are missing"):
        publish(session)

    assert session.scalars(select(ReportRelease)).all() == []


def test_before_84_days_it_says_from_when_on(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 30)
    publish(session)
    approved(session, BOSTON, 100)

    with pytest.raises(Rejected, match="again from 26 April 2026"):
        publish(session, LATER - timedelta(days=1))


def test_without_25_new_reports_in_any_district_nothing_is_published(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 30)
    publish(session)
    approved(session, BOSTON, 24, approved_on=date(2026, 3, 1))

    with pytest.raises(Rejected, match="No district has 25"):
        publish(session, LATER)


def test_a_district_without_25_new_reports_keeps_its_figure_and_its_day(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 42)
    approved(session, LINCOLN, 42)
    first = read_release(publish(session).content)
    approved(session, BOSTON, 30, approved_on=date(2026, 3, 1))
    approved(session, LINCOLN, 20, approved_on=date(2026, 3, 1))

    second = read_release(publish(session, LATER).content)

    assert second.groups[BOSTON].whole.count == Published(Kind.ROUNDED, 70)
    assert second.groups[LINCOLN] == first.groups[LINCOLN]
    assert second.total is None
    assert second.previous == first.sha256


def test_a_second_release_on_one_day_is_refused_by_the_database(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 30)
    row = publish(session)
    twin = ReportRelease(made_on=row.made_on, content=b"{}", sha256="1" * 64, policy="sdc-1")
    session.add(twin)

    with pytest.raises(Exception, match="(?i)unique"):
        session.flush()
    session.rollback()


def test_after_a_year_the_count_begins_anew(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 42)
    publish(session)
    approved(session, BOSTON, 27, approved_on=date(2026, 12, 1))

    release = read_release(publish(session, NOW + timedelta(days=365)).content)

    assert release.since == date(2026, 2, 1)
    assert release.groups[BOSTON].whole.count == Published(Kind.ROUNDED, 25)


@pytest.mark.parametrize("kind", [AreaKind.DISTRICT, AreaKind.LSOA])
def test_when_boundaries_change_the_count_begins_anew(session: Session, kind: AreaKind) -> None:
    """Else what moved from a hidden district could be subtracted."""
    districts(session)
    approved(session, BOSTON, 42)
    approved(session, LINCOLN, 9)
    first = read_release(publish(session).content)
    change_boundaries(session, kind)
    session.execute(update(Report).values(district_code=BOSTON))
    approved(session, LINCOLN, 25, approved_on=date(2026, 3, 1))

    second = read_release(publish(session, LATER).content)

    assert second.since == date(2026, 2, 1)
    assert second.groups[BOSTON] == first.groups[BOSTON]
    assert second.groups[LINCOLN].whole.count == Published(Kind.ROUNDED, 25)


def test_a_report_that_is_rejected_or_held_after_approval_is_not_counted_any_more(
    session: Session,
) -> None:
    districts(session)
    approved(session, BOSTON, 67)
    later = [ReportState.REJECTED, ReportState.HELD]
    for one, state in zip(session.scalars(select(Report).order_by(Report.id)), later, strict=False):
        one.state, one.approved_on = state, None
    session.commit()

    first = publish(session)
    assert read_release(first.content).groups[BOSTON].whole.count == Published(Kind.ROUNDED, 65)

    for one in session.scalars(select(Report).where(Report.state == ReportState.APPROVED).limit(5)):
        one.state, one.approved_on = ReportState.REJECTED, None
    approved(session, BOSTON, 24, approved_on=date(2026, 3, 1))
    with pytest.raises(Rejected, match="No district has 25"):
        publish(session, LATER)
    assert session.get_one(ReportRelease, first.id).content == first.content


def test_approximate_districts_are_not_published_but_those_of_a_demonstration_are(
    session: Session,
) -> None:
    districts(session, approximate=True)
    approved(session, BOSTON, 30)

    with pytest.raises(Rejected, match="approximate"):
        publish(session)

    row = publish(session, about=About("A partnership", "The county", demonstration=True))
    assert json.loads(row.content)["facts"]["demonstration"] is True
    assert json.loads(row.content)["facts"]["boundaries"] == "demonstration outlines"


def test_nothing_is_published_while_reports_move_to_new_boundaries(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 30)
    some_job(session, AFTER_LOAD[0], state=JobState.RUNNING)

    with pytest.raises(Rejected, match="new boundaries"):
        publish(session)


def test_without_districts_there_is_nothing_to_publish(session: Session) -> None:
    with pytest.raises(Rejected, match="No districts"):
        publish(session)


def test_only_who_may_publish_for_the_whole_county_can(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 30)

    for one in (
        actor(session, Role.ANALYST),
        actor(session, Role.OFFICER, districts=frozenset({BOSTON})),
    ):
        with pytest.raises(NotAllowed):
            publish_release(session, about=ABOUT, actor=one, now=NOW)


def test_withdrawn_reports_are_made_up_for_before_a_figure_is_renewed(session: Session) -> None:
    districts(session)
    approved(session, BOSTON, 42)
    publish(session)
    for one in session.scalars(select(Report).order_by(Report.id).limit(5)):
        one.state = ReportState.WITHDRAWN
    approved(session, BOSTON, 27, approved_on=date(2026, 3, 1))

    wanted = next_release(session, about=ABOUT, now=LATER).wanted

    assert wanted[BOSTON] == (42 + 25) - (42 - 5 + 27)
