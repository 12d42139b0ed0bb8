"""Who may take responses away."""

from typing import Final

from engagement.accounts.permissions import Access, Action

ACCESS: Final[dict[str, Access]] = {
    "response_exports.index": Action.EXPORT_RESPONSES,
    "response_exports.download": Action.EXPORT_RESPONSES,
}
