"""Who may load boundaries by the page."""

from typing import Final

from engagement.accounts.permissions import Access, Action

UPLOADS_ACCESS: Final[dict[str, Access]] = {
    "area_uploads.begin": Action.MANAGE_AREAS,
    "area_uploads.layer": Action.MANAGE_AREAS,
    "area_uploads.fields": Action.MANAGE_AREAS,
    "area_uploads.check": Action.MANAGE_AREAS,
    "area_uploads.load": Action.MANAGE_AREAS,
    "area_uploads.remove": Action.MANAGE_AREAS,
}
