"""HTTP as we speak it: security headers, request ids, error pages, assets, same-origin checks."""

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Final
from urllib.parse import urlsplit

import sqlalchemy.exc
from flask import Flask, Response, current_app, g, render_template, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from engagement.core.db import SAFE_METHODS
from engagement.core.errors import NotAllowed, NotFound, Rejected
from engagement.core.partnership import Partnership
from engagement.core.settings import Settings

access_log = logging.getLogger("access")
log = logging.getLogger(__name__)

NONCE_BYTES: Final = 16
ASSET_SECONDS: Final = 365 * 24 * 3600
HEADERS: Final = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), browsing-topics=()",
}
PAGES: Final = {400, 403, 404, 405, 409, 410, 413, 429, 500, 503}


def init_http(app: Flask, settings: Settings) -> None:
    """Install the headers, the checks before a request, the error pages and the template values."""
    host = urlsplit(settings.public_base_url).hostname
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_kb * 1024,
        MAX_FORM_MEMORY_SIZE=settings.max_body_kb * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=None,
        TRUSTED_HOSTS=[host, "127.0.0.1", "localhost"],
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    hops = settings.trusted_proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.before_request(_refuse_cross_site)
    app.after_request(_finish)
    policy = content_security_policy(settings)
    app.extensions["csp"] = policy
    app.jinja_env.globals.update(csp_nonce=csp_nonce, asset_url=asset_url)
    app.context_processor(lambda: {"settings": settings, "partnership": partnership()})
    app.jinja_env.globals["demonstration"] = settings.demonstration
    _install_error_pages(app)


def settings() -> Settings:
    """The current app's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def partnership() -> Partnership:
    """The current app's partnership file."""
    found: Partnership = current_app.extensions["partnership"]
    return found


def csp_nonce() -> str:
    """Nonce of the response: every script and style element carries it."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(NONCE_BYTES)
    nonce: str = g.nonce
    return nonce


def content_security_policy(settings: Settings) -> Callable[[str, str], str]:
    """The policy by nonce and frame-ancestors; of others, only a set tile server may be reached."""
    tiles = urlsplit(settings.tiles_url)
    origin = f" {tiles.scheme}://{tiles.netloc.replace('{s}', '*')}" if tiles.netloc else ""

    def policy(nonce: str, ancestors: str) -> str:
        return (
            "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'self'; "
            f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            f"img-src 'self' data:{origin}; connect-src 'self'{origin}; font-src 'self'; "
            f"manifest-src 'self'; frame-src 'self'; frame-ancestors {ancestors}"
        )

    return policy


def allow_framing_here() -> None:
    """Let this response stand in a frame of our own pages; every other one may not be framed."""
    g.frame_ancestors = "'self'"


def leave_no_line() -> None:
    """Keep this request out of the access log: its time would tell when somebody told us."""
    g.no_line = True


def keep_out_of_caches(response: Response) -> Response:
    """Forget this page: for receipts and exits, so that Back and the disk show nothing."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@cache
def _asset_version(path: Path, _modified: float) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a static file; its content is in the address, so it may be kept for ever."""
    path = Path(current_app.static_folder or "") / name
    try:
        version = _asset_version(path, path.stat().st_mtime)
    except FileNotFoundError:
        log.warning("missing asset %s: run make assets", name)
        version = "missing"
    return url_for("static", filename=name, v=version)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = perf_counter()


def _refuse_cross_site() -> None:
    """A form of ours is only ever sent from our own pages; browsers say where they send from."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign_site = site is not None and site not in ("same-origin", "none")
    foreign_origin = origin is not None and urlsplit(origin).netloc != request.host
    if foreign_site or foreign_origin:
        raise Forbidden


def _finish(response: Response) -> Response:
    policy: Callable[[str, str], str] = current_app.extensions["csp"]
    ancestors = g.get("frame_ancestors", "'none'")
    headers = response.headers
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = policy(csp_nonce(), ancestors)
        headers.setdefault("Cache-Control", "no-cache, private")
    else:
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if ancestors == "'none'":
        headers["X-Frame-Options"] = "DENY"
    headers.update(HEADERS)
    if settings().secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={ASSET_SECONDS}, immutable"
    headers["X-Request-Id"] = g.get("request_id", "-")
    _log(response)
    return response


def _log(response: Response) -> None:
    public: Callable[[str | None], bool] = current_app.extensions.get(
        "is_public", lambda endpoint: True
    )
    quiet = request.method not in SAFE_METHODS and public(request.endpoint)
    if request.endpoint == "static" or (quiet and response.status_code < 500) or "no_line" in g:
        return
    facts: dict[str, object] = {
        "endpoint": request.endpoint,
        "method": request.method,
        "status": response.status_code,
    }
    if not quiet and "began" in g:
        facts["milliseconds"] = round((perf_counter() - g.began) * 1000, 1)
    access_log.info("request", extra=facts)


def _install_error_pages(app: Flask) -> None:
    app.register_error_handler(NotFound, lambda error: error_page(404))
    app.register_error_handler(NotAllowed, lambda error: error_page(403))
    app.register_error_handler(Rejected, lambda error: error_page(400, message=error.message))
    app.register_error_handler(sqlalchemy.exc.OperationalError, _database_away)
    app.register_error_handler(HTTPException, _http_exception)
    app.register_error_handler(Exception, _unexpected)


def error_page(
    status: int, *, message: str | None = None, headers: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """One of the plain pages of templates/errors, with its status."""
    number = status if status in PAGES else (500 if status >= 500 else 400)
    page = render_template(f"errors/{number}.html", message=message, request_id=g.get("request_id"))
    return page, status, dict(headers or {})


def _http_exception(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    if request_ctx.url_adapter is None:  # the host is not ours, so no page of ours has an address
        return "This address is not ours.", error.code, {"Content-Type": "text/plain"}
    kept = {k: v for k, v in error.get_headers() if k in ("Retry-After", "Allow")}
    return error_page(error.code, headers=kept)


def _database_away(error: sqlalchemy.exc.OperationalError) -> ResponseReturnValue:
    log.error("database away", extra={"cause": type(error.orig).__name__})
    message = _(
        "We could not save or read just now. Nothing was stored from this page. "
        "Try again in a minute."
    )
    return error_page(503, message=message, headers={"Retry-After": "60"})


def _unexpected(error: Exception) -> ResponseReturnValue:
    if isinstance(error, sqlalchemy.exc.SQLAlchemyError):  # its text may quote a row
        log.error("unexpected database error", extra={"cause": type(error).__name__})
    else:
        log.error("unexpected error", exc_info=error)
    return error_page(500)
