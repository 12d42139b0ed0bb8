"""One report sent many times at once, by a link with room for one."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.areas.models import AreaVersion
from engagement.core import clock
from engagement.reports.journey.draft import seal_draft
from engagement.reports.models import Channel, EventLink, Report, ReportState
from tests.html import parse
from tests.integration.reports.defence import test_over_http as over_http

AT_ONCE = 16


def test_sixteen_posts_at_once_are_one_report_and_use_the_link_once(
    app: Flask, session: Session, county: AreaVersion
) -> None:
    with clock.frozen(over_http.SENT):
        link = over_http.a_link(session, app, ceiling=1)
        with app.app_context():
            sealed = seal_draft(over_http.draft(1, link))

        def post(_number: int) -> tuple[int, str]:
            with clock.frozen(over_http.SENT):
                response = app.test_client().post("/report/check/", data={"draft": sealed})
            return response.status_code, parse(response.text).heading

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = set(pool.map(post, range(AT_ONCE)))
        repeated = post(0)

    session.rollback()
    assert {status for status, _heading in answers} == {200}
    assert answers == {repeated}
    assert session.scalars(sa.select(EventLink.used)).one() == 1
    one = session.scalars(sa.select(Report)).one()
    assert (one.state, one.channel) == (ReportState.NEW, Channel.CLASS)
