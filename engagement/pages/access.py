"""Who may open which page: anybody all of them."""

from typing import Final

from engagement.accounts.permissions import PUBLIC, Access

ACCESS: Final[dict[str, Access]] = {
    "pages.index": PUBLIC,
    "pages.privacy": PUBLIC,
    "pages.accessibility": PUBLIC,
    "pages.help": PUBLIC,
    "pages.leave": PUBLIC,
}
