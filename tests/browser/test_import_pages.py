"""The pages of imports as an officer sees them: nothing for axe, no sideways scrolling."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.reports.importing.importing import (
    INSIDE,
    OUTSIDE,
    csv_file,
    imports,
    run_import,
)


def _signed_in(app: Flask, session: Session, visitor: Visitor) -> Visitor:
    cookie = signed_in_client(app, session, make_officer(session)).get_cookie("session")
    assert cookie is not None
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_pages_of_imports_are_usable_at_every_width(
    app: Flask, session: Session, visit: Visit, tmp_path: Path, width: int
) -> None:
    factories.districts(session)
    visitor = _signed_in(app, session, visit(width=width))
    visitor.open("/reports/imports/")
    empty = visitor.axe(), visitor.fits()
    rows = [(*INSIDE, "2020-07"), *[(*OUTSIDE, "2020-07")] * 60, *[("x", 1, "2020-07")] * 120]
    run_import(app, csv_file(tmp_path, rows), "--source", "Walkabout")
    (one,) = imports(session)

    visitor.open("/reports/imports/")
    visitor.picture(f"imports-{width}")
    listed = visitor.axe(), visitor.fits()
    visitor.open(f"/reports/imports/{one.id}?rejected=2")
    visitor.picture(f"import-{width}")
    detail = visitor.axe(), visitor.fits()

    assert [empty, listed, detail] == [([], True)] * 3
    assert visitor.complaints == []
