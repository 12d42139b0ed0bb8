"""JSON logs with a request id and without personal data.

No network address, user agent, query string or form value is ever logged. A successful POST of the
public leaves no line at all: its place between two timed lines would betray when it arrived.
"""

import logging
import sys

from flask import g, has_request_context
from pythonjsonlogger.json import JsonFormatter

from engagement.core.settings import Settings


class _RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = g.get("request_id") if has_request_context() else None
        return True


def init_logs(settings: Settings) -> None:
    """Send every log line to standard error as one JSON object."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "%(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
        )
    )
    handler.addFilter(_RequestId())
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.getLogger("huey").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
