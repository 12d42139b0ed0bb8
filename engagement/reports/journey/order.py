"""The pages that ask, in their order; the check comes after them."""

from collections.abc import Sequence
from time import monotonic
from typing import Final

from flask import current_app

from engagement.core.db import reading
from engagement.reports.journey.about import AgeStep, YouStep
from engagement.reports.journey.draft import Draft
from engagement.reports.journey.steps import Step
from engagement.reports.journey.what import WhatStep
from engagement.reports.journey.when import WhenStep
from engagement.reports.journey.where import WhereStep
from engagement.reports.journey.why import WhyStep
from engagement.reports.journey.words import WordsStep
from engagement.reports.options import free_text_is_on

KEPT_SECONDS: Final = 10
EXTENSION: Final = "journey.words"

STEPS: Final[dict[str, Step]] = {
    step.name: step
    for step in (
        WhatStep(),
        WhereStep(),
        WhyStep(),
        WhenStep(),
        WordsStep(),
        AgeStep(),
        YouStep(),
    )
}


def steps_for(draft: Draft) -> Sequence[Step]:
    """The steps that this draft's answers lead through, as the administrator allows."""
    allowed = words_allowed()
    return [
        one
        for one in STEPS.values()
        if one.asked(draft) and (allowed or one.name != WordsStep.name)
    ]


def words_not_taken(draft: Draft) -> str:
    """What was typed while free text was on, if it has been switched off since; else nothing."""
    return "" if words_allowed() else "".join(draft.of(WordsStep.name).get("words", ())).strip()


def words_allowed() -> bool:
    """Whether free text is on, asked for every few seconds."""
    kept: tuple[bool, float] | None = current_app.extensions.get(EXTENSION)
    if kept and monotonic() - kept[1] < KEPT_SECONDS:
        return kept[0]
    with reading() as session:
        found = free_text_is_on(session)
    current_app.extensions[EXTENSION] = (found, monotonic())
    return found
