"""Importing a file by the page in a real browser: sent, described, looked at, done."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.core.actor import Role
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.files_sent import districts
from tests.integration.reports.importing.importing import imports
from tests.integration.reports.uploads.sending import ROWS


def _signed_in(app: Flask, session: Session, visitor: Visitor, *roles: Role) -> Visitor:
    cookie = signed_in_client(app, session, make_officer(session, *roles)).get_cookie("session")
    assert cookie is not None
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


def _looked_at(visitor: Visitor, name: str) -> tuple[list[str], bool]:
    visitor.picture(name)
    return visitor.axe(), visitor.fits()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_file_of_reports_goes_all_the_way(
    app: Flask, session: Session, visit: Visit, tmp_path: Path, width: int
) -> None:
    factories.districts(session)
    path = tmp_path / "walk.csv"
    path.write_bytes(ROWS)
    visitor = _signed_in(app, session, visit(width=width))
    seen = []

    page = visitor.open("/reports/imports/")
    page.get_by_role("button", name="Import a file", exact=True).click()
    seen.append(_looked_at(visitor, f"upload-file-{width}"))
    visitor.press("Send the file")
    seen.append(_looked_at(visitor, f"upload-missing-{width}"))
    page.get_by_label("File", exact=True).set_input_files(path)
    visitor.press("Send the file")
    seen.append(_looked_at(visitor, f"upload-columns-{width}"))
    page.get_by_label("Where do the reports come from?").fill("Walk of spring")
    visitor.press("Look at what would be stored")
    seen.append(_looked_at(visitor, f"upload-preview-{width}"))
    visitor.press("Start the import")

    assert seen == [([], True)] * 4
    assert page.get_by_role("heading", level=1).inner_text() == "Import of walk.csv"
    (one,) = imports(session)
    assert (one.imported, one.outside, one.rejected) == (2, 1, 1)
    assert visitor.complaints == []


def test_without_javascript_it_goes_all_the_way_too(
    app: Flask, session: Session, visit: Visit, tmp_path: Path
) -> None:
    factories.districts(session)
    path = tmp_path / "walk.csv"
    path.write_bytes(ROWS)
    visitor = _signed_in(app, session, visit(javascript=False))

    page = visitor.open("/reports/imports/files/new")
    page.get_by_label("File", exact=True).set_input_files(path)
    for button in ("Send the file", "Look at what would be stored", "Start the import"):
        visitor.press(button)

    assert imports(session)[0].imported == 2


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_file_of_boundaries_goes_all_the_way(
    app: Flask, session: Session, visit: Visit, tmp_path: Path, width: int
) -> None:
    factories.districts(session, approximate=True)
    path = tmp_path / "districts.geojson"
    path.write_bytes(districts())
    visitor = _signed_in(app, session, visit(width=width), Role.ADMINISTRATOR)
    seen = []

    page = visitor.open("/areas/")
    page.get_by_role("button", name="Send a file of boundaries").click()
    seen.append(_looked_at(visitor, f"areas-file-{width}"))
    page.get_by_label("File", exact=True).set_input_files(path)
    visitor.press("Send the file")
    page.get_by_label("Districts").check()
    seen.append(_looked_at(visitor, f"areas-fields-{width}"))
    visitor.press("Check the file")
    seen.append(_looked_at(visitor, f"areas-check-{width}"))
    visitor.press("Load these areas")

    assert seen == [([], True)] * 3
    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert not version.is_approximate
    assert visitor.complaints == []
