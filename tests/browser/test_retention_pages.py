"""The pages of retention as a data-protection officer sees them."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.actor import Role
from engagement.retention.models import RetentionCertificate
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.integration.accounts.people import make_officer, signed_in_client


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_rules_and_a_certificate_can_be_read_at_every_width(
    app: Flask, session: Session, visit: Visit, width: int
) -> None:
    factories.report(session, received_week=date(2020, 3, 9), occurred_on=None)
    session.commit()
    assert app.test_cli_runner().invoke(args=["retention", "run"]).exit_code == 0
    officer = make_officer(session, Role.DATA_PROTECTION_OFFICER)
    cookie = signed_in_client(app, session, officer).get_cookie("session")
    assert cookie is not None
    visitor = visit(width=width)
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    one = session.scalars(select(RetentionCertificate)).one()
    found = []
    for name, address in {"rules": "/retention/", "certificate": f"/retention/{one.id}"}.items():
        visitor.open(address)
        visitor.picture(f"retention-{name}-{width}")
        found.append((visitor.axe(), visitor.fits()))

    assert found == [([], True)] * 2
    assert visitor.complaints == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_clock_in_doubt_can_be_read_at_every_width(
    app: Flask, session: Session, visit: Visit, width: int
) -> None:
    with clock.frozen(clock.now() - timedelta(days=90)):
        assert app.test_cli_runner().invoke(args=["retention", "run"]).exit_code == 0
    officer = make_officer(session, Role.DATA_PROTECTION_OFFICER)
    cookie = signed_in_client(app, session, officer).get_cookie("session")
    assert cookie is not None
    visitor = visit(width=width)
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    visitor.open("/retention/")
    visitor.picture(f"retention-doubt-{width}")

    assert "the clock of the server is in doubt" in visitor.page.inner_text("main")
    assert (visitor.axe(), visitor.fits(), visitor.complaints) == ([], True, [])
