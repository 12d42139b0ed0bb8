"""An officer for Boston with the page open, and free text switched on."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.actor import Role
from engagement.reports.models import FREE_TEXT, ReportOption
from tests.factories import BOSTON, districts
from tests.integration.reports.journey.walk import Walk
from tests.integration.reports.officers import browser

IN_BOSTON: Any = frozenset({BOSTON})


@pytest.fixture
def free_text(session: Session) -> None:
    """An administrator has switched free text on."""
    session.add(ReportOption(name=FREE_TEXT, value=True))
    session.commit()


@pytest.fixture
def officer(app: Flask, session: Session) -> Walk:
    districts(session)
    walk = Walk(browser(app, session, Role.OFFICER, districts=IN_BOSTON))
    walk.open("/reports/record/")
    return walk
