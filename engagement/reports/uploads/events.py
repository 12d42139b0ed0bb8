"""What the audit trail says about files that were sent."""

from enum import StrEnum
from typing import Final

KIND: Final = "report-upload"


class Event(StrEnum):
    """Something that was done with a file."""

    SENT = "import-file-sent"
    VIEWED = "import-file-viewed"
    STARTED = "import-started"
    REFUSED = "import-refused"
    REMOVED = "import-file-removed"
