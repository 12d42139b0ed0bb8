"""Who may open the pages of areas."""

from engagement.accounts.permissions import PUBLIC, Access, Action

ACCESS: dict[str, Access] = {
    "areas.index": Action.VIEW_AREAS,
    "areas.outlines": PUBLIC,
}
