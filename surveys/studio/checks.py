"""What stands in the way of publishing a survey, and what is worth a thought before."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from engagement.core.partnership import TO_BE_CONFIRMED, Partnership
from surveys.instrument.model import Instrument, language_tag
from surveys.models import Survey, SurveyLink

NO_VERSION = "Upload a questionnaire first"
GONE_BAD = "The questionnaire cannot be read any more. Upload it again"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: `problems` must be put right, `cautions` may be meant."""

    problems: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def checked(
    survey: Survey,
    instrument: Instrument | None,
    *,
    links: Collection[SurveyLink] = (),
    tried: bool = True,
    partnership: Partnership,
    now: datetime,
) -> Checked:
    """Look at a draft and its newest version (None: it has none, or it cannot be read)."""
    problems = [*_facts(survey, partnership), *_hours(survey, now)]
    if instrument is None:
        return Checked((NO_VERSION, *problems))
    problems += _age(survey, instrument)
    cautions = [
        *_district(survey, instrument, links),
        *_marks(survey, instrument),
        *_notice(survey),
    ]
    if not tried:
        cautions.append("Nobody has tried it yet: open the preview and answer it once.")
    return Checked(tuple(problems), tuple(cautions))


def _facts(survey: Survey, partnership: Partnership) -> Iterator[str]:
    if not survey.purpose.strip():
        yield "Say what the survey is for"
    if not survey.privacy_notice.strip():
        yield "Write the privacy notice"
    if partnership.controller(survey.controller) is None:
        yield "Choose who answers for the survey: the partnership file names no such controller"


def _hours(survey: Survey, now: datetime) -> Iterator[str]:
    if survey.closes_at is not None and survey.closes_at <= now:
        yield "It would be closed already: set another closing time"


def _age(survey: Survey, instrument: Instrument) -> Iterator[str]:
    if survey.for_under_18s and instrument.with_role("age-band") is None:
        yield (
            "People under 18 may answer, so one question must ask for the age band: mark it with "
            "“age-band” in the column bind::engagement:role"
        )


def _district(
    survey: Survey, instrument: Instrument, links: Collection[SurveyLink]
) -> Iterator[str]:
    one_district = survey.scope is not None and len(survey.scope) == 1
    by_link = any(link.district_code and link.ended_on is None for link in links)
    if not (instrument.with_role("district") or by_link or one_district):
        yield (
            "No question asks for the district and no link names one, so there will be no results "
            "by district."
        )


def _marks(survey: Survey, instrument: Instrument) -> Iterator[str]:
    if not survey.sensitive and any(question.sensitive for question in instrument.questions):
        yield (
            "Some questions are marked as sensitive, and the survey is not: its pages will have no "
            "“Exit this page”."
        )
    others = [one for one in instrument.languages if language_tag(one) != "en"]
    if others:
        yield (
            "Have somebody who speaks the language read the questions in: "
            f"{', '.join(others)}. Nobody has checked them here."
        )


def _notice(survey: Survey) -> Iterator[str]:
    if TO_BE_CONFIRMED in survey.privacy_notice:
        yield f"The privacy notice still says “{TO_BE_CONFIRMED}”."
    if survey.closes_at is None:
        yield "It has no closing time: it stays open until somebody closes it."
