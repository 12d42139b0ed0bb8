"""Reading a boundary file in a bounded child: plain values come back, ready to be stored."""

import gzip
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from engagement.areas.models import AreaKind
from engagement.core import bounded
from engagement.core.archives import BadArchive, contents
from engagement.core.partnership import Partnership
from engagement.core.seal import Json
from geo import boundaries, outlines, web
from geo.locate import Locator
from geo.places import Place

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

WEB_METRES: Final = 60
"""Tolerance of the outlines that maps in browsers draw."""
MANY_VERTICES: Final = 200_000
GRID_METRES: Final = 5
"""Far below what WEB_METRES leaves, so that nothing of it is seen."""
MEGABYTE: Final = 1024 * 1024
MOST_MEGABYTES: Final = 500
"""A file larger than this, as it is or unpacked, is not read."""
LONGEST_LABEL: Final = {"code": 20, "name": 120, "parent": 20}
"""What fits into the columns of an area."""


class AreasRefused(ValueError):
    """The boundary file cannot be taken; the message names the feature and what to do."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of the file hold what."""

    code: str
    name: str
    parent: str | None = None
    attributes: Mapping[str, str] | None = None
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a boundary file.

    Only areas of `districts` are kept. `known` are the official districts (WKB, EPSG:27700): where
    the file does not name the district of an area, the one that holds a point inside it is meant.
    Without any, all areas are kept.
    """

    kind: AreaKind
    fields: Fields
    districts: frozenset[str]
    known: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as read: `boundary` is WKB in EPSG:27700."""

    code: str
    name: str
    parent_code: str | None
    attributes: dict[str, Json]
    area_km2: float
    boundary: bytes


@dataclass(frozen=True, slots=True)
class AreaFile:
    """A boundary file, checked: its areas, what was repaired, and outlines for browsers (gzip).

    `slivers`: some shared edges do not match. `tied`: every area names the district that holds it.
    `crs`: what the file's coordinate reference system is called.
    """

    name: str | None
    sha256: str | None
    rows: tuple[AreaRow, ...]
    repaired: tuple[str, ...]
    left_out: int
    web_outlines: bytes
    slivers: bool = False
    tied: bool = True
    crs: str = ""


def read_area_file(path: Path, wanted: Wanted) -> AreaFile:
    """Read a file of any format; AreasRefused (or another ValueError) when it cannot be taken."""
    return bounded.run(read_here, path, wanted)


def approximate_file(partnership: Partnership) -> AreaFile:
    """Outlines made from the partnership's places: approximate, and called so wherever shown."""
    names = {district.code: district.name for district in partnership.districts}
    return bounded.run(_approximate, partnership.places + partnership.neighbours, names)


def read_here(path: Path, wanted: Wanted) -> AreaFile:
    """The same in this process: for the child."""
    _check_size(path)
    kind, fields = wanted.kind, wanted.fields
    read = boundaries.read_boundaries(
        path,
        code=fields.code,
        name=fields.name,
        parent=fields.parent,
        attributes=fields.attributes or {},
        layer=fields.layer,
    )
    ours = read.frame
    column = "code" if kind is AreaKind.DISTRICT else "parent"
    if column == "parent" and not fields.parent:
        ours = ours.assign(parent=_holders(ours, wanted.known))
    tied = bool(column == "code" or fields.parent or wanted.known)
    if tied:
        ours = ours[ours[column].isin(wanted.districts)]
        _check_complete(set(ours[column]), wanted)
    _check_labels(ours)
    return AreaFile(
        name=path.name,
        sha256=_digest(path),
        rows=_rows(ours, sorted(fields.attributes or {})),
        repaired=tuple(code for code in read.repaired if code in set(ours["code"])),
        left_out=len(read.frame) - len(ours),
        web_outlines=_web(ours),
        slivers=read.slivers,
        tied=tied,
        crs=read.crs,
    )


def _holders(frame: "GeoDataFrame", known: Mapping[str, bytes]) -> NDArray[np.object_]:
    """The code of the district that holds a point inside each area; None where there is none."""
    locator = Locator(list(known), list(known.values()))
    inside = shapely.point_on_surface(np.asarray(frame.geometry.array, dtype=object))
    points = shapely.get_coordinates(inside)
    codes = np.array([*locator.codes, None], dtype=object)
    found: NDArray[np.object_] = codes[locator.locate_many(points[:, 0], points[:, 1])]
    return found


def _check_size(path: Path) -> None:
    """Refuse what is too large, also once unpacked, before a reader of boundaries opens it."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        try:
            with path.open("rb") as raw:
                size = max(size, sum(member.file_size for member in contents(raw)))
        except BadArchive:
            raise AreasRefused("This ZIP archive is damaged and cannot be unpacked") from None
    if size > MOST_MEGABYTES * MEGABYTE:
        raise AreasRefused(
            f"The file has {size // MEGABYTE:,} MB when it is unpacked; "
            f"at most {MOST_MEGABYTES} MB are read"
        )


def _check_complete(found: set[str], wanted: Wanted) -> None:
    missing = sorted(wanted.districts - found)
    if not missing or (found and wanted.kind is AreaKind.PARISH):  # a town may have no parish
        return
    fields = wanted.fields
    field = fields.code if wanted.kind is AreaKind.DISTRICT else fields.parent
    if field is None:
        raise AreasRefused(f"No area of the file lies in {', '.join(missing)}")
    raise AreasRefused(
        f"The field {field!r} names nothing in {', '.join(missing)}: it must hold the codes "
        "of the districts in the partnership file"
    )


def _check_labels(frame: "GeoDataFrame") -> None:
    for column, most in LONGEST_LABEL.items():
        for code, text in zip(frame["code"], frame[column], strict=True):
            if text is not None and len(text) > most:
                raise AreasRefused(
                    f"{code[:20]}: the {column} has more than {most} characters: "
                    "is it the right field?"
                )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _approximate(places: Sequence[Place], names: Mapping[str, str]) -> AreaFile:
    frame = outlines.approximate_outlines(places)
    frame = frame[frame["code"].isin(list(names))]
    frame = frame.assign(name=frame["code"].map(names), parent=None, area_km2=frame.area / 1e6)
    missing = sorted(set(names) - set(frame["code"]))
    if missing:
        raise AreasRefused(f"The places file has no place in {', '.join(missing)}")
    return AreaFile(
        name=None,
        sha256=None,
        rows=_rows(frame, []),
        repaired=(),
        left_out=0,
        web_outlines=_web(frame),
    )


def _rows(frame: "GeoDataFrame", attributes: list[str]) -> tuple[AreaRow, ...]:
    records = frame.to_wkb().to_dict("records")
    return tuple(
        AreaRow(
            code=record["code"],
            name=record["name"],
            parent_code=record["parent"] or None,
            attributes={name: _json(record[name]) for name in attributes},
            area_km2=float(record["area_km2"]),
            boundary=record["geometry"],
        )
        for record in records
    )


def _json(value: object) -> Json:
    """An attribute as JSON holds it: numbers and truth as they are, the missing as null."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)


def _web(frame: "GeoDataFrame") -> bytes:
    simple = web.simplify_for_web(_thinned(frame), WEB_METRES)
    text = web.geojson_bytes(web.to_geojson(simple, ["code", "name"]))
    return gzip.compress(text, mtime=0)


def _thinned(frame: "GeoDataFrame") -> "GeoDataFrame":
    """Vertices on a fine grid, the same for both sides of an edge, where there are very many.

    Simplifying takes 10 to 25 s for a million vertices and 0.2 s for what is left of them.
    """
    shapes = np.asarray(frame.geometry.array, dtype=object)
    if shapely.get_num_coordinates(shapes).sum() <= MANY_VERTICES:
        return frame
    return frame.set_geometry(shapely.set_precision(shapes, GRID_METRES), crs=frame.crs)
