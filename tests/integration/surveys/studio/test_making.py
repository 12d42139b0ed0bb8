"""Making surveys on the pages: library, copy, file, and what a draft says about itself."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.core.actor import Role
from surveys.instrument.notices import FormRefused
from surveys.instrument.workbook import write_workbook
from surveys.library import ready
from surveys.models import Survey, SurveyState, SurveyVersion
from surveys.studio import uploading
from surveys.studio.making import beginning
from surveys.studio.questionnaire import notices_in, sheets_in
from surveys.studio.slugs import RESERVED
from tests import factories
from tests.html import Page, parse
from tests.integration.accounts.people import make_officer
from tests.integration.reports.officers import browser
from tests.integration.surveys.studio.drafts import FORM, draft, file_of, live, send

NEW = "/surveys/new"

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A signed-in officer of the whole county."""
    return browser(app, session)


def only_survey(session: Session) -> tuple[Survey, SurveyVersion]:
    session.expire_all()
    found = session.execute(
        sa.select(Survey, SurveyVersion).join(SurveyVersion).order_by(Survey.id)
    ).one()
    survey, version = found
    session.expunge_all()
    session.rollback()  # or the next request waits for this session's lock
    return survey, version


def surveys(session: Session) -> int:
    number = session.scalar(sa.select(sa.func.count()).select_from(Survey)) or 0
    session.rollback()
    return number


def form_in(page: Page) -> dict[str, object]:
    """What the inputs of a page hold, as a browser would send them."""
    found: dict[str, object] = {}
    for one in page.all("input", "textarea"):
        kind, name = one.attrib.get("type", "text"), one.attrib.get("name", "")
        if kind in ("radio", "checkbox") and "checked" not in one.attrib:
            continue
        value = one.attrib.get("value", "") if one.tag == "input" else (one.text or "")
        if kind == "checkbox":
            found.setdefault(name, []).append(value)  # type: ignore[attr-defined]
        else:
            found[name] = value
    return found


@pytest.mark.parametrize("code", [one.code for one in ready()])
@on_sqlite
def test_every_questionnaire_of_the_library_becomes_a_draft_that_can_be_published(
    code: str, client: FlaskClient, session: Session
) -> None:
    made = send(client, f"{NEW}/library", form=code)
    survey, version = only_survey(session)
    page = parse(client.get(f"/surveys/{survey.id}/publish").text)

    assert made.location.endswith(f"/surveys/{survey.id}/facts")
    assert survey.state is SurveyState.DRAFT
    assert "This must be put right first" not in page.text
    assert "{{" not in str(version.sheets)
    assert factories.BOSTON in str(version.sheets)
    assert "is done with your answers" in survey.privacy_notice


@on_sqlite
def test_the_library_shows_purpose_minutes_and_languages_that_nobody_checked(
    client: FlaskClient, session: Session
) -> None:
    shown = parse(client.get(f"{NEW}/library").text).text

    for one in ready():
        assert one.title in shown
        assert one.purpose in shown
    assert "Polish (pl) (unreviewed)" in shown
    assert "About 7 minutes." in shown
    send(client, f"{NEW}/library", form="serious-violence")
    assert (
        "Nobody has checked the words in Polish (pl)" in notices_in(only_survey(session)[1])[0].text
    )


def test_a_copy_has_the_questions_and_none_of_the_hours_links_or_responses(
    client: FlaskClient, session: Session
) -> None:
    first = live(session)
    made = send(client, f"{NEW}/copy", survey=str(first.id))
    session.expire_all()
    (copy,) = session.scalars(sa.select(Survey).where(Survey.id != first.id).order_by(Survey.id))
    versions = session.scalars(sa.select(SurveyVersion).order_by(SurveyVersion.number)).all()

    assert made.status_code == 303
    assert copy.title == "How safe we feel (copy)"
    assert (copy.state, copy.closes_at, copy.slug) == (
        SurveyState.DRAFT,
        None,
        "how-safe-we-feel-copy",
    )
    assert len({one.sha256 for one in versions}) == 1
    assert len(versions) == 2


@pytest.mark.parametrize("ending", ["xlsx", "csv", "md"])
def test_a_form_comes_as_a_workbook_as_csv_or_as_markdown(
    ending: str, client: FlaskClient, session: Session
) -> None:
    sheets = {
        "survey": [["type", "name", "label"], ["start", "began"], ["text", "a", "What?"]],
        "settings": [["form_title"], ["My form"]],
    }
    content: Mapping[str, str | bytes] = {
        "xlsx": write_workbook(sheets),
        "csv": (
            "survey,,,\n,type,name,label\n,start,began,\n,text,a,What?\n"
            "settings,\n,form_title\n,My form\n"
        ),
        "md": (
            "| survey |\n| | type | name | label |\n| | start | began | |\n"
            "| | text | a | What? |\n| settings |\n| | form_title |\n| | My form |\n"
        ),
    }
    made = send(client, f"{NEW}/file", file=file_of(content[ending], f"x.{ending}"))
    survey, version = only_survey(session)

    assert made.status_code == 303
    assert survey.title == "My form"
    assert sheets_in(version) == sheets
    (said,) = notices_in(version)
    assert (said.sheet, said.row) == ("survey", 2)
    shown = parse(client.get(f"/surveys/{survey.id}/versions/1").text).text
    assert said.text in shown


WRONG: dict[str, tuple[str | bytes, str, tuple[str, ...]]] = {
    "a form with two mistakes": (
        "| survey |\n| | type | name | label |\n| | txt | a | A |\n| | text | b b | B |\n",
        "form.md",
        ("2", "3"),
    ),
    "no form": ("nothing", "form.md", ()),
    "a picture": (b"\x89PNG", "picture.png", ()),
    "an old workbook": (b"\xd0\xcf\x11\xe0", "form.xls", ()),
    "a broken workbook": (b"PK\x03\x04 broken", "form.xlsx", ()),
    "nothing": ("", "form.md", ()),
    "a circle": (
        (
            "| survey |\n| | type | name | label | calculation |\n"
            "| | calculate | a | | ${b} |\n| | calculate | b | | ${a} |\n"
        ),
        "form.md",
        (),
    ),
    "a NUL": ("| survey |\n| | type | name | label |\n| | text | a | A\0B |\n", "form.md", ()),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_refused_says_where_and_what_to_do_and_leaves_nothing(
    name: str, client: FlaskClient, session: Session
) -> None:
    content, filename, rows = WRONG[name]
    answer = send(client, f"{NEW}/file", file=file_of(content, filename))
    if answer.status_code == 303:  # some readers drop a NUL; then it is a form
        assert "\0" not in str(only_survey(session)[1].sheets)
        return
    page = parse(answer.text)

    assert answer.status_code == 400
    assert page.summary
    assert "What to put right in the file" in page.text
    said = [[c.text or "" for c in line.iter("td")] for line in page.all("tr")]
    assert {cells[1] for cells in said if cells} >= set(rows)
    assert surveys(session) == 0


@on_sqlite
def test_a_file_that_is_too_large_is_refused_on_its_field(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "LARGEST", 0)
    answer = send(client, f"{NEW}/file", file=file_of(b"x" * 100_000, "form.md"))

    assert answer.status_code == 400
    assert "10 MB" in "".join(parse(answer.text).summary)
    assert surveys(session) == 0


def test_what_a_draft_says_is_kept_as_it_was_typed(client: FlaskClient, session: Session) -> None:
    survey = draft(session)
    address = f"/surveys/{survey.id}/facts"
    answers = form_in(parse(client.get(address).text)) | {
        "title": "Safe in town?",
        "slug": "safe-in-town",
        "purpose": "First line.\r\nSecond line.",
        "themes": ["serious-violence", "prevent"],
        "controller": "police",
        "districts": [factories.BOSTON, factories.LINCOLN],
        "sensitive": "yes",
        "under_18s": "yes",
    }
    saved = client.post(address, data=answers)
    kept, _version = only_survey(session)

    assert saved.status_code == 303
    assert (kept.title, kept.slug, kept.controller) == ("Safe in town?", "safe-in-town", "police")
    assert kept.purpose == "First line.\nSecond line."
    assert kept.themes == ["serious-violence", "prevent"]
    assert kept.scope == frozenset({factories.BOSTON, factories.LINCOLN})
    assert kept.sensitive
    assert kept.for_under_18s
    assert kept.privacy_notice == "Officers of the partnership read the answers."


@on_sqlite
def test_a_privacy_notice_left_alone_follows_who_answers_and_one_that_was_written_stays(
    client: FlaskClient, session: Session
) -> None:
    send(client, f"{NEW}/library", form="event-feedback")
    survey, _version = only_survey(session)
    address = f"/surveys/{survey.id}/facts"
    first = form_in(parse(client.get(address).text))
    client.post(address, data=first | {"controller": "police"})
    followed = only_survey(session)[0].privacy_notice
    own = form_in(parse(client.get(address).text)) | {
        "privacy_notice": "Own words.",
        "controller": "county-council",
    }
    client.post(address, data=own)

    assert str(first["privacy_notice"]).strip().startswith("Lincolnshire County Council asks")
    assert followed.startswith("Chief Constable of Lincolnshire Police asks")
    assert "2 years" in followed
    assert "6 years" in followed
    assert "to be confirmed" not in followed
    assert only_survey(session)[0].privacy_notice == "Own words."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Enter a title"),
        ({"purpose": ""}, "Say what it is for"),
        ({"slug": "Not an address"}, "small letters"),
        ({"slug": "saved"}, "address of ours"),
        ({"districts": []}, "Choose the districts"),
        ({"districts": ["county", factories.BOSTON]}, "alone"),
        ({"controller": "nobody"}, "Choose from the answers"),
        ({"themes": ["made-up"]}, "Choose from the answers"),
    ],
)
@on_sqlite
def test_a_mistake_is_named_and_what_was_typed_stays(
    changes: dict[str, object], message: str, client: FlaskClient, session: Session
) -> None:
    survey = draft(session)
    address = f"/surveys/{survey.id}/facts"
    answers = form_in(parse(client.get(address).text)) | {"purpose": "Typed words."} | changes
    page = parse(client.post(address, data=answers).text)

    assert message in "".join(page.summary)
    assert "Typed words." in str(form_in(page)["purpose"]) or "purpose" in changes
    assert only_survey(session)[0].purpose != "Typed words."


@on_sqlite
def test_the_form_of_a_district_officer_offers_their_districts_alone(
    app: Flask, session: Session
) -> None:
    officer = make_officer(session, districts=frozenset({factories.BOSTON}))
    survey = draft(session, actor=officer.actor())
    theirs = browser(app, session, Role.OFFICER, districts=frozenset({factories.BOSTON}))
    page = parse(theirs.get(f"/surveys/{survey.id}/facts").text)

    offered = {
        one.attrib["value"] for one in page.all("input") if one.attrib.get("name") == "districts"
    }
    assert offered == {factories.BOSTON}


@on_sqlite
def test_hostile_words_of_a_form_stand_in_pages_as_words(
    client: FlaskClient, session: Session
) -> None:
    evil = "<script>alert(1)</script>"
    form = FORM.replace("How safe we feel", evil).replace("What else?", f"{evil} ${{safe}}")
    send(client, f"{NEW}/file", file=file_of(form))
    survey, _version = only_survey(session)
    pages = [
        client.get(f"/surveys/{survey.id}{rest}").text
        for rest in ("", "/facts", "/hours", "/publish", "/versions/1", "/delete", "/links/new")
    ]

    assert not any("<script>alert" in page for page in pages)


@on_sqlite
def test_no_survey_takes_an_address_of_our_own_public_pages(app: Flask) -> None:
    parts = [
        rule.rule.split("/")[2]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/survey/")
    ]
    fixed = {part for part in parts if part and "<" not in part}

    assert {"saved", "receipt", "by", "preview"} <= fixed
    assert fixed <= RESERVED


@on_sqlite
def test_a_server_without_memory_to_spare_says_so_and_makes_nothing(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_sheets: object) -> None:
        raise FormRefused("The form needs more memory or time than we allow.")

    monkeypatch.setattr(beginning, "compiled", refuse)
    page = parse(send(client, f"{NEW}/library", form="event-feedback").text)

    assert "more memory or time" in "".join(page.summary)
    assert surveys(session) == 0
