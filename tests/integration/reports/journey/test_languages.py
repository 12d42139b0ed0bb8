"""The journey in another language: every page of it, to the receipt and back."""

from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.languages.choosing import languages
from engagement.reports.models import PUBLIC_SOURCE, Report, ReportState
from tests.html import Page, words
from tests.integration.reports.journey.walk import Walk

LETTERS = 3
PLACES = ("Boston", "Lincolnshire", "Safer Lincolnshire Partnership", "Safer Engagement")
"""Names, which are the same in every language."""


class Words:
    """What the catalogue of a language says for an English text."""

    def __init__(self, app: Flask, code: str) -> None:
        with app.app_context():
            entries = languages()[code].entries
        self.said = {one.texts[0]: one.translations[0] for one in entries}
        self.english = {text for text, said in self.said.items() if text != said}

    def __call__(self, text: str, **values: str) -> str:
        said = self.said[text]
        return said % values if values else said


@pytest.fixture
def polish(app: Flask) -> Words:
    return Words(app, "pl")


def to_the_check(walk: Walk, say: Words) -> list[Page]:
    """Every page from the start to the check, with all questions answered."""
    pages = [walk.open("/report/?lang=pl"), walk.open("/report/what/?lang=pl")]
    pages += [walk.send(say("Continue"), what="place")]
    pages += [walk.send(say("Continue"), place="Boston")]
    pages += [walk.send(say("Continue"), about_place=["badly-lit"], about_people=["followed"])]
    pages += [walk.send(say("Continue"), on_day="13", on_month="marca", on_year="2025")]
    pages += [walk.send(say("Skip the questions about me"))]
    return pages


def unmarked(page: Page) -> set[str]:
    """The texts of a page that are not marked as English, names and numbers left out."""
    found = set(_texts(page.root))
    return {one for one in found if sum(map(str.isalpha, one)) > LETTERS and one not in PLACES}


def _texts(element: Element) -> list[str]:
    if element.tag in ("script", "style") or element.attrib.get("lang") == "en":
        return []
    own = [element.text or "", *(child.tail or "" for child in element)]
    below = [text for child in element for text in _texts(child)]
    return [" ".join(text.split()) for text in [*own, *below]]


def test_a_report_is_sent_in_polish_from_the_first_page_to_the_receipt(
    walk: Walk, polish: Words, session: Session
) -> None:
    pages = to_the_check(walk, polish)
    answers = walk.page.text
    walk.send(polish("Send it"))
    pages.append(walk.page)

    assert [page.root.attrib["lang"] for page in pages] == ["pl"] * len(pages)
    assert walk.page.heading == polish("Thank you. We have your report")
    assert "czwartek, 13 marca 2025" in answers
    found = session.scalars(sa.select(Report).where(Report.source == PUBLIC_SOURCE)).all()
    assert [str(report.occurred_on) for report in found] == ["2025-03-13"]


def test_every_form_and_link_of_the_journey_stays_polish(walk: Walk, polish: Words) -> None:
    for page in to_the_check(walk, polish):
        forms = [form.attrib.get("action", "?lang=pl") for form in page.all("form")]
        ours = [link for link in page.links() if link.startswith("/") and link != "/sign-in"]

        assert all("lang=pl" in one for one in [*forms, *ours]), page.heading


def test_in_the_middle_the_page_says_where_to_choose_another_language(
    walk: Walk, polish: Words
) -> None:
    first, asked, *later = to_the_check(walk, polish)
    switch = "?lang=lt"
    says = polish(
        "You can choose another language on the first page. You then have to start again."
    )

    assert switch in first.links()
    assert switch in asked.links()
    assert not [page.heading for page in later if switch in page.links()]
    assert all(says in "".join(page.root.itertext()) for page in later)


def test_no_english_is_left_on_any_page_of_it(walk: Walk, polish: Words) -> None:
    walked = [*to_the_check(walk, polish), walk.send(polish("Send it"))]

    for page in walked:
        assert unmarked(page) & polish.english == set(), page.heading


@pytest.mark.parametrize("code", ["lt", "ro", "pt"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_public_pages_have_no_english_left(app: Flask, walk: Walk, code: str) -> None:
    english = Words(app, code).english
    for address in ("/", "/help", "/privacy", "/accessibility", "/report/", "/report/receipt/"):
        page = walk.open(f"{address}?lang={code}")
        assert unmarked(page) & english == set(), address


def test_values_are_escaped_in_every_language(walk: Walk, polish: Words) -> None:
    walk.open("/report/where/?lang=pl")
    walk.send(polish("Continue"), place="<b>nowhere & nothing</b>")

    assert "&lt;b&gt;nowhere &amp; nothing" in walk.response.text
    assert "<b>nowhere" not in walk.response.text


def test_a_later_page_opened_by_its_address_leads_to_the_start_in_the_same_language(
    walk: Walk,
) -> None:
    walk.open("/report/why/?lang=ro")

    assert walk.response.location == "/report/?lang=ro"


def test_the_receipt_code_is_followed_in_polish(walk: Walk, polish: Words, app: Flask) -> None:
    to_the_check(walk, polish)
    code = words(next(walk.send(polish("Send it")).all("strong")))
    walk.open("/report/receipt/?lang=pl")
    page = walk.send(polish("Continue"), code=code)

    assert page.root.attrib["lang"] == "pl"
    assert page.heading == polish("We have received your report")
    assert ReportState.NEW not in page.text
