"""The base map as one file: vector tiles in the PMTiles format, read a range at a time."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

MIMETYPE: Final = "application/vnd.pmtiles"
SAMPLE_BYTES: Final = 512 * 1024
DEEPEST_AT: Final = 101
"""Where the header says its closest zoom level, one byte."""
YEAR_SECONDS: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class TilesFile:
    """A file of tiles; `version` names its content, `deepest` is its closest zoom level."""

    path: Path
    version: str
    deepest: int


def tiles_file(path: Path | None) -> TilesFile | None:
    """The file as it stands now; None without a setting, or while the file is away."""
    if path is None:
        return None
    try:
        stat = path.stat()
    except OSError:
        return None
    return _known(path, stat.st_size, stat.st_mtime_ns)


def answer(tiles: TilesFile) -> Response:
    """The range that the browser asks for, or all of it; its address names it, so keep it."""
    response = send_file(tiles.path, mimetype=MIMETYPE, conditional=False, etag=False)
    response.set_etag(tiles.version)
    length = tiles.path.stat().st_size
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@lru_cache(maxsize=4)
def _known(path: Path, size: int, _modified: int) -> TilesFile:
    """Its version is a hash of size, beginning (header, directory) and end: the same anywhere."""
    digest = sha256(str(size).encode())
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
        digest.update(start)
        file.seek(max(0, size - SAMPLE_BYTES))
        digest.update(file.read(SAMPLE_BYTES))
    return TilesFile(path, digest.hexdigest()[:16], start[DEEPEST_AT])
