"""The list of Keep Safe Places: shops, libraries and others whose staff help who feels unsafe."""

from pathlib import Path
from typing import Final

from engagement.core.partnership.facts import SafePlace
from engagement.core.partnership.tables import PartnershipError
from geo.crs import PlaceError, check_lonlat, parse_number
from geo.tables import TableError, read_rows

COLUMNS: Final = ("name", "address", "open", "longitude", "latitude")
OPTIONAL: Final = ("phone", "url")
LONGEST: Final = 200


def read_safe_places(path: Path) -> tuple[SafePlace, ...]:
    """The rows of a CSV file with the columns COLUMNS and perhaps OPTIONAL, sorted by name.

    Raises PartnershipError naming the file, and the line where there is one.
    """
    try:
        found = _rows(path)
    except OSError as error:
        raise PartnershipError(f"{path.name}: cannot be read: {error.strerror}") from error
    except TableError as error:
        raise PartnershipError(f"{path.name}: {error}") from error
    if not found:
        raise PartnershipError(f"{path.name}: the file has no places")
    return tuple(found[key] for key in sorted(found))


def _rows(path: Path) -> dict[tuple[str, str], SafePlace]:
    found: dict[tuple[str, str], SafePlace] = {}
    for line, row in read_rows(path, COLUMNS, OPTIONAL):
        place = _safe_place(row, line)
        key = (place.name.casefold(), place.address.casefold())
        if key in found:
            raise TableError(f"{place.name} is there twice", line)
        found[key] = place
    return found


def _safe_place(row: dict[str, str], line: int) -> SafePlace:
    for column in ("name", "address", "open"):
        if not row[column]:
            raise TableError(f"{column} is empty", line)
    for column, text in row.items():
        if len(text) > LONGEST:
            raise TableError(f"{column} must have {LONGEST} characters or fewer", line)
    if row["url"] and not row["url"].startswith("https://"):
        raise TableError("url must begin with https://", line)
    try:
        lon, lat = check_lonlat(parse_number(row["longitude"]), parse_number(row["latitude"]))
    except PlaceError as error:
        raise TableError(f"{row['name']}: {error}", line) from None
    return SafePlace(row["name"], row["address"], row["open"], lon, lat, row["phone"], row["url"])
