"""Who may open the pages of areas."""

from engagement.accounts.permissions import PUBLIC, Access, Action
from engagement.areas.uploads.access import UPLOADS_ACCESS

ACCESS: dict[str, Access] = {
    "areas.index": Action.VIEW_AREAS,
    "areas.outlines": PUBLIC,
    "areas.base_map": PUBLIC,
    **UPLOADS_ACCESS,
}
