"""Whether a file holds vector tiles in the PMTiles format, version 3."""

from pathlib import Path
from struct import Struct
from typing import Final

MAGIC: Final = b"PMTiles\x03"
HEADER: Final = Struct("<8s11Q4B")
"""Magic; offset and length of root directory, metadata, leaf directories and tiles, three counts;
clustered, compression inside, compression of tiles, kind of tiles. What follows is not needed."""
VECTOR: Final = 1


def why_not_tiles(path: Path) -> str | None:
    """What is wrong with a file of tiles, in words; None for one that can be served."""
    try:
        with path.open("rb") as file:
            start = file.read(HEADER.size)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if len(start) < HEADER.size or not start.startswith(MAGIC):
        return "is not a PMTiles file of version 3"
    _, *offsets_and_lengths, _clustered, _inside, _packed, kind = HEADER.unpack(start)
    parts = zip(offsets_and_lengths[:8:2], offsets_and_lengths[1:8:2], strict=True)
    if path.stat().st_size < max(offset + length for offset, length in parts):
        return "is cut short"
    return None if kind == VECTOR else "holds pictures; it must hold vector tiles"
