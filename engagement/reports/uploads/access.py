"""Who may import a file by the page."""

from typing import Final

from engagement.accounts.permissions import Access, Action

UPLOADS_ACCESS: Final[dict[str, Access]] = {
    "uploads.begin": Action.IMPORT_REPORTS,
    "uploads.sheet": Action.IMPORT_REPORTS,
    "uploads.columns": Action.IMPORT_REPORTS,
    "uploads.preview": Action.IMPORT_REPORTS,
    "uploads.start": Action.IMPORT_REPORTS,
    "uploads.progress": Action.IMPORT_REPORTS,
    "uploads.remove": Action.IMPORT_REPORTS,
}
"""A file lies in no district, so the views ask for the whole county as well."""
