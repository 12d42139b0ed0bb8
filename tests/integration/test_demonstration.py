"""Made-up reports: about 400, of every state, the same on one day, and gone when removed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.clock import london_date
from engagement.reports import demonstration
from engagement.reports.demonstration import CLUSTERED, CLUSTERS, DAYS, FLOOD, SOURCE
from engagement.reports.models import PlacedBy, Report, ReportConcern, ReportState
from tests import factories

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
LEICESTERSHIRE = Path(__file__).resolve().parents[1] / "data" / "leicestershire.toml"


def _load(app: Flask, session: Session, now: datetime = NOW) -> list[Report]:
    with app.app_context():
        demonstration.load(session, partnership=app.extensions["partnership"], now=now)
    session.commit()
    return _pins(session)


def _pins(session: Session) -> list[Report]:
    ours = sa.select(Report).where(Report.demonstration).order_by(Report.id)
    return list(session.scalars(ours))


@pytest.fixture
def _outlines(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["areas", "outline"])


@pytest.mark.usefixtures("_outlines")
class TestWithOutlines:
    def test_about_400_pins_of_every_state_over_24_months(
        self, app: Flask, session: Session
    ) -> None:
        pins = _load(app, session)

        assert 380 <= len(pins) <= 420
        states = Counter(pin.state for pin in pins)
        assert set(states) == set(ReportState)
        assert {pin.source for pin in pins} == {SOURCE}
        days = [pin.occurred_on for pin in pins if pin.occurred_on]
        today = london_date(NOW)
        assert min(days) > today - timedelta(days=DAYS)
        assert max(days) < today
        assert len({pin.occurred_month for pin in pins if pin.occurred_month}) == 24 + 1
        assert {pin.placed_by for pin in pins} == set(PlacedBy) - {
            PlacedBy.LONLAT,
            PlacedBy.IMPORT,
        }

    def test_every_district_has_some_and_each_lies_in_its_square(
        self, app: Flask, session: Session
    ) -> None:
        pins = _load(app, session)

        districts = {district.code for district in app.extensions["partnership"].districts}
        placed = [pin for pin in pins if pin.easting is not None]
        assert {pin.district_code for pin in placed} == districts
        assert all(pin.easting % pin.precision_m == 0 for pin in placed if pin.easting)

    def test_a_withdrawn_pin_keeps_no_place_time_or_reason(
        self, app: Flask, session: Session
    ) -> None:
        pins = [pin for pin in _load(app, session) if pin.state is ReportState.WITHDRAWN]

        for pin in pins:
            kept = (pin.easting, pin.northing, pin.district_code, pin.lsoa_code, pin.occurred_on)
            assert kept == (None,) * 5
            assert (pin.occurred_month, pin.time_band, pin.burst) == (None,) * 3
        ids = [pin.id for pin in pins]
        concerns = sa.select(ReportConcern).where(ReportConcern.report_id.in_(ids))
        assert session.scalars(concerns).all() == []

    def test_what_was_done_took_its_time_and_none_of_it_is_still_to_come(
        self, app: Flask, session: Session
    ) -> None:
        pins, today = _load(app, session), london_date(NOW)

        for pin in pins:
            steps = (pin.occurred_on, pin.approved_on, pin.passed_on, pin.acted_on, pin.closed_on)
            days = [day for day in steps if day]
            assert days == sorted(days)
            assert all(day < today for day in days)
            assert pin.received_week is not None
            assert pin.received_week < today
        ends = Counter(pin.closed_on or pin.acted_on for pin in pins)
        assert max(count for day, count in ends.items() if day) <= 8
        back = [pin.received_week for pin in pins if pin.state is ReportState.WITHDRAWN]
        assert len(set(back)) > len(back) / 2

    def test_one_flood_comes_from_one_sitting(self, app: Flask, session: Session) -> None:
        pins = _load(app, session)

        bursts = Counter(pin.burst for pin in pins if pin.burst is not None)
        (burst, count), *others = bursts.most_common()
        assert count == FLOOD
        assert all(times == 1 for _burst, times in others)
        flood = [pin for pin in pins if pin.burst == burst]
        assert len({pin.occurred_on for pin in flood}) == 1
        assert {pin.time_band for pin in flood} == {"night"}
        _check_within(flood, 250)

    def test_three_clusters_lie_in_different_districts_over_many_weeks(
        self, app: Flask, session: Session
    ) -> None:
        pins = [pin for pin in _load(app, session) if pin.easting and pin.precision_m == 10]
        flood = Counter(pin.burst for pin in pins).most_common(1)[0][0]

        cells = Counter(
            (pin.district_code, round((pin.easting or 0) / 300), round((pin.northing or 0) / 300))
            for pin in pins
            if pin.burst != flood
        )
        full = [cell for cell, count in cells.items() if count >= CLUSTERED // 4]
        assert len({district for district, _x, _y in full}) >= CLUSTERS

    def test_loading_twice_adds_none(self, app: Flask, session: Session) -> None:
        first = {pin.id for pin in _load(app, session)}

        again = {pin.id for pin in _load(app, session, NOW + timedelta(days=3))}

        assert again == first

    def test_the_same_day_makes_the_same_pins(self, app: Flask, session: Session) -> None:
        first = [_facts(pin) for pin in _load(app, session)]
        demonstration.remove(session)
        session.commit()
        session.expunge_all()

        again = [_facts(pin) for pin in _load(app, session, NOW + timedelta(hours=5))]

        assert again == first

    def test_removing_leaves_everything_else(self, app: Flask, session: Session) -> None:
        real = factories.report(session)
        session.commit()
        _load(app, session)

        demonstration.remove(session)
        session.commit()

        assert session.scalars(sa.select(Report.id)).all() == [real.id]
        assert session.scalars(sa.select(ReportConcern.report_id)).all() == [real.id]

    @pytest.mark.settings(partnership_file=LEICESTERSHIRE)
    def test_another_county_has_its_own(self, app: Flask, session: Session) -> None:
        pins = _load(app, session)

        districts = {district.code for district in app.extensions["partnership"].districts}
        assert len(pins) >= 380
        assert {pin.district_code for pin in pins if pin.district_code} == districts


def test_without_districts_there_are_no_pins(app: Flask, session: Session) -> None:
    assert _load(app, session) == []


def _facts(pin: Report) -> tuple[object, ...]:
    return pin.id, pin.easting, pin.northing, pin.state, pin.occurred_on, pin.burst, pin.time_band


def _check_within(pins: list[Report], metres: float) -> None:
    for axis in ("easting", "northing"):
        values = [getattr(pin, axis) for pin in pins]
        assert max(values) - min(values) <= metres
