"""A response on its way in: its district and channel, stored once."""

from uuid import UUID

from sqlalchemy.orm import Session

from engagement.areas.locating import area_locator
from engagement.core.db import reading
from engagement.core.http import partnership, settings
from geo.crs import to_national_grid
from surveys.answering.queries import link_with
from surveys.answering.sitting import Sitting
from surveys.instrument.model import language_tag
from surveys.instrument.pages import PLACE
from surveys.models import LinkChannel, SurveyLink
from surveys.responses.commands import Receipt, forget_draft, store_response
from surveys.responses.documents import document_of

DISTRICT = "district"


def send(session: Session, sitting: Sitting) -> Receipt:
    """Store the response of a draft; SentOtherwise as the command says."""
    draft = sitting.draft
    document = document_of(sitting.instrument, sitting.evaluation.kept())
    link = _link(draft.link, draft.survey) if draft.link else None
    district = _district(sitting) or (link.district_code if link else None)
    receipt = store_response(
        session,
        survey_id=draft.survey,
        version_id=draft.version,
        submission=str(draft.id),
        receipt_code=draft.code,
        document=document,
        language=language_tag(draft.language),
        channel=link.channel if link else LinkChannel.OPEN,
        district_code=district,
        link_id=link.id if link else None,
        test=draft.test,
        now=sitting.now,
    )
    if draft.saved:
        forget_draft(session, code=draft.saved)
    return receipt


def _link(code: str, survey: UUID) -> SurveyLink | None:
    """The link by which the person came, while it is one of this survey that has not ended."""
    with reading() as session:
        found = link_with(session, code=code)
    return found if found and found.survey_id == survey and found.ended_on is None else None


def _district(sitting: Sitting) -> str | None:
    """The district that was answered, else the one in which a place lies that was given."""
    values = sitting.evaluation.kept().values
    said = sitting.instrument.with_role(DISTRICT)
    code = values.get(said.path, "") if said else ""
    if partnership().district(code):
        return code
    places = (one.path for one in sitting.instrument.questions if one.kind == PLACE)
    return next(filter(None, (_located(values.get(path, "")) for path in places)), None)


def _located(lexical: str) -> str | None:
    """The district of a place, where we are sure of it."""
    if not lexical:
        return None
    lat, lon, *_rest = map(float, lexical.split())
    with reading() as session:
        locator = area_locator(session)
    east, north = to_national_grid(lon, lat)
    found = locator.locate(east, north, demonstration=settings().demonstration) if locator else None
    return found.district_code if found and found.confirmed else None
