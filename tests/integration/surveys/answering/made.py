"""Surveys for tests: an XLSForm as text, compiled, published and open."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from surveys.instrument.compiling import compile_form
from surveys.instrument.workbook import sheets_of_text
from surveys.models import (
    LinkChannel,
    Survey,
    SurveyLink,
    SurveyState,
    SurveyVersion,
    VersionState,
)
from tests.integration.accounts.people import make_organisation

ORDINARY = Path(__file__).with_name("ordinary.md").read_text(encoding="utf-8")
"""An ordinary survey in English and Polish: skipping, rules, a page of several questions."""


def survey(session: Session, form: str = ORDINARY, **changes: Any) -> Survey:
    """A survey with one published version, live and without hours, committed."""
    facts: dict[str, Any] = {
        "id": uuid4(),
        "slug": "how-safe-we-feel",
        "state": SurveyState.LIVE,
        "title": "How safe we feel",
        "purpose": "We want to know how safe people feel. It helps us to decide what to do.",
        "privacy_notice": "Officers of the partnership read the answers.",
        "themes": [],
        "organisation_id": make_organisation(session, f"Council {uuid4().hex}").id,
        "controller": "county-council",
        "districts": None,
        "sensitive": True,
        "created_on": date(2025, 6, 1),
    }
    made = Survey(**facts | changes)
    session.add(made)
    session.flush()
    version(session, made.id, form)
    return made


def version(
    session: Session,
    survey_id: UUID,
    form: str = ORDINARY,
    *,
    number: int = 1,
    state: VersionState = VersionState.PUBLISHED,
) -> SurveyVersion:
    """One more version of a survey, committed."""
    sheets = sheets_of_text(form)
    compiled = compile_form(sheets)
    made = SurveyVersion(
        id=uuid4(),
        survey_id=survey_id,
        number=number,
        state=state,
        sheets={name: [list(row) for row in rows] for name, rows in sheets.items()},
        xform=compiled.xform,
        sha256=sha256(json.dumps(sheets).encode()).hexdigest(),
        notices=[],
        published_on=date(2025, 6, 1) if state is VersionState.PUBLISHED else None,
    )
    session.add(made)
    session.commit()
    return made


def link(session: Session, survey_id: UUID, **changes: Any) -> SurveyLink:
    """A link of an event in Lincoln, committed."""
    facts: dict[str, Any] = {
        "id": uuid4(),
        "survey_id": survey_id,
        "channel": LinkChannel.EVENT,
        "name": "A stand",
        "code": "7K2MPX4Q",
        "district_code": "E07000138",
    }
    made = SurveyLink(**facts | changes)
    session.add(made)
    session.commit()
    return made
