"""What has to be there before a form about a survey can do anything, and what it is sent."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from engagement.core import clock
from surveys.models import (
    Survey,
    SurveyResponse,
    SurveyState,
    SurveyTone,
    SurveyVersion,
    VersionState,
)
from tests.integration.surveys import making

FORM: Final = """
| survey |
| | type | name | label |
| | select_one safety | where | How safe do you feel? |
| | text | words | Why? |
| choices |
| | list_name | name | label |
| | safety | safe | Safe |
| | safety | unsafe | Unsafe |
"""
"""A question called as the test's own value for `name`, and words."""
OTHER: Final = FORM.replace("Why?", "Why is that?")
TEXT: Final = "words"


@dataclass(frozen=True)
class Prepared:
    """A survey of its own: the arguments of its addresses, and the answers of its form."""

    arguments: Mapping[str, object]
    answers: Mapping[str, object]


def a_survey(session: Session, district: str | None, **changes: Any) -> Mapping[str, object]:
    """A survey of a district with a response, a test and a link: the arguments of addresses."""
    districts = None if district is None else [district]
    made = making.survey(session, FORM, districts=districts, **changes)
    version = making.version_of(session, made)
    answers = {"where": "safe", "words": "The lamps are broken."}
    response = making.response(session, version, answers, district_code=district)
    making.response(session, version, answers, district_code=district, test=True)
    session.add(
        SurveyTone(response_id=response.id, place=TEXT, score=-0.5, tone="negative", override=None)
    )
    link = making.link(session, made.id, district_code=district)
    return {
        "survey_id": made.id,
        "slug": made.slug,
        "number": 1,
        "column": TEXT,
        "survey_link_id": link.id,
    }


def prepared(endpoint: str, session: Session) -> Prepared:
    """A fresh survey in the state in which the form of an endpoint does something."""
    session.expire_all()
    arguments = a_survey(session, None)
    survey = session.get_one(Survey, arguments["survey_id"])
    make = PREPARED.get(endpoint)
    answers = make(session, survey) if make else {}
    session.commit()
    return Prepared(arguments, answers)


def file_for(endpoint: str) -> dict[str, Any]:
    """What the field `file` of a form sends, new for each request."""
    sends = endpoint in ("survey_making.from_file", "survey_versions.upload")
    return {"file": (io.BytesIO(OTHER.encode()), "form.md")} if sends else {}


def _draft(session: Session, survey: Survey) -> dict[str, object]:
    survey.state = SurveyState.DRAFT
    for version in session.query(SurveyVersion).filter_by(survey_id=survey.id):
        version.state, version.published_on = VersionState.DRAFT, None
    return {}


def _facts(session: Session, survey: Survey) -> dict[str, object]:
    _draft(session, survey)
    return {
        "title": "Another title",
        "slug": f"another-{uuid4().hex[:8]}",
        "purpose": "Another purpose.",
        "controller": "police",
        "privacy_notice": "Another notice.",
        "sensitive": "yes",
        "under_18s": "no",
    }


def _hours(_session: Session, _survey: Survey) -> Mapping[str, object]:
    day = {"day": "1", "month": "2", "year": str(clock.now().year + 1)}
    return {f"closes_on-{part}": text for part, text in day.items()} | {"closes_time": "9:00"}


def _closed(_session: Session, survey: Survey) -> dict[str, object]:
    survey.state, survey.closed_on = SurveyState.CLOSED, date(2025, 6, 30)
    return {}


def _test(session: Session, survey: Survey) -> dict[str, object]:
    return {"test": [str(one.id) for one in _responses(session, survey.id)]}


def _new_version(session: Session, survey: Survey) -> dict[str, object]:
    making.version(session, survey.id, OTHER, number=2, state=VersionState.DRAFT)
    return {}


def _tone(session: Session, survey: Survey) -> dict[str, object]:
    rated = session.query(SurveyTone).filter(
        SurveyTone.response_id.in_([one.id for one in _responses(session, survey.id)])
    )
    return {"response": str(rated.one().response_id), "place": TEXT, "tone": "positive"}


def _responses(session: Session, survey_id: UUID) -> list[SurveyResponse]:
    return session.query(SurveyResponse).filter_by(survey_id=survey_id).all()


PREPARED: Final[Mapping[str, Callable[[Session, Survey], Mapping[str, object]]]] = {
    "studio.facts": _facts,
    "studio.hours": _hours,
    "studio.publish": _draft,
    "studio.archive": _closed,
    "studio.delete": _draft,
    "studio.trials": _test,
    "survey_making.from_library": lambda _session, _survey: {"form": "trust-and-confidence"},
    "survey_making.from_survey": lambda _session, survey: {"survey": str(survey.id)},
    "survey_versions.publish": _new_version,
    "survey_versions.remove": _new_version,
    "survey_links.make": lambda _session, _survey: {"channel": "place", "district": ""},
    "response_exports.download": lambda _session, _survey: {"files": "raw"},
    "results.publish": _closed,
    "results.set_tone_of": _tone,
}
