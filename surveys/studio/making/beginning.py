"""What a new survey is made of: a title, a purpose and questions, wherever they come from."""

from collections.abc import Sequence
from dataclasses import dataclass

from engagement.core.partnership import Controller, Partnership
from surveys.instrument.notices import Notice
from surveys.library import Ready, sheets_for
from surveys.models import Survey, SurveyVersion
from surveys.studio.commands import Facts
from surveys.studio.notice import usual_notice
from surveys.studio.questionnaire import Questionnaire, compiled, questionnaire_of, title_of

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft starts with."""

    facts: Facts
    questionnaire: Questionnaire


def taken_from_library(ready: Ready, partnership: Partnership, controller: Controller) -> Beginning:
    """A ready questionnaire, its districts filled in; languages nobody checked are marked."""
    districts = [(one.code, one.name) for one in partnership.districts]
    unreviewed = [
        Notice("", None, f"Nobody has checked the words in {language} yet.")
        for language in ready.unreviewed
    ]
    known = {one.code for one in partnership.themes}
    facts = Facts(
        title=ready.title,
        purpose=ready.purpose,
        themes=tuple(one for one in ready.themes if one in known),
        controller=controller.id,
        privacy_notice=usual_notice(controller, partnership),
        sensitive=ready.sensitive,
        for_under_18s=ready.under_18s,
    )
    return Beginning(facts, compiled(sheets_for(ready, districts), *unreviewed))


def copied(
    survey: Survey, version: SurveyVersion, partnership: Partnership, controller: Controller
) -> Beginning:
    """A copy: what it is about and its questions; not its hours, links, districts or notice."""
    themes = survey.themes if isinstance(survey.themes, list) else []
    ending = " (copy)"
    facts = Facts(
        title=survey.title[: LONGEST_TITLE - len(ending)] + ending,
        purpose=survey.purpose,
        themes=tuple(map(str, themes)),
        controller=controller.id,
        privacy_notice=usual_notice(controller, partnership),
        sensitive=survey.sensitive,
        for_under_18s=survey.for_under_18s,
    )
    return Beginning(facts, questionnaire_of(version))


def uploaded(
    questionnaire: Questionnaire, filename: str, partnership: Partnership, controller: Controller
) -> Beginning:
    """An upload: the title of the form, and nothing else said yet."""
    facts = Facts(
        title=title_of(questionnaire, filename),
        controller=controller.id,
        privacy_notice=usual_notice(controller, partnership),
        sensitive=questionnaire.is_sensitive,
    )
    return Beginning(facts, questionnaire)


def likely_controller(controllers: Sequence[Controller], organisation: str) -> Controller:
    """Who probably answers for a survey of an organisation: itself, else the first one."""
    own = [one for one in controllers if organisation and organisation in one.name]
    return next(iter([*own, *controllers]))
