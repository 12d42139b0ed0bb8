"""The job that scores texts, once each."""

from datetime import timedelta

from engagement.core.db import reading
from engagement.core.jobs import JobRun, job
from surveys.results.tones import CHUNK, keep_tones, scored, surveys_with_texts, unscored


@job("surveys.tone", every=timedelta(hours=6))
def score_texts(run: JobRun) -> None:
    """Score what has no tone yet; run again, it finds nothing left to do.

    Once in some hours and not at arrival: a row of its own moment would tell when somebody wrote.
    """
    with reading() as session:
        surveys = surveys_with_texts(session)
    for survey_id in surveys:
        with reading() as session:
            waiting = unscored(session, survey_id=survey_id)
        for start in range(0, len(waiting), CHUNK):
            rows = scored(waiting[start : start + CHUNK])
            with run.transaction(done=start, total=len(waiting)) as session:
                keep_tones(session, rows)
