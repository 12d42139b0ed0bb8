"""/healthz: the process answers. /readyz: it can serve: database, migrations, worker."""

from datetime import timedelta
from typing import Final

import sqlalchemy.exc
from flask import Blueprint
from flask.typing import ResponseReturnValue

from engagement.core import clock, migrating
from engagement.core.db import reading
from engagement.core.jobs import HEARTBEAT, Heartbeat

blueprint = Blueprint("health", __name__)

WORKER_SILENT_AFTER: Final = timedelta(seconds=90)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Each thing the service needs, and 503 when one of them is missing."""
    try:
        with reading() as session:
            beat = session.get(Heartbeat, HEARTBEAT)
        state = {
            "database": True,
            "migrations": migrating.current() == migrating.head(),
            "worker": beat is not None and clock.now() - beat.at < WORKER_SILENT_AFTER,
        }
    except sqlalchemy.exc.SQLAlchemyError:
        state = {"database": False, "migrations": False, "worker": False}
    return state, 200 if all(state.values()) else 503
