"""Style sheets, scripts and drawings of `static/` travel compressed; pages do not.

A page can hold a secret (a signed draft, a form token) beside words that a visitor chose, and the
size of such a page, compressed, tells about the secret. Files of `static/` hold none.
"""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, current_app, request

KINDS: Final = frozenset(
    {"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}
)
SMALLEST: Final = 512


def init_compression(app: Flask) -> None:
    """Answer GETs of static text files with gzip where the browser takes it."""
    app.after_request(_compress_static)


@lru_cache(maxsize=64)
def _compressed(path: Path, modified: float) -> bytes:  # noqa: ARG001  a changed file is a new entry
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)


def _compress_static(response: Response) -> Response:
    if request.endpoint != "static" or response.mimetype not in KINDS:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    path = Path(current_app.static_folder or "") / (request.view_args or {})["filename"]
    wanted = request.accept_encodings["gzip"] > 0 and "Range" not in request.headers
    if response.status_code != 200 or not wanted or path.stat().st_size < SMALLEST:
        return response
    response.close()  # the opened file, which is not sent
    response.direct_passthrough = False
    response.set_data(_compressed(path, path.stat().st_mtime))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("ETag", None)
    return response
