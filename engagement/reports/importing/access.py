"""Who may open the pages of imports."""

from typing import Final

from engagement.accounts.permissions import Access, Action

IMPORTING_ACCESS: Final[dict[str, Access]] = {
    "imports.index": Action.VIEW_IMPORTS,
    "imports.detail": Action.VIEW_IMPORTS,
    "imports.rows": Action.VIEW_IMPORTS,
}
"""Imports lie in no district, so the views ask for the whole county as well."""
