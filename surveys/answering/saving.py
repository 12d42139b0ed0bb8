"""Codes that people type: of a survey that waits on the server, of a receipt."""

from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.db import reading
from engagement.core.drafts import read_code
from surveys.answering.arriving import NotOpen, VersionGone
from surveys.answering.draft import Draft, resumed
from surveys.answering.forms import CodeForm, SavedForm
from surveys.answering.queries import offer_of_version
from surveys.answering.sitting import Sitting
from surveys.responses.instruments import instrument_for
from surveys.responses.opening import Opening, opening_of
from surveys.responses.queries import saved_draft


def code_typed(form: CodeForm | SavedForm) -> str | None:
    """The code in a form as it was made; None when it cannot be one."""
    return read_code(form.code.data) if form.validate() else None


def kept_under(code: str) -> Sitting | None:
    """What waits under a code, where it was left; VersionGone or NotOpen where it cannot go on."""
    now = clock.now()
    with reading() as session:
        kept = saved_draft(session, code=code)
        if kept is None:
            return None
        return _taken_up(session, resumed(kept.draft.decode(), clock.london_date(now)))


def _taken_up(session: Session, draft: Draft) -> Sitting:
    now = clock.now()
    found = offer_of_version(session, version_id=draft.version, drafts=draft.test)
    if found is None or found.version_id is None:
        raise VersionGone(draft)
    sitting = Sitting(found.survey, instrument_for(session, draft.version), draft, now)
    opening = opening_of(found.survey, now)
    if opening is not Opening.OPEN and not draft.test:
        raise NotOpen(found.survey, opening, sitting)
    return sitting
