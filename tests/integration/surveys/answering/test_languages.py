"""A survey in the person's language: its questions, the page around them, and the two apart."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import SurveyResponse
from tests.html import Page, words
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.walk import START, Respondent

UKRAINIAN = made.ORDINARY.replace("Polish (pl)", "Ukrainian (uk)")


def spoken(page: Page, text: str) -> str:
    """The language in which an element with this text says that it is."""
    having = [one for one in page.root.iter() if words(one) == text and one.tag != "title"]
    element = next(one for one in having if all(words(child) != text for child in one))
    around = element
    while "lang" not in around.attrib:
        around = page.parents[around]
    return around.attrib["lang"]


def test_the_start_page_offers_the_languages_of_the_questions(walk: Respondent) -> None:
    page = walk.open(START)

    assert f"{START}?lang=pl" in page.links()
    assert spoken(page, "Polski") == "pl"


def test_in_polish_the_page_and_the_questions_are_polish(walk: Respondent) -> None:
    page = walk.open(f"{START}?lang=pl")
    (address,) = [one for one in page.links() if "/answer/" in one]

    page = walk.open(address)

    assert page.root.attrib["lang"] == "pl"
    assert page.heading == "Jak bezpiecznie czujesz się po zmroku?"
    assert spoken(page, page.heading) == "pl"
    assert walk.response.request.args["lang"] == "pl"


def test_the_messages_of_the_form_come_in_its_language(walk: Respondent) -> None:
    walk.begin(query="?lang=pl")

    page = walk.say({}, press=_continue(walk))

    assert list(page.summary) == ["Wybierz odpowiedź"]


def test_another_language_is_chosen_in_the_middle_and_the_answers_stay(
    walk: Respondent, session: Session
) -> None:
    walk.begin()
    walk.say({"safe": "safe"})
    page = walk.say({"times": "4"}, press="Polski")
    assert page.heading == "Ile razy wychodzisz?"
    assert page.root.attrib["lang"] == "pl"
    assert 'value="4"' in walk.response.text

    walk.say({}, press="English")
    assert walk.page.root.attrib["lang"] == "en"
    walk.say({}, press="Polski")
    walk.say({}, press=_continue(walk))
    walk.say({}, press=_continue(walk))
    walk.fill({}, press=_button(walk, "send"))

    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert response.language == "pl"
    assert response.answers == {"safe": "safe", "times": 4}


def test_a_language_that_the_service_does_not_speak_stands_in_an_english_page(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, UKRAINIAN, slug="another")
    page = walk.open("/survey/another/")
    assert "/survey/another/?language=uk" in page.links()
    page = walk.open("/survey/another/?language=uk")
    (address,) = [one for one in page.links() if "/answer/" in one]

    page = walk.open(address)

    assert page.root.attrib["lang"] == "en"
    assert page.heading == "Jak bezpiecznie czujesz się po zmroku?"
    assert spoken(page, page.heading) == "uk"


def test_questions_that_are_not_in_the_language_of_the_page_say_which_they_are_in(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, UKRAINIAN, slug="another")

    page = walk.open("/survey/another/answer/?lang=pl")

    assert page.root.attrib["lang"] == "pl"
    assert spoken(page, page.heading) == "en"


def test_kept_pages_of_two_languages_are_not_mixed_up(walk: Respondent) -> None:
    for _ in range(2):
        assert walk.begin().heading == "How safe do you feel after dark?"
        assert walk.begin(query="?lang=pl").heading == "Jak bezpiecznie czujesz się po zmroku?"
        assert walk.begin(query="?language=pl").root.attrib["lang"] == "en"


def _continue(walk: Respondent) -> str:
    """The first button of the form, whatever it is called."""
    form = next(one for one in walk.page.all("form"))
    return words(next(one for one in form.iter("button")))


def _button(walk: Respondent, value: str) -> str:
    return words(next(one for one in walk.page.all("button") if one.attrib.get("value") == value))
