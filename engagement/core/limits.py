"""Rate limits for officers' pages and files; a public submission is never answered with 429.

Limits are asked for by the view that wants one (`@limiter.limit("10/minute")`); there is none by
default. The key is the signed-in officer where there is one, else the network address, which stays
in the limiter's memory and is forgotten with its window.
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from engagement.core.settings import Settings


def _key() -> str:
    identity = current_user.get_id() if current_user else None
    return f"officer:{identity}" if identity else f"network:{get_remote_address()}"


limiter = Limiter(key_func=_key, headers_enabled=True)


def init_limits(app: Flask, settings: Settings) -> None:
    """Keep the counters in memory, or in the store that LIMITS_URL names."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.limits_url
    limiter.init_app(app)
