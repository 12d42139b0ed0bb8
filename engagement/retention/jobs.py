"""The daily run, in transactions so small that nobody waits for it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.http import partnership
from engagement.core.jobs import JobRun, job
from engagement.core.retention import RetentionRule, rules
from engagement.core.seal import SealBroken
from engagement.retention.commands import (
    begin_run,
    destroy_some,
    finish_cut_off,
    finish_run,
    note_fault,
)
from engagement.retention.doubts import ClockDoubted, clock_doubt

log = logging.getLogger(__name__)

RUN: Final = "retention.run"
CHUNK: Final = 500
"""Records destroyed in one transaction: other writers wait for no more than these."""

BREAKS_OFF: Final = (SQLAlchemyError, SealBroken, ValueError, LookupError)

Opening: TypeAlias = Callable[[], AbstractContextManager[Session]]


@job(RUN, every=timedelta(days=1))
def run_retention(run: JobRun) -> None:
    """Destroy what is due; the same attempt again goes on where it stopped.

    Nothing goes by a clock that cannot be right: then the run is refused, and the log says so.
    """
    try:
        destroy_all(run.transaction, id=run.id, days=partnership().retention)
    except ClockDoubted as refused:
        log.error(  # noqa: TRY400  a traceback explains nothing here
            "retention refused: the clock is in doubt; see “flask retention run --sure”",
            extra={"cause": str(refused.doubt)},
        )
        with run.finish("refused: the clock is in doubt"):
            return
    with run.finish() as session:
        finish_run(session, id=run.id, rules=rules(), actor=SYSTEM, now=clock.now())


def destroy_all(opening: Opening, *, id: UUID, days: Mapping[str, int], sure: bool = False) -> None:
    """Begin the run `id`, and destroy until each rule has nothing left; a transaction a step.

    ClockDoubted, with nothing written, where the clock cannot be right and nobody is `sure` of it.
    """
    now = clock.now()
    with opening() as session:
        doubt = None if sure else clock_doubt(session, now=now)
        if doubt is not None:
            raise ClockDoubted(doubt)
        finish_cut_off(session, rules=rules(), but=id, actor=SYSTEM, now=now)
        begin_run(session, id=id, rules=rules(), days=days, actor=SYSTEM, now=now)
    for rule in rules():
        try:
            _destroy(opening, id, rule)
        except BREAKS_OFF as error:  # one rule never keeps the others from what is due
            log.warning(
                "retention rule failed", extra={"rule": rule.kind, "cause": type(error).__name__}
            )
            with opening() as session:
                note_fault(session, id=id, rule=rule, fault=f"It failed: {type(error).__name__}.")


def _destroy(opening: Opening, id: UUID, rule: RetentionRule) -> None:
    gone = 1
    while gone:
        with opening() as session:
            gone = destroy_some(session, id=id, rule=rule, limit=CHUNK)
