"""The pages of accounts: signing in, one-time links, one's own account, administration."""

from engagement.accounts.views import account, forgotten, links, manage, sign_in
from engagement.accounts.views.blueprint import blueprint

__all__ = ["account", "blueprint", "forgotten", "links", "manage", "sign_in"]
