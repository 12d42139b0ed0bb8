"""Surveys and responses for tests: from an XLSForm as Markdown to answers in the database."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from engagement.core.drafts import new_code
from surveys.instrument.compiling import compile_form
from surveys.instrument.model import Record
from surveys.instrument.workbook import sheets_of_text
from surveys.models import (
    LinkChannel,
    Survey,
    SurveyLink,
    SurveyResponse,
    SurveyState,
    SurveyVersion,
    VersionState,
)
from surveys.responses.commands import store_response
from surveys.responses.documents import document_of
from surveys.responses.instruments import instrument_for
from tests.integration.accounts.people import make_organisation

FORM = """
| survey |
| | type | name | label | bind::engagement:role |
| | select_one safety | safe | How safe do you feel after dark? | |
| | select_multiple reasons | reasons | Why? | |
| | integer | times | How often were you out? | |
| | select_one age | age | How old are you? | age-band |
| | text | comment | What else? | comment |
| choices |
| | list_name | name | label |
| | safety | safe | Safe |
| | safety | unsafe | Unsafe |
| | safety | dont_know | Don’t know |
| | reasons | dark | It is dark |
| | reasons | people | People |
| | age | a16 | 16 to 17 |
| | age | a18 | 18 or over |
| | age | prefer_not_to_say | Prefer not to say |
| settings |
| | form_title | form_id | version | namespaces |
| | How safe we feel | safe | 1 | engagement="https://safer-engagement.example/xforms" |
"""
"""Of most kinds: one answer, several, a number, a role, words."""
NOW = datetime(2025, 6, 13, 13, 37, 59, 123456, tzinfo=UTC)


def survey(session: Session, form: str = FORM, **changes: Any) -> Survey:
    """A live survey without hours, with one published version; committed."""
    facts: dict[str, Any] = {
        "id": uuid4(),
        "slug": f"survey-{uuid4().hex[:8]}",
        "state": SurveyState.LIVE,
        "title": "How safe we feel",
        "purpose": "We want to know how safe people feel. It helps us to decide what to do.",
        "privacy_notice": "Officers of the partnership read the answers.",
        "themes": [],
        "organisation_id": None,
        "controller": "county-council",
        "districts": None,
        "created_on": date(2025, 6, 1),
    } | changes
    if facts["organisation_id"] is None:
        facts["organisation_id"] = make_organisation(session, f"Council {uuid4().hex}").id
    made = Survey(**facts)
    session.add(made)
    session.flush()
    version(session, made.id, form)
    return made


def version(
    session: Session,
    survey_id: UUID,
    form: str = FORM,
    *,
    number: int = 1,
    state: VersionState = VersionState.PUBLISHED,
) -> SurveyVersion:
    """One more version of a survey; committed."""
    sheets = sheets_of_text(form)
    made = SurveyVersion(
        id=uuid4(),
        survey_id=survey_id,
        number=number,
        state=state,
        sheets={name: [list(row) for row in rows] for name, rows in sheets.items()},
        xform=compile_form(sheets).xform,
        sha256=sha256(json.dumps(sheets).encode()).hexdigest(),
        notices=[],
        published_on=date(2025, 6, 1) if state is VersionState.PUBLISHED else None,
    )
    session.add(made)
    session.commit()
    return made


def link(session: Session, survey_id: UUID, **changes: Any) -> SurveyLink:
    """A link of an event in Lincoln; committed."""
    facts: dict[str, Any] = {
        "id": uuid4(),
        "survey_id": survey_id,
        "channel": LinkChannel.EVENT,
        "name": "A stand",
        "code": uuid4().hex[:8].upper(),
        "district_code": "E07000138",
    }
    made = SurveyLink(**facts | changes)
    session.add(made)
    session.commit()
    return made


def response(
    session: Session,
    version: SurveyVersion,
    values: Mapping[str, str],
    counts: Mapping[str, int] | None = None,
    **changes: Any,
) -> SurveyResponse:
    """A response as it is stored in earnest; flushed. `values` are lexical values by address."""
    instrument = instrument_for(session, version.id)
    facts: dict[str, Any] = {
        "survey_id": version.survey_id,
        "version_id": version.id,
        "submission": str(uuid4()),
        "receipt_code": new_code(),
        "document": document_of(instrument, Record(values, counts or {})),
        "language": "en",
        "channel": LinkChannel.OPEN,
        "district_code": None,
        "now": NOW,
    } | changes
    store_response(session, **facts)
    session.flush()
    found: SurveyResponse = (
        session.query(SurveyResponse)
        .filter_by(survey_id=version.survey_id, submission=facts["submission"])
        .one()
    )
    return found


def version_of(session: Session, survey: Survey, number: int = 1) -> SurveyVersion:
    """A version of a survey by its number."""
    found: SurveyVersion = (
        session.query(SurveyVersion).filter_by(survey_id=survey.id, number=number).one()
    )
    return found
