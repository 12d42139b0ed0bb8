"""Instruments by their version: read once in a process, as a published version never changes."""

from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from surveys.instrument.model import Instrument
from surveys.instrument.xform import read_instrument
from surveys.models import SurveyVersion, VersionState

MOST: Final = 64
"""Instruments that a process holds at once; the one asked for longest ago goes first."""

_held: OrderedDict[tuple[UUID, str], Instrument] = OrderedDict()
_lock: Final = Lock()


def instrument_for(session: Session, version_id: UUID) -> Instrument:
    """The instrument of a version; NotFound where there is none.

    A draft may change at any time, so it is held under the hash of its content.
    """
    held = _get((version_id, ""))
    if held is not None:
        return held
    found = session.execute(
        sa.select(SurveyVersion.state, SurveyVersion.xform, SurveyVersion.sha256).where(
            SurveyVersion.id == version_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    state, xform, sha256 = found
    key = (version_id, "" if state is VersionState.PUBLISHED else sha256)
    return _get(key) or _put(key, read_instrument(xform))


def forget_instruments() -> None:
    """Let go of all of them; the next request reads its own again."""
    with _lock:
        _held.clear()


def _get(key: tuple[UUID, str]) -> Instrument | None:
    with _lock:
        if key in _held:
            _held.move_to_end(key)
        return _held.get(key)


def _put(key: tuple[UUID, str], instrument: Instrument) -> Instrument:
    with _lock:
        _held[key] = instrument
        while len(_held) > MOST:
            _held.popitem(last=False)
    return instrument
