"""Forms of other shapes: repeats, sections in any order, places, a form without questions."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.areas.models import AreaVersion
from surveys.models import SurveyResponse
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.walk import Respondent

HOME = """
| survey |
| | type | name | label | relevant |
| | begin_repeat | kid | Child | |
| | text | name | What is the child called? | |
| | integer | age | How old is ${name}? | |
| | end_repeat | | | |
| | text | end | Anything else? | |
"""
COUNTED = """
| survey |
| | type | name | label | repeat_count |
| | integer | many | How many? | |
| | begin_repeat | kid | Child | ${many} |
| | text | name | Name? | |
| | end_repeat | | | |
"""
HUB = """
| survey |
| | type | name | label | required |
| | text | first | Before the sections? | |
| | begin_group | one | Your street | |
| | text | a | What is good there? | |
| | text | b | What is bad there? | |
| | end_group | | | |
| | begin_group | two | Your town | |
| | text | c | What is good in town? | yes |
| | end_group | | | |
| settings |
| | form_title | form_id | style |
| | Sections | sections | pages hub |
"""
PLACE = """
| survey |
| | type | name | label | hint | required |
| | geopoint | where | Where is the dark place? | A street or a park | {required} |
| | text | end | Anything else? | | |
"""


def answers(session: Session) -> dict[str, object]:
    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    session.rollback()
    found: dict[str, object] = {}
    for part in (response.answers, response.texts):
        found |= part if isinstance(part, dict) else {}
    return found


def test_instances_of_a_repeat_are_added_removed_and_stored(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, HOME, slug="home")
    assert walk.begin("/survey/home/").heading == "What is the child called?"
    assert "Child 1" in walk.page.text
    walk.say({"kid[1]/name": "Ada"})
    assert walk.page.heading == "How old is Ada?"
    walk.say({"kid[1]/age": "7"})
    assert walk.page.heading == "Child"
    for name in ("Ben", "Cem"):
        walk.say(press="Add another one")
        number = 2 if name == "Ben" else 3
        walk.say({f"kid[{number}]/name": name})
        walk.say({f"kid[{number}]/age": str(number)})
    assert walk.say(press="Remove 2").heading == "Child"
    assert "Ben" not in walk.page.text

    walk.say()
    walk.say({"end": "no"})
    page = walk.say(press="Send")

    assert page.heading == "Thank you. We have your answers"
    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert "Cem" in str(response.texts)
    assert "Ben" not in str(response.texts)
    assert "'age': 3" in str(response.answers)


def test_none_of_a_repeat_is_an_answer_too(walk: Respondent, session: Session) -> None:
    made.survey(session, HOME, slug="home")
    walk.begin("/survey/home/")
    walk.say()
    walk.say()
    walk.say(press="Remove 1")
    assert "You have not added any." in walk.page.text
    walk.say()
    walk.say()

    assert walk.say(press="Send").heading == "Thank you. We have your answers"


def test_a_counted_repeat_is_asked_as_often_as_was_said(walk: Respondent, session: Session) -> None:
    made.survey(session, COUNTED, slug="counted")
    walk.begin("/survey/counted/")
    assert walk.say({"many": "2"}).heading == "Name?"
    walk.say({"kid[1]/name": "Ada"})
    assert "Child 2" in walk.page.text

    assert walk.say({"kid[2]/name": "Ben"}).heading == "Check your answers"


def test_sections_are_answered_in_any_order_and_each_can_be_come_back_to(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, HUB, slug="hub")
    assert walk.begin("/survey/hub/").heading == "Before the sections?"
    page = walk.say()
    assert page.heading == "Sections of this survey"
    assert page.text.count("Not started") == 2
    walk.say(press="Answer Your town")
    walk.say({"two/c": "The market"})
    assert "1 of 2 sections done" in walk.page.text
    walk.say(press="Answer Your street")
    walk.say({"one/a": "Trees"})
    assert walk.say({"one/b": "Cars"}, press="Back").heading == "What is good there?"
    assert walk.say(press="Back").heading == "Sections of this survey"
    assert "Not started" in walk.page.text
    walk.say(press="Answer Your street")
    walk.say()
    assert "Cars" in walk.response.text
    walk.say()
    assert "2 of 2 sections done" in walk.page.text
    walk.say(press="Check your answers")

    assert walk.say(press="Send").heading == "Thank you. We have your answers"
    assert answers(session) == {"a": "Trees", "b": "Cars", "c": "The market"}


def test_a_place_is_found_by_its_name_and_gives_the_district(
    walk: Respondent, session: Session, county: AreaVersion
) -> None:
    made.survey(session, PLACE.format(required="yes"), slug="place")
    page = walk.begin("/survey/place/")
    assert page.heading == "Where is the dark place?"
    assert "A street or a park" in page.text
    assert walk.fill({}).summary
    assert walk.fill({"place": "bosten"}).heading == "Which place do you mean?"
    walk.fill({"place": "Boston"})
    assert walk.page.heading == "Anything else?"
    walk.say()
    assert "The middle of Boston" in walk.page.text
    walk.say(press="Send")

    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert response.district_code == "E07000136"
    assert isinstance(response.texts, dict)
    assert "where" in response.texts


def test_a_place_that_is_not_needed_can_be_left_out(
    walk: Respondent, session: Session, county: AreaVersion
) -> None:
    made.survey(session, PLACE.format(required=""), slug="place")
    walk.begin("/survey/place/")

    assert walk.fill({}).heading == "Anything else?"


def test_a_pin_outside_the_county_is_refused_kindly(
    walk: Respondent, session: Session, county: AreaVersion
) -> None:
    made.survey(session, PLACE.format(required=""), slug="place")
    walk.begin("/survey/place/")

    page = walk.fill({"longitude": "-1.13", "latitude": "52.63"})

    assert page.heading == "Where is the dark place?"
    assert any("not in Lincolnshire" in line for line in page.summary)
    assert walk.fill({"longitude": "", "latitude": ""}).heading == "Anything else?"


def test_what_was_typed_for_a_place_is_there_again(
    walk: Respondent, session: Session, county: AreaVersion
) -> None:
    made.survey(session, PLACE.format(required=""), slug="place")
    walk.begin("/survey/place/")
    walk.fill({"place": "Boston"})

    walk.say(press="Back")

    assert 'value="Boston"' in walk.response.text


def test_the_kept_square_is_ten_metres_and_never_more_exact(
    walk: Respondent, session: Session, county: AreaVersion
) -> None:
    made.survey(session, PLACE.format(required=""), slug="place")
    for latitude in ("52.976337", "52.976338"):  # a hand's breadth apart
        walk.begin("/survey/place/")
        walk.fill({"longitude": "-0.026647", "latitude": latitude, "within": "3"})
        walk.say()
        walk.say(press="Send")

    one, other = session.scalars(sa.select(SurveyResponse.texts))
    assert one == other
    assert "52.976337" not in str(one)


OTHER = """
| survey |
| | type | name | label |
| | select_one mode or_other | mode | How do you get to town? |
| | text | end | Anything else? |
| choices |
| | list_name | name | label |
| | mode | bus | By bus |
| | mode | foot | On foot |
"""


def test_the_words_of_an_other_stand_with_it_and_are_kept_only_if_it_was_chosen(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, OTHER, slug="other")
    page = walk.begin("/survey/other/")
    assert page.heading == "How do you get to town?"
    assert "q:mode_other" in walk.response.text
    walk.say({"mode": "bus", "mode_other": "a balloon"})
    assert walk.page.heading == "Anything else?"
    walk.say()
    assert "balloon" not in walk.page.text
    walk.say(press="Change How do you get to town?")
    walk.say({"mode": "other", "mode_other": "a balloon"})
    assert "a balloon" in walk.page.text
    walk.say(press="Send")

    assert answers(session) == {"mode": "other", "mode_other": "a balloon"}
