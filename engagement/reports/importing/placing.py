"""Where the rows of a file lie, and how each is known again: found before anything is locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engagement.areas.locating import NEAR_METRES, AreaLocator
from engagement.core.seal import Json, keyed_hashes
from engagement.reports.importing.reading import MOST_LISTED, ReadFile
from engagement.reports.importing.rows import DIGEST_BYTES
from geo.crs import to_lonlat

IDENTITY: Final = "reports.row_identity"
IDENTITY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file whose rows have their areas.

    `taken` are the places in the file's arrays of the rows that are reports; `district`, `lsoa` and
    `identities` (n, keys of the ring, 32 bytes) run beside it: arrays, since a file may have
    millions of rows. `outside_rows` lists the first rows that are in no area.
    """

    file: ReadFile
    locator: AreaLocator
    taken: NDArray[np.int64]
    district: Sequence[str | None]
    lsoa: Sequence[str | None]
    identities: NDArray[np.uint8]
    outside: int
    outside_rows: list[Json]

    def identity(self, place: int) -> list[bytes]:
        """The keyed hash of a row under each key of the ring, the current first."""
        return [one.tobytes() for one in self.identities[place]]


def place_rows(file: ReadFile, *, locator: AreaLocator, source: str) -> PlacedFile:
    """Find the area of every row in bulk; what is in none is outside.

    With approximate outlines a place up to NEAR_METRES outside is taken, without a district.
    """
    district, lsoa = locator.locate_many(file.easting, file.northing)
    inside = np.array([code is not None for code in district], dtype=bool)
    beyond = np.flatnonzero(~inside)
    inside[beyond] = locator.near_many(file.easting[beyond], file.northing[beyond])
    taken, outside = np.flatnonzero(inside), np.flatnonzero(~inside)
    return PlacedFile(
        file=file,
        locator=locator,
        taken=taken,
        district=district[taken].tolist(),
        lsoa=lsoa[taken].tolist(),
        identities=_identities(file, taken, source),
        outside=len(outside),
        outside_rows=_listed(file, outside[:MOST_LISTED], approximate=locator.approximate),
    )


def _identities(file: ReadFile, rows: NDArray[np.int64], source: str) -> NDArray[np.uint8]:
    digests, hashes, keys = memoryview(file.digest[rows].tobytes()), bytearray(), 1
    for place, number in enumerate(file.occurrence[rows].tolist()):
        digest = digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES].hex()
        each = keyed_hashes(IDENTITY, f"{source}\0{digest}\0{number}")
        hashes += b"".join(each)
        keys = len(each)
    return np.frombuffer(hashes, dtype=np.uint8).reshape(len(rows), keys, IDENTITY_BYTES)


def _listed(file: ReadFile, rows: NDArray[np.int64], *, approximate: bool) -> list[Json]:
    easting, northing = file.easting[rows], file.northing[rows]
    lon, lat = to_lonlat(easting, northing)
    reason = "Outside every district"
    if approximate:
        reason = f"More than {NEAR_METRES // 1000} km outside the approximate outlines"
    return [
        {"line": line, "reason": reason, "lon": x, "lat": y, "easting": e, "northing": n}
        for line, x, y, e, n in zip(
            file.line[rows].tolist(),
            lon.round(6).tolist(),
            lat.round(6).tolist(),
            easting.round(1).tolist(),
            northing.round(1).tolist(),
            strict=True,
        )
    ]
