"""Who may open the pages of links: officers; the link itself is for everybody."""

from typing import Final

from engagement.accounts.permissions import Access, Action

LINKS_ACCESS: Final[dict[str, Access]] = {
    "links.index": Action.MANAGE_LINKS,
    "links.make": Action.MANAGE_LINKS,
    "links.detail": Action.MANAGE_LINKS,
    "links.qr": Action.MANAGE_LINKS,
    "links.end": Action.MANAGE_LINKS,
}
