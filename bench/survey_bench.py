"""Surveys: compiling a long form, cross-tabs of many responses, the tone of texts."""

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.results import Result
from engagement.accounts.models import Organisation, OrganisationKind
from engagement.core import migrating
from engagement.core.db import db, reading, transaction
from surveys.instrument.compiling import compile_form
from surveys.instrument.workbook import sheets_of_text
from surveys.models import (
    LinkChannel,
    Survey,
    SurveyResponse,
    SurveyState,
    SurveyVersion,
    VersionState,
)
from surveys.responses.coding import Coded, coded
from surveys.results.figures import DISTRICT, split
from surveys.text.tone import score_tone
from tools.environment import ROOT
from wsgi import create_app

RESPONSES: Final = 100_000
QUESTIONS: Final = 16
CHUNK: Final = 5_000
FORM: Final = ROOT / "tests" / "data" / "oracle_form.md"
COMMENTS: Final = ROOT / "tests" / "data" / "tone" / "development_half.csv"
ROUNDS: Final = 5
TEXTS: Final = 5_000


def form_of_100_questions() -> list[Result]:
    """Seconds from the sheets of a form of 100 questions with logic to its instrument."""
    sheets = sheets_of_text(FORM.read_text(encoding="utf-8"))
    questions = len(compile_form(sheets).instrument.questions)  # the compiler itself is imported
    if questions < 100:
        raise RuntimeError(f"the form has {questions} questions only")
    seconds = median(_timed(lambda: compile_form(sheets)) for _ in range(ROUNDS))
    print(f"  {questions} questions")
    return [Result.limit("xlsform_100_questions_s", seconds, 1, "s")]


def tone_of_texts() -> list[Result]:
    """Texts scored a second, on one core; the lexicon is read before."""
    lines = COMMENTS.read_text(encoding="utf-8").splitlines()[1:]
    texts = (lines * (TEXTS // len(lines) + 1))[:TEXTS]
    score_tone(texts[0])
    numbered = [f"{number} {text}" for number, text in enumerate(texts)]  # none is known before
    seconds = median(_timed(lambda: [score_tone(text) for text in numbered]) for _ in range(3))
    rate = TEXTS / seconds
    return [Result("tone_texts_per_s", rate, None, None, "texts/s", 1_000, rate >= 1_000)]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def crosstab_of_100k() -> list[Result]:
    """Every question of 16 split by district over 100,000 responses: read once, then warm."""
    rng = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ.update({"INSTANCE_DIR": folder, "MODE": "demonstration"})
        app = create_app()
        with app.app_context():
            migrating.upgrade()
            with transaction() as session:
                survey_id = _many(session, rng)
            with reading() as session:
                cold = _timed(lambda: _all_tables(coded(session, survey_id=survey_id)))
                warm = median(
                    _timed(lambda: _all_tables(coded(session, survey_id=survey_id)))
                    for _ in range(ROUNDS)
                )
            db.engine.dispose()
    print(f"  cold {cold:.2f} s (read from the database), warm {warm:.3f} s for 16 cross-tabs")
    return [
        Result.limit("crosstab_100k_s", warm, 0.5, "s"),
        Result.limit("crosstab_100k_cold_s", cold, 10, "s"),
    ]


def _all_tables(responses: Coded) -> None:
    for name in responses.codes:
        split(responses, name, by=DISTRICT, districts={})


def _form() -> str:
    rows = [f"| | select_one five | q{n} | Question {n} |" for n in range(QUESTIONS)]
    choices = [f"| | five | c{n} | Answer {n} |" for n in range(5)]
    lines = ["| survey |", "| | type | name | label |", *rows, "| choices |"]
    return "\n".join([*lines, "| | list_name | name | label |", *choices])


def _many(session: Session, rng: random.Random) -> UUID:
    xform = compile_form(sheets_of_text(_form())).xform
    organisation = Organisation(name="Bench", kind=OrganisationKind.COUNCIL)
    session.add(organisation)
    session.flush()
    survey = Survey(
        id=uuid4(),
        slug="many",
        state=SurveyState.CLOSED,
        title="Many",
        purpose="",
        privacy_notice="",
        themes=[],
        organisation_id=organisation.id,
        controller="none",
        created_on=date(2026, 1, 1),
    )
    version = SurveyVersion(
        id=uuid4(),
        survey_id=survey.id,
        number=1,
        state=VersionState.PUBLISHED,
        sheets={},
        xform=xform,
        sha256="0" * 64,
        notices=[],
    )
    session.add(survey)
    session.flush()
    session.add(version)
    session.flush()
    for start in range(0, RESPONSES, CHUNK):
        rows_of = [_response(survey.id, version.id, rng) for _ in range(start, start + CHUNK)]
        session.execute(sa.insert(SurveyResponse), rows_of)
    return survey.id


def _response(survey_id: UUID, version_id: UUID, rng: random.Random) -> dict[str, object]:
    return {
        "id": uuid4(),
        "survey_id": survey_id,
        "version_id": version_id,
        "submission": uuid4().hex,
        "state": "counted",
        "answered_on": date(2026, 1, 1),
        "language": "en",
        "channel": LinkChannel.OPEN,
        "district_code": f"D{rng.randrange(7)}",
        "answers": {f"q{n}": f"c{rng.randrange(5)}" for n in range(QUESTIONS)},
        "test": False,
        "demonstration": True,
    }
