"""Reports, what is done with them, and the record of each import."""

from engagement.reports.models.counts import ReportCount
from engagement.reports.models.handling import (
    FREE_TEXT,
    Assignment,
    ReportOption,
    ReportShare,
    ReportText,
)
from engagement.reports.models.imports import ImportState, ReportImport
from engagement.reports.models.links import EventLink, LinkKind
from engagement.reports.models.people import AboutPerson
from engagement.reports.models.releases import ReportRelease
from engagement.reports.models.report import (
    GONE_METRES,
    PUBLIC_SOURCE,
    Report,
    ReportConcern,
)
from engagement.reports.models.states import (
    ACCEPTED,
    ACTED,
    COUNTED,
    NOT_DONE,
    OPEN,
    AssignmentState,
    Channel,
    HeldBecause,
    LightingCause,
    Outcome,
    PlacedBy,
    ReportState,
)
from engagement.reports.models.uploads import ReportUpload, UploadState

__all__ = [
    "ACCEPTED",
    "ACTED",
    "COUNTED",
    "FREE_TEXT",
    "GONE_METRES",
    "NOT_DONE",
    "OPEN",
    "PUBLIC_SOURCE",
    "AboutPerson",
    "Assignment",
    "AssignmentState",
    "Channel",
    "EventLink",
    "HeldBecause",
    "ImportState",
    "LightingCause",
    "LinkKind",
    "Outcome",
    "PlacedBy",
    "Report",
    "ReportConcern",
    "ReportCount",
    "ReportImport",
    "ReportOption",
    "ReportRelease",
    "ReportShare",
    "ReportState",
    "ReportText",
    "ReportUpload",
    "UploadState",
]
