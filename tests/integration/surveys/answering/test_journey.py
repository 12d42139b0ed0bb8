"""A survey answered without JavaScript, page by page, as a person would."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import LinkChannel, ResponseState, Survey, SurveyResponse
from tests.html import words
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.walk import START, Respondent


def stored(session: Session) -> list[SurveyResponse]:
    found = list(session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id)))
    session.rollback()
    return found


def rows(walk: Respondent) -> dict[str, str]:
    """The open page's answers in words."""
    keys = [words(one) for one in walk.page.all("dt")]
    values = [words(one) for one in walk.page.all("dd") if "value" in one.attrib.get("class", "")]
    return dict(zip(keys, values, strict=True))


def test_the_list_says_what_a_survey_is_for_how_long_it_takes_and_leads_to_it(
    walk: Respondent,
) -> None:
    page = walk.open("/survey/")

    assert "How safe we feel" in page.text
    assert "We want to know how safe people feel." in page.text
    assert "It helps us to decide" not in page.text
    assert "Up to 7 questions, about 2 minutes." in page.text
    assert START in page.links()


def test_the_start_page_says_who_answers_for_it_and_what_happens_with_the_answers(
    walk: Respondent,
) -> None:
    page = walk.open(START)

    assert page.heading == "How safe we feel"
    assert "It helps us to decide what to do." in page.text
    assert "Lincolnshire County Council" in page.text
    assert "Officers of the partnership read the answers." in page.text
    assert f"{START}answer/" in page.links()
    assert "/survey/saved/" in page.links()


def test_a_survey_is_answered_page_by_page_and_stored_once(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    page = walk.begin()
    assert page.heading == "How safe do you feel after dark?"
    assert "Please answer as you feel." in page.text
    assert "Page 1 of about 3" in page.text
    assert walk.say({"safe": "unsafe"}).heading == "What makes you feel unsafe?"
    assert "Page 2 of about 5" in walk.page.text
    assert walk.say({"why/reasons": ["dark", "people"]}).heading == "Tell us more"
    walk.say({"why/comment": "The lamps are off"})
    assert walk.page.heading == "How often did you go out last week?"
    assert walk.say({"times": "3"}).heading == "About you"
    page = walk.say({"you/age": "a18", "you/district": "E07000138"})

    assert page.heading == "Check your answers"
    assert rows(walk)["What makes you feel unsafe?"] == "It is dark People"
    assert rows(walk)["Tell us more"] == "The lamps are off"
    assert walk.say(press="Send").heading == "Thank you. We have your answers"
    (response,) = stored(session)
    assert response.survey_id == survey.id
    assert response.answers == {
        "safe": "unsafe",
        "reasons": ["dark", "people"],
        "times": 3,
        "age": "a18",
        "district": "E07000138",
    }
    assert response.texts == {"comment": "The lamps are off"}
    assert (response.language, response.channel) == ("en", LinkChannel.OPEN)
    assert (response.district_code, response.answered_on.isoformat()) == ("E07000138", "2025-06-13")
    assert (response.state, response.test) == (ResponseState.COUNTED, False)


def test_questions_that_do_not_apply_are_not_asked_and_not_stored(
    walk: Respondent, session: Session
) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    walk.say({"why/reasons": ["dark"]})
    walk.say({"why/comment": "It was dark"}, press="Back")
    walk.say(press="Back")
    page = walk.say({"safe": "safe"})

    assert page.heading == "How often did you go out last week?"
    walk.say()
    walk.say()
    assert "What makes you feel unsafe?" not in walk.page.text
    walk.say(press="Send")
    (response,) = stored(session)
    assert response.answers == {"safe": "safe"}
    assert not response.texts


def test_an_answer_that_is_needed_is_asked_for_in_the_words_of_the_form(walk: Respondent) -> None:
    walk.begin()

    page = walk.say()

    assert page.heading == "How safe do you feel after dark?"
    assert page.title.startswith("Error: ")
    ((text, href),) = page.summary.items()
    assert text == "Choose how safe you feel"
    assert href.removeprefix("#") in page.ids


def test_an_answer_that_the_form_does_not_allow_says_why_and_stays_typed(walk: Respondent) -> None:
    walk.begin()
    walk.say({"safe": "safe"})

    page = walk.say({"times": "99"})

    assert list(page.summary) == ["Enter a number from 0 to 21"]
    assert 'value="99"' in walk.response.text
    assert walk.say({"times": "9"}).heading == "About you"


def test_what_is_no_number_says_so_and_stays_typed(walk: Respondent) -> None:
    walk.begin()
    walk.say({"safe": "safe"})

    page = walk.say({"times": "often"})

    assert page.summary
    assert 'value="often"' in walk.response.text


def test_what_is_not_needed_can_be_skipped(walk: Respondent, session: Session) -> None:
    walk.begin()
    walk.say({"safe": "dont_know"})
    walk.say()
    walk.say()
    assert rows(walk)["How often did you go out last week?"] == "Not answered"
    walk.say(press="Send")

    (response,) = stored(session)
    assert response.answers == {"safe": "dont_know"}
    assert response.district_code is None


def test_going_back_loses_nothing_not_even_what_is_wrong(walk: Respondent) -> None:
    walk.begin()
    walk.say({"safe": "safe"})
    assert walk.say({"times": "many"}, press="Back").heading == "How safe do you feel after dark?"
    assert 'value="safe" checked' in walk.response.text

    walk.say()

    assert walk.page.heading == "How often did you go out last week?"
    assert 'value="many"' in walk.response.text
    assert not walk.page.summary


def test_an_answer_is_changed_from_the_check_and_one_comes_straight_back(walk: Respondent) -> None:
    walk.answer_all()

    page = walk.say(press="Change How often did you go out last week?")
    assert page.heading == "How often did you go out last week?"
    assert 'value="3"' in walk.response.text
    walk.say({"times": "4"})

    assert walk.page.heading == "Check your answers"
    assert rows(walk)["How often did you go out last week?"] == "4"


def test_a_changed_answer_that_brings_new_questions_has_them_asked(walk: Respondent) -> None:
    walk.begin()
    walk.say({"safe": "safe"})
    walk.say()
    walk.say()
    walk.say(press="Change How safe do you feel after dark?")

    assert walk.say({"safe": "unsafe"}).heading == "What makes you feel unsafe?"
    walk.say()
    assert walk.say().heading == "Check your answers"


def test_a_question_that_an_answer_brings_onto_its_page_is_asked_before_going_on(
    walk: Respondent,
) -> None:
    walk.begin()
    walk.say({"safe": "safe"})
    walk.say()
    assert "Do you go to school?" not in walk.page.text

    page = walk.say({"you/age": "a10"})

    assert page.heading == "About you"
    assert "Do you go to school?" in page.text
    assert "Because of your answers there are more questions on this page." in page.text
    assert walk.say({"you/school": "yes"}).heading == "Check your answers"


def test_somebody_under_18_is_asked_the_age_band_first(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    session.get_one(Survey, survey.id).for_under_18s = True
    session.commit()

    page = walk.begin()

    assert page.heading == "About you"
    assert walk.say({"you/age": "a18"}).heading == "How safe do you feel after dark?"


def test_sensitive_surveys_have_the_way_out_and_others_do_not(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, slug="calm", sensitive=False)

    walk.begin()

    assert "Exit this page" in walk.response.text
    assert "Exit this page" not in walk.client.get("/survey/calm/answer/").text


def test_after_a_sensitive_question_there_are_people_who_can_help(walk: Respondent) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    assert "people who can help" not in walk.page.text
    walk.say()
    assert "people who can help" in walk.page.text
    walk.say()

    assert walk.page.heading == "How often did you go out last week?"
    assert "people who can help" in walk.page.text
