"""Surveys: compiling a long form, cross-tabs of many responses, the tone of texts."""

import time
from collections.abc import Callable
from statistics import median
from typing import Final

from bench.results import Result
from surveys.instrument.compiling import compile_form
from surveys.instrument.workbook import sheets_of_text
from surveys.text.tone import score_tone
from tools.environment import ROOT

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
