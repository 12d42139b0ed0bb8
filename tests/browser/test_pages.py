"""Every page in a real browser: nothing for axe, nothing sideways, targets to hit, no other host.

Which pages there are comes from the URL map, so that a new one is looked at the day it is added.
That a page asks no other host and writes no error to the console is checked by `visit`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.accounts.permissions import PUBLIC, ROLE_ACTIONS, SIGNED_IN
from engagement.core.actor import SYSTEM, Role
from engagement.core.http import PAGES, error_page
from surveys.models import Survey, SurveyState
from surveys.results.commands import About, publish_results
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.surveys import making

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
PUBLIC_PAGES = {"/", "/help", "/privacy", "/accessibility", "/report/", "/report/where/"}
STANDING = ["/", "/help", "/report/", "/report/where/"]
LOW = 256
"""The height of a window of 1280 by 1024 pixels at 400 %, when it is 320 wide."""
SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const nowhere = "[hidden], .app-no-person, .govuk-visually-hidden, .govuk-skip-link";
    const hidden = one.closest(nowhere);
    return box.width && box.height && !hidden && (box.width < 24 || box.height < 24);
  }).map((one) => one.outerHTML)"""


def faults(visitor: Visitor) -> list[str]:
    """What is wrong with the page as it is."""
    found = visitor.axe() + [f"smaller than 24 px: {one}" for one in visitor.page.evaluate(SMALL)]
    return found if visitor.fits() else [*found, "scrolls sideways"]


def looked_at(visitor: Visitor, addresses: Iterable[str]) -> dict[str, list[str]]:
    """The faults of each address that is a page and not a file."""
    found = {}
    for address in sorted(addresses):
        answer = visitor.context.request.get(visitor.home + address, max_redirects=0)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            visitor.open(address)
            found[address] = faults(visitor)
    return found


def addresses_of(app: Flask, access: Iterable[object], ids: Mapping[str, object]) -> set[str]:
    """What can be asked for by GET behind these doors; `ids` fill in what an address names."""
    found = set()
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            known = rule.arguments <= set(ids) and "GET" in (rule.methods or ())
            if known and app.extensions["access"].get(rule.endpoint) in access:
                values = {name: ids[name] for name in rule.arguments}
                _host, path = rule.build(values) or ("", "")
                found.add(path)
    return found


@both_widths
def test_every_public_page_is_for_everybody(
    app: Flask, session: Session, visit: Visit, width: int
) -> None:
    factories.districts(session)

    addresses = addresses_of(app, {PUBLIC}, {})
    for survey in (making.survey(session), published(session)):
        addresses |= addresses_of(app, {PUBLIC}, {"slug": survey.slug})

    found = looked_at(visit(width=width), addresses)

    assert set(found) >= {*PUBLIC_PAGES, "/sign-in", "/survey/", "/survey/published/results/"}
    assert found == {address: [] for address in found}


@both_widths
def test_every_error_page_is_for_everybody(app: Flask, visit: Visit, width: int) -> None:
    for status in PAGES:
        endpoint = f"shown-{status}"
        app.add_url_rule(f"/shown/{status}", endpoint, lambda status=status: error_page(status))
        app.extensions["access"][endpoint] = PUBLIC
    visitor = visit(width=width)

    found = {}
    for status in PAGES:
        visitor.open(f"/shown/{status}")
        found[status] = faults(visitor)

    assert found == {status: [] for status in PAGES}


@both_widths
@pytest.mark.parametrize("role", Role)
def test_every_page_of_an_officer_is_usable(
    app: Flask, session: Session, visit: Visit, role: Role, width: int
) -> None:
    factories.districts(session)
    report = factories.report(session)
    session.commit()
    partner = role is Role.PARTNER
    officer = make_officer(
        session, role, districts=frozenset({factories.BOSTON}) if partner else None
    )
    ids = {
        "report_id": report.id,
        "officer_id": officer.id,
        "import_id": uuid4(),
        "name": "safe",
        "column": "comment",
        **a_survey(session),
    }
    visitor = signed_in(app, session, visit(width=width), officer)

    found = looked_at(visitor, addresses_of(app, {SIGNED_IN, *ROLE_ACTIONS[role]}, ids))

    assert len(found) >= 4
    assert found == {address: [] for address in found}


def a_survey(session: Session) -> dict[str, object]:
    """A survey with an answer and a link: what its addresses name."""
    survey = making.survey(session, for_under_18s=True, sensitive=True)
    version = making.version_of(session, survey)
    said = {"safe": "unsafe", "reasons": "dark people", "times": "3", "comment": "It is dark."}
    making.response(session, version, said, district_code=factories.BOSTON)
    link = making.link(session, survey.id)
    return {"survey_id": survey.id, "survey_link_id": link.id, "number": version.number}


def published(session: Session) -> Survey:
    """A closed survey whose results are public."""
    survey = making.survey(
        session, slug="published", state=SurveyState.CLOSED, closed_on=date(2025, 6, 12)
    )
    version = making.version_of(session, survey)
    for number in range(60):
        said = {"safe": "safe" if number % 3 else "unsafe", "reasons": "dark", "times": "2"}
        making.response(session, version, said)
    about = About("A partnership", "A council")
    publish_results(session, survey=survey, about=about, actor=SYSTEM, now=making.NOW)
    session.commit()
    return survey


def signed_in(app: Flask, session: Session, visitor: Visitor, officer: Officer) -> Visitor:
    cookie = signed_in_client(app, session, officer).get_cookie("session")
    assert cookie is not None
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


@pytest.mark.parametrize("address", STANDING)
def test_the_focus_is_never_hidden_at_400_percent(
    session: Session, visit: Visit, address: str
) -> None:
    factories.districts(session)
    visitor = visit(width=NARROW)
    page = visitor.open(address)
    page.set_viewport_size({"width": NARROW, "height": LOW})

    hidden, reached = [], ""
    for key in ["Tab"] * 18 + ["Shift+Tab"] * 18:
        page.keyboard.press(key)
        page.wait_for_timeout(30)
        here = visitor.focused()
        reached += here
        if "govuk-template__body" not in here and visitor.covered():  # past the last: the browser
            hidden.append(f"{key} to {here}")

    assert "govuk-exit-this-page__button" in reached
    assert hidden == []
